/** Under the rows: load against capacity, a line for each group of machines, over-load red; a click jumps there. */
import { columnOf, columnsOf, fill, HOUR, x as xOf, type Column, type Scale } from '@jingwei/core/gantt'
import { useCallback, useLayoutEffect, useMemo, useRef, type RefObject } from 'react'
import type { Ink } from './colours'
import type { Board } from './model'
import { fit } from './paint/frame'
import s from './gantt.module.css'

const HIGH = 32

interface Line { group: string | null; title: string; columns: readonly Column[]; peak: number; over: number }
interface Props { board: Board; scale: Scale; ink: Ink; names: number; width: number; field: RefObject<HTMLElement | null>; words: { all: string; said: (title: string, percent: number, over: number) => string; hint: string }; painter: RefObject<(() => void) | null>; onJump: (group: string | null, at: number) => void }

export function linesOf(board: Board, scale: Scale, hours: number, all: string): Line[] {
  const groups = [...new Set(board.rows.map(row => row.group))]
  const empty = columnsOf(scale, hours, scale.offset ?? 0)
  // A supplier takes any number at once: neither his time nor what lies with him is load. Setups occupy the machine as much as the work they prepare.
  const works = board.rows.map((row, i) => (row.shared ? { bars: [], shifts: [] } : { bars: (board.tracks[i]?.bars ?? []).map(bar => ({ from: bar.setup ?? bar.from, to: bar.to })), shifts: row.shifts }))
  const line = (group: string | null, title: string, of: typeof works): Line => {
    const columns = fill(empty, of)
    const shares = columns.map(column => (column.open ? column.busy / column.open : column.busy ? 1.01 : 0))
    return { group, title, columns, peak: Math.max(0, ...shares), over: columns.filter(column => column.over).length }
  }
  const single = groups.map(group => line(group, group ?? all, works.filter((_, i) => board.rows[i]?.group === group)))
  return groups.length > 1 ? [line(null, all, works), ...single] : single
}

export function Loads({ board, scale, ink, names, width, field, words, painter, onJump }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const hours = columnOf(scale.perHour)
  const { from, to, offset } = scale
  const lines = useMemo(() => linesOf(board, { from, to, offset: offset ?? 0, perHour: 1 }, hours, words.all), [board, from, to, offset, hours, words.all])
  const paint = useCallback(() => {
    const element = canvas.current
    const left = field.current?.scrollLeft ?? 0
    const draw = element ? fit(element, width, lines.length * HIGH) : null
    if (!draw) return
    draw.fillStyle = ink.plain.surface
    draw.fillRect(0, 0, width, lines.length * HIGH)
    lines.forEach((line, i) => paintLine(draw, line, scale, ink, left, width, i * HIGH))
  }, [field, width, lines, ink, scale])
  useLayoutEffect(() => { painter.current = paint; paint() }, [painter, paint])
  const jump = (event: React.MouseEvent<HTMLCanvasElement>): void => {
    const box = event.currentTarget.getBoundingClientRect()
    const line = lines[Math.floor((event.clientY - box.top) / HIGH)]
    if (line) onJump(line.group, scale.from + ((event.clientX - box.left + (field.current?.scrollLeft ?? 0)) / scale.perHour) * HOUR)
  }
  const firstOver = (line: Line): number => (line.columns.find(column => column.over) ?? line.columns.reduce<Column | undefined>((most, column) => (most === undefined || share(column) > share(most) ? column : most), undefined))?.from ?? scale.from
  return (
    <div className={s['loads']} style={{ gridTemplateColumns: `${names}px minmax(0, 1fr)` }} data-loads>
      <div className={s['loadNames']}>
        {lines.map(line => <button type="button" key={line.title} className={s['loadName']} style={{ height: HIGH }} title={`${words.said(line.title, Math.round(line.peak * 100), line.over)}\n${words.hint}`} aria-label={words.said(line.title, Math.round(line.peak * 100), line.over)} data-over={line.over > 0} onClick={() => onJump(line.group, firstOver(line))}><span>{line.title}</span>{line.over ? <b>▲{line.over}</b> : <span>{Math.round(line.peak * 100)}%</span>}</button>)}
      </div>
      <canvas ref={canvas} onClick={jump} aria-hidden="true" />
    </div>
  )
}

const share = (column: Column): number => (column.open ? column.busy / column.open : 0)

function paintLine(draw: CanvasRenderingContext2D, line: Line, scale: Scale, ink: Ink, scrolled: number, width: number, top: number): void {
  const most = Math.max(1, ...line.columns.map(column => Math.max(column.open, column.busy)))
  const { states, sunken, lineSoft } = ink.plain
  for (const column of line.columns) {
    const left = xOf(scale, column.from) - scrolled
    const wide = Math.max(1, xOf(scale, column.to) - scrolled - left - 2)
    if (left > width || left + wide < 0) continue
    const open = (column.open / most) * (HIGH - 6)
    const busy = (Math.min(column.busy, most) / most) * (HIGH - 6)
    draw.fillStyle = sunken
    draw.fillRect(left, top + HIGH - 2 - open, wide, open)
    draw.fillStyle = states[column.over ? 'late' : share(column) > 0.9 ? 'waiting' : 'draft'].solid
    draw.fillRect(left, top + HIGH - 2 - busy, wide, busy)
    if (column.over) { draw.fillStyle = states.late.ink; draw.fillRect(left, top + HIGH - 2 - open, wide, 1.5) }
  }
  draw.fillStyle = lineSoft
  draw.fillRect(0, top + HIGH - 1, width, 1)
}
