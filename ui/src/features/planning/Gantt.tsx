/** The schedule's Gantt: what the planner sees of it is chosen above, drawn by the component, and said in words below the colours. */
import type { Bar, PlacedBar, Proposal, Schedule } from '@jingwei/client'
import { Gantt as Drawing, type Colouring, type GanttHandle, type GanttWords, type Held } from '@jingwei/gantt'
import type { Level } from '@jingwei/core/gantt'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { address } from '@/lib/address'
import { plantOffset } from '@/lib/format'
import { useLook } from '@/lib/look'
import { barsOf, flagsOf, ghostsOf, machinesFor, rowsOf, seenBy, type Rows } from './board'
import { OPERATION } from './forms'
import { GanttTools } from './GanttTools'
import s from './schedule.module.css'

export type { Held }
interface Props {
  schedule: Schedule; proposal: Proposal | null; highlight: string | null; chosen: string | null
  /** The bars of another plan, drawn as outlines. */
  against?: readonly PlacedBar[] | undefined
  /** Until when nothing is moved any more. */
  frozenUntil?: string | null
  onChoose: (bar: Bar | null) => void
  /** Absent for whoever may only look. */
  onMove: ((bar: Bar, machine: string, from: number) => void) | undefined
  /** Somebody pulled at a bar that stays where it is. */
  onHeld: (why: Held) => void
}

/** Always the newest of a function under one name: the drawing listens once. */
function useLatest<A extends unknown[]>(run: (...args: A) => void): (...args: A) => void {
  const latest = useRef(run)
  useEffect(() => { latest.current = run })
  return useCallback((...args: A) => latest.current(...args), [])
}

export function Gantt({ schedule: whole, proposal: proposed, highlight, chosen, against: other, frozenUntil, onChoose, onMove: onMoved, onHeld }: Props) {
  const { t } = useTranslation()
  const [by, setBy] = useState<Rows>('machine')
  // People and tools are looked at; what is moved is moved on machines.
  const schedule = useMemo(() => seenBy(whole, by), [whole, by])
  const [proposal, against, onMove] = by === 'machine' ? [proposed, other, onMoved] : [null, undefined, undefined]
  const { mode } = useLook()
  const navigate = useNavigate()
  const drawing = useRef<GanttHandle>(null)
  const find = useRef<HTMLInputElement>(null)
  const [level, setLevel] = useState<Level>('shift')
  const [wanted, setWanted] = useState<Colouring | null>(null)
  const colour = wanted ?? (against ? 'change' : 'late')
  const rows = useMemo(() => rowsOf(schedule, t), [schedule, t])
  const bars = useMemo(() => barsOf(schedule, t), [schedule, t])
  const ghosts = useMemo(() => ghostsOf(proposal, against), [proposal, against])
  const flags = useMemo(() => flagsOf(schedule, highlight, t), [schedule, highlight, t])
  const allowed = useMemo(() => machinesFor(schedule), [schedule])
  const byId = useMemo(() => new Map(schedule.bars.map(bar => [bar.id, bar])), [schedule])
  const families = useMemo(() => [...new Set(bars.flatMap(bar => bar.family ?? []))].sort(), [bars])
  const [from, to] = [Date.parse(schedule.from), Date.parse(schedule.to)]
  const words = useMemo<GanttWords>(() => ({
    title: t('schedule.title'), corner: t(`schedule.rows.${by}`), keys: t('gantt.keys'), load: t('gantt.all'), loadHint: t('gantt.loadHint'), cancelled: t('gantt.cancelled'), refused: machine => t('gantt.refused', { machine }), stopped: (reason, until, into) => t(into ? 'gantt.intoStop' : 'gantt.overStop', { reason, at: until }), weekdays: t('gantt.weekdays').split(' '),
    loadSaid: (title, percent, over) => t('gantt.loadSaid', { title, percent, over }), carrying: (bar, machine, at) => t('gantt.carrying', { bar, machine, at }),
  }), [t, by])
  const select = useLatest((id: string | null) => onChoose(id === null ? null : byId.get(id) ?? null))
  const open = useLatest((id: string) => { const bar = byId.get(id); if (bar) void navigate(address.record(bar.form ?? OPERATION, bar.operation.id)) })
  const move = useLatest((id: string, machine: string, at: number) => { const bar = byId.get(id); if (bar) onMove?.(bar, machine, at) })
  const held = useLatest(onHeld)
  // An order chosen from the list is brought into view; one chosen by its bar is there already.
  const first = chosen === null && highlight !== null ? bars.filter(bar => bar.order === highlight).reduce<(typeof bars)[number] | null>((best, bar) => (best === null || bar.from < best.from ? bar : best), null)?.id ?? null : null
  useEffect(() => { if (first !== null) drawing.current?.show(first) }, [first])
  const toFind = useCallback(() => find.current?.focus(), [])
  return (
    <div className={s['drawing']}>
      <GanttTools rows={by} onRows={setBy} choices={(['machine', 'operator', 'tool'] as const).filter(one => one === 'machine' || (one === 'operator' ? whole.people : whole.tools)?.length)} level={level} onLevel={next => { setLevel(next); drawing.current?.level(next) }} onZoom={factor => drawing.current?.zoom(factor)} onToday={() => drawing.current?.today()}
        colour={colour} onColour={setWanted} comparing={against !== undefined} families={families} stops={rows.some(row => row.stops?.length) || bars.some(bar => bar.upkeep)} overtime={rows.some(row => row.overtime?.length)} find={find} onFind={text => drawing.current?.find(text) ?? false} />
      <Drawing handle={drawing} rows={rows} bars={bars} ghosts={ghosts} flags={flags} from={from} to={Math.max(to, from + 24 * 3_600_000)} offset={plantOffset(from)} mode={mode} colour={colour} words={words}
        frozenUntil={frozenUntil ? Date.parse(frozenUntil) : null} selected={chosen} order={highlight} allowed={allowed} onSelect={select} onOpen={open} onMove={onMove ? move : undefined} onHeld={held} onLevel={setLevel} onFind={toFind} />
    </div>
  )
}
