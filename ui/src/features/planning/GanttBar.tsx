/** One operation on the Gantt: setup hatched before it, state by colour, edge and sign. */
import type { Bar } from '@jingwei/client'
import { x as xOf, type Scale } from '@jingwei/core/gantt'
import { memo, type PointerEvent } from 'react'
import { shortInstant } from '@/lib/format'
import s from './schedule.module.css'

export interface Placed { bar: Bar; row: number; from: number; to: number; setup: number | null; next: number | null; late: string | null }
/** `cut`: how many pixels of the bar lie left of what is in view; its name begins after them. */
interface Props { placed: Placed; cut: number; scale: Scale; rowHeight: number; chosen: boolean; dim: boolean; onDown: (event: PointerEvent<SVGGElement>, placed: Placed) => void }

const tone = (bar: Bar): 'late' | 'done' | 'running' => (bar.late ? 'late' : bar.state === 'finished' || bar.state === 'done' ? 'done' : 'running')

const sizeOf = (text: string): number => Array.from(text).reduce((sum, c) => sum + (c.charCodeAt(0) > 255 ? 11.4 : 6.3), 0)

/** The operation and its order, or the operation alone, or nothing: never half a word. */
function labelOf(bar: Bar, room: number): string {
  const operation = bar.operation.title ?? ''
  const order = bar.order.title ?? ''
  const both = operation.includes(order) ? operation : `${operation} · ${order}`
  return sizeOf(both) <= room ? both : sizeOf(operation) <= room ? operation : ''
}

function BarShape({ placed, cut, scale, rowHeight, chosen, dim, onDown }: Props) {
  const { bar, row, from, to, setup, late } = placed
  const left = xOf(scale, from)
  const wide = Math.max(2, xOf(scale, to) - left)
  const y = row * rowHeight + 6
  const high = rowHeight - 12
  const state = tone(bar)
  const solid = bar.started || state === 'late'
  // Late is said by a sign as well as by the colour, where the bar has room for one.
  const sign = late !== null && wide - cut > 22 ? 15 : 0
  const label = labelOf(bar, wide - cut - sign - (bar.locked ? 26 : 12))
  // A bar too short for its name has it beside itself, as far as the next bar leaves room.
  const free = placed.next === null ? 400 : xOf(scale, placed.next) - left - wide - 8
  const beside = label === '' ? labelOf(bar, free) : ''
  return (
    <g className={`${s['bar']} ${bar.locked || bar.started ? s['held'] : ''} ${dim ? s['dim'] : ''}`} onPointerDown={event => onDown(event, placed)} data-bar={bar.id} data-late={late !== null} role="button" aria-label={`${bar.operation.title ?? ''} ${shortInstant(bar.from)}${late ? ` ${late}` : ''}`}>
      <title>{`${bar.order.title ?? ''} · ${bar.operation.title ?? ''}\n${shortInstant(bar.from)} – ${shortInstant(bar.to)}${late ? `\n${late}` : ''}`}</title>
      {setup === null ? null : <rect x={xOf(scale, setup)} y={y} width={Math.max(1, left - xOf(scale, setup))} height={high} rx="2" fill="url(#setup)" />}
      <rect x={left} y={y} width={wide} height={high} rx={Math.min(4, wide / 2)} fill={solid ? `var(--${state}-solid)` : `var(--${state}-soft)`} stroke={chosen ? 'var(--accent)' : `var(--${state}-solid)`} strokeWidth={chosen ? 2.5 : 1} />
      {bar.locked && wide > 12 ? <path d={`M${left + wide - 9} ${y + 11}v-2a2 2 0 0 1 4 0v2m-5 0h6v5h-6z`} fill="none" stroke={solid ? '#fff' : `var(--${state}-ink)`} strokeWidth="1.1" /> : null}
      {sign ? <path d={`M${left + cut + 12} ${y + 6.5}l5.5 10h-11zm0 3.2v3.4m0 1.2v.9`} fill="none" stroke="#fff" strokeWidth="1.2" strokeLinejoin="round" /> : null}
      {label ? <svg x={left + cut + sign} y={y} width={Math.max(0, wide - cut - sign - 4)} height={high}><text x="7" y="16" fill={solid ? '#fff' : `var(--${state}-ink)`}>{label}</text></svg> : null}
      {beside ? <text x={left + wide + 5} y={y + 16} fill="var(--text2)" pointerEvents="none">{beside}</text> : null}
    </g>
  )
}

export const GanttBar = memo(BarShape)
