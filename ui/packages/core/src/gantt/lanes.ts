/** Rows and the heads of their groups, one under the other; what of them is in view and what lies at a height. */

export interface Row { id: string; title: string; group: string | null }
export interface Lane { kind: 'group' | 'row'; key: string; title: string; group: string | null; row: number; rows: readonly number[]; y: number; height: number; closed: boolean }

export const ROW_HEIGHT = 36
export const GROUP_HEIGHT = 26
/** What a row grows by for each further height of bars. */
export const SLOT_HEIGHT = 26

/** Groups stand in the order of their first row; one group alone needs no head. `row` is -1 for a head. */
export function lanesOf(rows: readonly Row[], closed: ReadonlySet<string>, rowHeight = ROW_HEIGHT, slots: readonly number[] = []): Lane[] {
  const groups = new Map<string | null, number[]>()
  rows.forEach((row, i) => { const list = groups.get(row.group); if (list) list.push(i); else groups.set(row.group, [i]) })
  const found: Lane[] = []
  let y = 0
  const put = (lane: Omit<Lane, 'y'>): void => { found.push({ ...lane, y }); y += lane.height }
  for (const [group, list] of groups) {
    const shut = group !== null && closed.has(group)
    if (groups.size > 1 && group !== null) put({ kind: 'group', key: `g:${group}`, title: group, group, row: -1, rows: list, height: shut ? rowHeight : GROUP_HEIGHT, closed: shut })
    if (!shut) for (const i of list) put({ kind: 'row', key: rows[i]?.id ?? String(i), title: rows[i]?.title ?? '', group, row: i, rows: [i], height: rowHeight + ((slots[i] ?? 1) - 1) * SLOT_HEIGHT, closed: false })
  }
  return found
}

export const heightOf = (lanes: readonly Lane[]): number => { const last = lanes[lanes.length - 1]; return last ? last.y + last.height : 0 }

/** The lane at a height, the first or last beyond the ends; -1 when there is none. */
export function laneAt(lanes: readonly Lane[], y: number): number {
  let low = 0
  let high = lanes.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((lanes[middle] as Lane).y <= y) low = middle
    else high = middle - 1
  }
  return lanes.length ? low : -1
}

/** First and last lane that touch a window of heights. */
export const lanesIn = (lanes: readonly Lane[], top: number, bottom: number): [number, number] => [laneAt(lanes, top), laneAt(lanes, Math.max(top, bottom - 1))]

/** Where a row is to be seen: its lane, or the closed head of its group. */
export function laneOfRow(lanes: readonly Lane[]): Map<number, Lane> {
  const found = new Map<number, Lane>()
  for (const lane of lanes) if (lane.kind === 'row' || lane.closed) for (const row of lane.rows) found.set(row, lane)
  return found
}
