/**
 * The Gantt, drawn here as SVG of only what is in view: one geometry (core/gantt), our state colours, a ghost that
 * follows the drag, and elements that tests and screen readers can name. 5,000 bars stay a few hundred nodes.
 */
import type { Bar, Proposal, Schedule } from '@jingwei/client'
import { atWork, inView, load as loadOf, snap, ticks, time, width as widthOf, x as xOf, type Scale, type Span } from '@jingwei/core/gantt'
import { useEffect, useLayoutEffect, useMemo, useRef, useState, type PointerEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useSize } from '@/hooks/useSize'
import { duration, shortInstant } from '@/lib/format'
import { GanttBar, type Placed } from './GanttBar'
import { LoadChart } from './LoadChart'
import s from './schedule.module.css'

const ROW = 36
interface Props {
  schedule: Schedule; scale: Scale; proposal: Proposal | null; highlight: string | null; chosen: string | null
  onChoose: (bar: Bar | null) => void; 
  /** Absent for whoever may only look. */
  onMove: ((bar: Bar, machine: string, from: number) => void) | undefined; onZoom: (by: number) => void
  /** Somebody pulled at a bar that stays where it is. */
  onHeld: (why: Held) => void
}
interface Drag { bar: Placed; startX: number; startY: number; dx: number; row: number }

export type Held = 'started' | 'locked' | 'lookOnly'
const holding = (bar: Bar, may: boolean): Held | null => (!may ? 'lookOnly' : bar.started ? 'started' : bar.locked ? 'locked' : null)

export function Gantt({ schedule, scale, proposal, highlight, chosen, onChoose, onMove, onZoom, onHeld }: Props) {
  const { t } = useTranslation()
  const field = useRef<HTMLDivElement>(null)
  const { width: room, height: tall } = useSize(field)
  const [at, setAt] = useState({ left: 0, top: 0 })
  const [drag, setDrag] = useState<Drag | null>(null)
  const { machines } = schedule
  const rowOf = useMemo(() => new Map(machines.map((machine, i) => [machine.id, i])), [machines])
  const bars = useMemo(() => {
    const late = new Map(schedule.orders.map(one => [one.order.id, one.late_minutes]))
    const byRow = new Map<number, Placed[]>()
    for (const bar of schedule.bars) {
      const row = rowOf.get(bar.machine)
      if (row === undefined) continue
      const placed: Placed = { bar, row, from: Date.parse(bar.from), to: Date.parse(bar.to), setup: bar.setup_from ? Date.parse(bar.setup_from) : null, next: null, late: bar.late ? t('schedule.lateBy', { t: duration(late.get(bar.order.id) ?? 0, t) }) : null }
      const list = byRow.get(row)
      if (list) list.push(placed)
      else byRow.set(row, [placed])
    }
    for (const list of byRow.values()) {
      list.sort((a, b) => a.from - b.from)
      list.forEach((placed, i) => { const after = list[i + 1]; placed.next = after ? after.setup ?? after.from : null })
    }
    return byRow
  }, [schedule.bars, schedule.orders, rowOf, t])
  const shifts = useMemo<Span[][]>(() => machines.map(machine => machine.shifts.map(([from, to]) => ({ from: Date.parse(from), to: Date.parse(to) }))), [machines])
  const buckets = useMemo(() => loadOf(scale, [...bars].flatMap(([row, list]) => atWork(list, shifts[row] ?? [])), shifts.flat()), [scale, bars, shifts])
  const wide = Math.max(widthOf(scale), room)
  const window: Span = { from: time(scale, at.left - 200), to: time(scale, at.left + room + 200) }
  const first = Math.max(0, Math.floor(at.top / ROW) - 2)
  const last = Math.min(machines.length - 1, Math.ceil((at.top + tall) / ROW) + 2)
  const rows = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i)
  const marks = ticks(scale, at.left, at.left + room)
  const moved = useMemo(() => new Map((proposal?.proposal ?? []).map(one => [one.bar, one])), [proposal])
  const now = Date.now()

  const before = useRef(scale.perHour)
  useLayoutEffect(() => {
    const box = field.current
    if (!box || before.current === scale.perHour) return
    const middle = (box.scrollLeft + box.clientWidth / 2) / before.current
    before.current = scale.perHour
    box.scrollLeft = middle * scale.perHour - box.clientWidth / 2
  }, [scale.perHour])
  useEffect(() => {
    const box = field.current
    if (!box) return
    box.scrollLeft = Math.max(0, xOf(scale, Date.now()) - 120)
    // Only on opening: later the person's own scrolling counts.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [])
  useEffect(() => {
    const box = field.current
    if (!box) return
    const onWheel = (event: WheelEvent): void => {
      if (!event.ctrlKey && !event.metaKey) return
      event.preventDefault()
      onZoom(event.deltaY < 0 ? 1 : -1)
    }
    box.addEventListener('wheel', onWheel, { passive: false })
    return () => box.removeEventListener('wheel', onWheel)
  }, [onZoom])

  const grab = (event: PointerEvent<SVGGElement>, bar: Placed): void => {
    onChoose(bar.bar)
    if (event.button !== 0) return
    event.currentTarget.setPointerCapture(event.pointerId)
    setDrag({ bar, startX: event.clientX, startY: event.clientY, dx: 0, row: bar.row })
  }
  const pull = (event: PointerEvent): void => {
    if (!drag) return
    const held = holding(drag.bar.bar, onMove !== undefined)
    if (held) {
      if (Math.abs(event.clientX - drag.startX) < 5 && Math.abs(event.clientY - drag.startY) < 5) return
      setDrag(null)
      onHeld(held)
      return
    }
    const row = Math.max(0, Math.min(machines.length - 1, drag.bar.row + Math.round((event.clientY - drag.startY) / ROW)))
    setDrag({ ...drag, dx: event.clientX - drag.startX, row })
  }
  const landing = drag ? snap(drag.bar.from + (drag.dx / scale.perHour) * 3_600_000, 15) : 0
  const drop = (): void => {
    const machine = drag ? machines[drag.row] : undefined
    if (drag && machine && !holding(drag.bar.bar, onMove !== undefined) && (Math.abs(drag.dx) > 4 || drag.row !== drag.bar.row)) onMove?.(drag.bar.bar, machine.id, landing)
    setDrag(null)
  }

  return (
    <div className={s['gantt']}>
      <div className={s['corner']}>{t('schedule.machine')}</div>
      <div className={s['axis']}>
        <svg width={room} height="40">{marks.map(tick => <g key={tick.at} transform={`translate(${tick.x - at.left} 0)`}><line y1={tick.major ? 8 : 26} y2="40" stroke="var(--line)" /><text className={s['tick']} x="5" y="28" fontWeight={tick.major ? 600 : 400}>{tick.label}</text></g>)}</svg>
      </div>
      <div className={s['names']}>
        {rows.map(row => <div key={row} className={s['name']} style={{ top: row * ROW - at.top }}>{machines[row]?.title}<small>{machines[row]?.group}</small></div>)}
      </div>
      <div className={s['field']} ref={field} tabIndex={0} onScroll={event => setAt({ left: event.currentTarget.scrollLeft, top: event.currentTarget.scrollTop })}>
        <svg width={wide} height={machines.length * ROW} onPointerMove={pull} onPointerUp={drop} onPointerCancel={() => setDrag(null)} role="img" aria-label={t('schedule.title')} onPointerDown={event => { if (event.target === event.currentTarget) onChoose(null) }}>
          <defs><pattern id="setup" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)"><rect width="5" height="5" fill="var(--draft-soft)" /><rect width="1.6" height="5" fill="var(--draft-solid)" /></pattern></defs>
          {rows.map(row => (
            <g key={row}>
              <rect x={at.left - 200} y={row * ROW} width={room + 400} height={ROW} fill="var(--ground)" />
              {inView(shifts[row] ?? [], window).map((shift, i) => <rect key={i} x={xOf(scale, shift.from)} y={row * ROW} width={Math.max(1, xOf(scale, shift.to) - xOf(scale, shift.from))} height={ROW} fill="var(--surface)" />)}
              <line x1={at.left - 200} x2={at.left + room + 200} y1={(row + 1) * ROW - 0.5} y2={(row + 1) * ROW - 0.5} stroke="var(--line-soft)" />
            </g>
          ))}
          {marks.map(tick => <line key={tick.at} x1={tick.x} x2={tick.x} y1={first * ROW} y2={(last + 1) * ROW} stroke={tick.major ? 'var(--line)' : 'var(--line-soft)'} />)}
          {now > scale.from && now < scale.to ? <line x1={xOf(scale, now)} x2={xOf(scale, now)} y1={first * ROW} y2={(last + 1) * ROW} stroke="var(--accent)" strokeWidth="1.5" /> : null}
          {rows.map(row => inView(bars.get(row) ?? [], window).map(bar => (
            <GanttBar key={bar.bar.id} placed={bar} cut={Math.max(0, Math.min(at.left, xOf(scale, bar.to)) - xOf(scale, bar.from))} scale={scale} rowHeight={ROW} chosen={bar.bar.id === chosen}
              dim={(highlight !== null && bar.bar.order.id !== highlight) || moved.has(bar.bar.id) || drag?.bar === bar} onDown={grab} />
          )))}
          {(proposal?.proposal ?? []).map(one => {
            const row = rowOf.get(one.machine)
            if (row === undefined) return null
            const left = xOf(scale, Date.parse(one.from))
            return <rect key={one.bar} data-ghost={one.bar} x={left} y={row * ROW + 6} width={Math.max(3, xOf(scale, Date.parse(one.to)) - left)} height={ROW - 12} rx="4" fill="var(--promise-soft)" fillOpacity=".85" stroke="var(--promise-solid)" strokeWidth="1.5" strokeDasharray="5 3" />
          })}
          {drag && (Math.abs(drag.dx) > 3 || drag.row !== drag.bar.row) ? (
            <g pointerEvents="none">
              <rect x={xOf(scale, landing)} y={drag.row * ROW + 5} width={xOf(scale, drag.bar.to) - xOf(scale, drag.bar.from)} height={ROW - 10} rx="4" fill="var(--accent)" opacity=".82" />
              <text x={xOf(scale, landing) + 6} y={drag.row * ROW + 22} fontSize="11" fill="var(--on-accent)">{shortInstant(new Date(landing).toISOString())}</text>
            </g>
          ) : null}
        </svg>
      </div>
      <div className={s['loadName']}>{t('schedule.load')}</div>
      <div className={s['load']}><LoadChart buckets={buckets} scale={scale} left={at.left} room={room} /></div>
    </div>
  )
}
