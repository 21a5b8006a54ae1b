/** What the drawing is given, and the same ordered so that every question of a frame is answered without reading all of it. */
import { trackOf, type Lane, type Row, type Scale, type Span, type Track } from '@jingwei/core/gantt'
import { hueOf, type Ink } from './colours'

export type Colouring = 'late' | 'order' | 'family' | 'change'
export type Held = 'started' | 'locked' | 'frozen' | 'lookOnly' | 'elsewhere'

/** A time in which a row stands still or works longer, and what for. */
export interface Stop extends Span { label: string }
export interface GanttRow extends Row {
  shifts: readonly Span[]; stops?: readonly Stop[]
  /** Times of its shifts that are worked beyond the usual ones. */
  overtime?: readonly Stop[]
  /** Takes any number at once: bars that overlap in time lie one under the other. */
  shared?: boolean
}
export interface GanttBar extends Span {
  id: string; row: string; order: string; title: string; orderTitle: string; setup: number | null
  /** How late its order is, in words; null when it is in time. */
  late: string | null
  held: 'started' | 'locked' | 'frozen' | null; done: boolean; family: string | null
  /** Maintenance that has its place like an operation. */
  upkeep?: boolean
  /** It stands nowhere in the plan compared with. */
  fresh?: boolean
  /** Its accessible name. */
  said: string
}
/** Where a bar would stand (`proposal`) or stands in the plan compared with (`plan`). */
export interface Ghost extends Span { bar: string; row: string; kind: 'proposal' | 'plan' }
export interface Flag { at: number; label: string; late: boolean }

/** A bar with the room its names need, so that a frame measures no text. */
/** `slot`: which of the heights of its row it lies on. */
export interface Placed extends GanttBar { rowIndex: number; slot: number; label: string; labelRoom: number; titleRoom: number; moved: boolean; orderHue: number }
export interface Board {
  rows: readonly GanttRow[]; rowOf: ReadonlyMap<string, number>; tracks: readonly Track<Placed>[]
  byId: ReadonlyMap<string, Placed>; orders: ReadonlyMap<string, readonly Placed[]>; families: readonly string[]
}
export interface Drag { bar: Placed; at: number; row: number; /** Why it cannot be put there; null where it can. */ refused: string | null; by: 'pointer' | 'keys'
  /** The standstill it would come upon there, and that in words. */
  stop?: { span: Span; said: string } | null
}
export interface View { left: number; top: number; width: number; height: number }
export interface Scene {
  board: Board; lanes: readonly Lane[]; laneOf: ReadonlyMap<number, Lane>; scale: Scale; ink: Ink; colour: Colouring
  selected: string | null; order: string | null; ghosts: readonly Ghost[]; flags: readonly Flag[]
  frozenUntil: number | null; now: number; drag: Drag | null; allowed: ReadonlySet<number> | null; weekdays: readonly string[]
}

/** Pixels of a text at 11 px: a Chinese character is as wide as high, the others about half. */
export const roomOf = (text: string): number => Array.from(text).reduce((sum, c) => sum + (c.charCodeAt(0) > 255 ? 11.4 : 6.3), 0)

export function boardOf(rows: readonly GanttRow[], bars: readonly GanttBar[], ghosts: readonly Ghost[]): Board {
  const rowOf = new Map(rows.map((row, i) => [row.id, i]))
  const lists = rows.map((): Placed[] => [])
  const byId = new Map<string, Placed>()
  const orders = new Map<string, Placed[]>()
  const families = new Set<string>()
  const plan = new Map(ghosts.filter(ghost => ghost.kind === 'plan').map(ghost => [ghost.bar, ghost]))
  for (const bar of bars) {
    const rowIndex = rowOf.get(bar.row)
    if (rowIndex === undefined) continue
    const before = plan.get(bar.id)
    const label = bar.title.includes(bar.orderTitle) ? bar.title : `${bar.title} · ${bar.orderTitle}`
    const moved = bar.fresh === true || (before !== undefined && (before.from !== bar.from || before.to !== bar.to || before.row !== bar.row))
    const placed: Placed = { ...bar, rowIndex, slot: 0, label, labelRoom: roomOf(label), titleRoom: roomOf(bar.title), moved, orderHue: hueOf(bar.orderTitle) }
    lists[rowIndex]?.push(placed)
    byId.set(bar.id, placed)
    const of = orders.get(bar.order)
    if (of) of.push(placed)
    else orders.set(bar.order, [placed])
    if (bar.family !== null) families.add(bar.family)
  }
  lists.forEach((list, i) => { if (rows[i]?.shared) stack(list) })
  for (const list of orders.values()) list.sort((a, b) => a.from - b.from)
  return { rows, rowOf, tracks: lists.map(trackOf), byId, orders, families: [...families].sort() }
}

/** Each bar on the first height that is free when it begins. */
function stack(bars: Placed[]): void {
  const free: number[] = []
  for (const bar of [...bars].sort((a, b) => a.from - b.from || a.to - b.to)) {
    const at = free.findIndex(until => until <= bar.from)
    bar.slot = at < 0 ? free.length : at
    free[bar.slot] = bar.to
  }
}

/** The first standstill of a row that a bar of this begin and end comes upon. */
export const stopUnder = (row: GanttRow | undefined, from: number, to: number): Stop | null =>
  (row?.stops ?? []).reduce<Stop | null>((first, stop) => (stop.from < to && stop.to > from && (first === null || stop.from < first.from) ? stop : first), null)

/** How many heights each row has. */
export const slotsOf = (board: Board): number[] => board.tracks.map(track => track.bars.reduce((most, bar) => Math.max(most, bar.slot + 1), 1))

/** The order whose number or operation contains the text: its first bar, exact numbers before parts. */
export function found(board: Board, text: string): Placed | null {
  const wanted = text.trim().toLowerCase()
  if (wanted === '') return null
  let part: Placed | null = null
  for (const bars of board.orders.values()) {
    const title = bars[0]?.orderTitle.toLowerCase() ?? ''
    if (title === wanted) return bars[0] ?? null
    if (part === null) part = title.includes(wanted) ? bars[0] ?? null : bars.find(bar => bar.title.toLowerCase().includes(wanted)) ?? null
  }
  return part
}
