/** Load against capacity, column by column; what is asked of closed time is over-load. */
import { HOUR, type Span } from './index'

export interface Column { from: number; to: number; busy: number; open: number; over: boolean }
/** One row's work and its shifts, both sorted by start. */
export interface Work { bars: readonly Span[]; shifts: readonly Span[] }

/** Columns of `hours`, aligned with the shown clock's days (weeks begin on Monday). */
export function columnsOf(span: Span, hours: number, offset: number): Column[] {
  const step = hours * HOUR
  // 1970-01-05 was a Monday.
  const origin = hours >= 168 ? 4 * 24 * HOUR : 0
  const found: Column[] = []
  for (let at = Math.floor((span.from + offset - origin) / step) * step + origin - offset; at < span.to; at += step) found.push({ from: at, to: at + step, busy: 0, open: 0, over: false })
  return found
}

/** Work counts where the shifts are open; a bar that meets no shift at all counts where it stands. */
export function fill(columns: readonly Column[], rows: readonly Work[]): Column[] {
  const found = columns.map(column => ({ ...column }))
  const first = found[0]
  if (!first) return found
  const step = first.to - first.from
  const add = (from: number, to: number, key: 'busy' | 'open'): void => {
    for (let i = Math.max(0, Math.floor((from - first.from) / step)); i < found.length; i += 1) {
      const column = found[i] as Column
      if (column.from >= to) break
      column[key] += Math.max(0, Math.min(to, column.to) - Math.max(from, column.from)) / HOUR
    }
  }
  for (const { bars, shifts } of rows) {
    for (const shift of shifts) add(shift.from, shift.to, 'open')
    let begin = 0
    for (const bar of bars) {
      while (begin < shifts.length && (shifts[begin] as Span).to <= bar.from) begin += 1
      let met = false
      for (let i = begin; i < shifts.length && (shifts[i] as Span).from < bar.to; i += 1) {
        const shift = shifts[i] as Span
        add(Math.max(bar.from, shift.from), Math.min(bar.to, shift.to), 'busy')
        met = true
      }
      if (!met) add(bar.from, bar.to, 'busy')
    }
  }
  for (const column of found) column.over = column.busy > column.open + 0.02
  return found
}
