/** The schedule as the drawing wants it: rows, bars, ghosts, and the flags of the order that is chosen. */
import type { PlacedBar, Proposal, Schedule } from '@jingwei/client'
import type { Flag, GanttBar, GanttRow, Ghost } from '@jingwei/gantt'
import type { TFunction } from 'i18next'
import { MAINTENANCE } from './forms'
import { duration, plantOffset, shortInstant } from '@/lib/format'

/** Whose rows are seen: the machines, or the people and tools that operations ask for. */
export type Rows = 'machine' | 'operator' | 'tool'

/** The same schedule with people or tools as its rows; operations that ask for none of them are not on it. */
export function seenBy(schedule: Schedule, rows: Rows): Schedule {
  if (rows === 'machine') return schedule
  const lanes = (rows === 'operator' ? schedule.people : schedule.tools) ?? []
  const known = new Set(lanes.map(lane => lane.id))
  const bars = schedule.bars.flatMap(bar => (bar[rows] && known.has(bar[rows]) ? [{ ...bar, machine: bar[rows], setup_from: null, centre: null }] : []))
  return { ...schedule, machines: lanes, bars }
}

export const rowsOf = (schedule: Schedule, t: TFunction): GanttRow[] =>
  schedule.machines.map(machine => ({
    id: machine.id, title: machine.title, group: machine.group ?? null, shared: machine.outside ?? false,
    stops: (machine.stops ?? []).map(stop => ({ from: Date.parse(stop.from), to: Date.parse(stop.to), label: stop.reason ?? t('gantt.stop') })),
    overtime: (machine.overtime ?? []).map(([from, to]) => ({ from: Date.parse(from), to: Date.parse(to), label: t('gantt.overtime') })),
    shifts: machine.shifts.map(([from, to]) => ({ from: Date.parse(from), to: Date.parse(to) })),
  }))

export function barsOf(schedule: Schedule, t: TFunction): GanttBar[] {
  const late = new Map(schedule.orders.map(one => [one.order.id, one.late_minutes]))
  const frozen = schedule.frozen_until ? Date.parse(schedule.frozen_until) : null
  return schedule.bars.map(bar => {
    const said = bar.late ? t('schedule.lateBy', { t: duration(late.get(bar.order.id) ?? 0, t) }) : null
    return {
      id: bar.id, row: bar.machine, order: bar.order.id, title: bar.operation.title ?? '', orderTitle: bar.order.title ?? '', from: Date.parse(bar.from), to: Date.parse(bar.to), setup: bar.setup_from ? Date.parse(bar.setup_from) : null,
      late: said, held: bar.started ? 'started' : bar.locked ? 'locked' : frozen !== null && Date.parse(bar.from) < frozen ? 'frozen' : null, done: bar.state === 'finished' || bar.state === 'done', family: bar.family || null, upkeep: bar.form === MAINTENANCE, fresh: bar.new ?? false, said: `${bar.operation.title ?? ''} ${shortInstant(bar.from)}${said ? ` ${said}` : ''}`,
    }
  })
}

/** `against`: the bars of the plan compared with. */
export function ghostsOf(proposal: Proposal | null, against: readonly PlacedBar[] | undefined): Ghost[] {
  const ghost = (kind: Ghost['kind']) => (one: PlacedBar): Ghost => ({ bar: one.bar, row: one.machine, from: Date.parse(one.from), to: Date.parse(one.to), kind })
  return [...(against ?? []).map(ghost('plan')), ...(proposal?.proposal ?? []).map(ghost('proposal'))]
}

/** The end of what is frozen, and the due date of the chosen order, which ends with its day on the plant's clock. */
export function flagsOf(schedule: Schedule, order: string | null, t: TFunction): Flag[] {
  const frozen: Flag[] = schedule.frozen_until ? [{ at: Date.parse(schedule.frozen_until), label: t('gantt.frozen'), late: false }] : []
  const one = schedule.orders.find(found => found.order.id === order)
  if (!one) return frozen
  const day = Date.parse(`${one.due.slice(0, 10)}T00:00:00Z`)
  return [...frozen, { at: day - plantOffset(day) + 24 * 3_600_000, label: `${one.order.title ?? ''} ${t('gantt.due', { at: one.due.slice(5, 10) })}`, late: one.late_minutes > 0 }]
}

/** Where a bar can run: the machines of its work centre; without word of one the server decides. */
export function machinesFor(schedule: Schedule): (bar: { id: string; row: string }) => string[] {
  const centreOf = new Map(schedule.bars.map(bar => [bar.id, bar.centre ?? null]))
  const upkeep = new Set(schedule.bars.filter(bar => bar.form === MAINTENANCE).map(bar => bar.id))
  return bar => {
    if (upkeep.has(bar.id)) return [bar.row]
    const centre = centreOf.get(bar.id) ?? null
    return schedule.machines.filter(machine => centre === null || !machine.centre || machine.centre === centre || machine.id === bar.row).map(machine => machine.id)
  }
}
