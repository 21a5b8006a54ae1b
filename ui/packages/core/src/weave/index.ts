/** The weave in words and order: what a cell says, and which orders hurt most. */

export type CellState = 'none' | 'waiting' | 'turn' | 'late' | 'done'
export interface Cell { state: CellState; hours?: number | null; days?: number | null }
export interface Weft { cells: Record<string, Cell>; due: string }

export function isLate(order: Weft): boolean {
  return Object.values(order.cells).some(cell => cell.state === 'late')
}

/** Latest first, then by due date. */
export function byConsequence<T extends Weft>(orders: readonly T[]): T[] {
  const days = (order: Weft): number => Math.max(0, ...Object.values(order.cells).map(cell => (cell.state === 'late' ? (cell.days ?? 0) + 1 : 0)))
  return [...orders].sort((a, b) => days(b) - days(a) || a.due.localeCompare(b.due))
}

/** First and last column an order has touched: the weft thread is drawn solid between them. */
export function reach(order: Weft, columns: readonly string[]): [number, number] | null {
  const touched = columns.flatMap((slug, i) => ((order.cells[slug]?.state ?? 'none') === 'none' ? [] : [i]))
  const [first] = touched
  const last = touched.at(-1)
  return first === undefined || last === undefined ? null : [first, last]
}
