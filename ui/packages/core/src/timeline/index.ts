/** Geometry of an order's timeline: lanes of equal height, bars stacked where they overlap, hand-offs as curves. */

export interface Span { from: number; to: number }
export interface Placed<T> { bar: T; row: number }

/** Bars that cannot be told apart become one where they overlap: of what is hidden only its length says something. */
export function folded<T extends Span>(bars: readonly T[], key: (bar: T) => string | null): T[] {
  const kept: T[] = []
  const open = new Map<string, number>()
  for (const bar of [...bars].sort((a, b) => a.from - b.from)) {
    const name = key(bar)
    const at = name === null ? undefined : open.get(name)
    const last = at === undefined ? undefined : kept[at]
    if (at !== undefined && last && bar.from <= last.to) kept[at] = { ...last, to: Math.max(last.to, bar.to) }
    else {
      if (name !== null) open.set(name, kept.length)
      kept.push(bar)
    }
  }
  return kept
}

/** First-fit rows for overlapping bars of one lane. */
export function stack<T extends Span>(bars: readonly T[]): { placed: Placed<T>[]; rows: number } {
  const ends: number[] = []
  const placed = [...bars].sort((a, b) => a.from - b.from || b.to - a.to).map(bar => {
    const free = ends.findIndex(end => end <= bar.from)
    const row = free < 0 ? ends.length : free
    ends[row] = bar.to
    return { bar, row }
  })
  return { placed, rows: Math.max(1, ends.length) }
}

/** Lane tops from row counts, so that a busy lane is taller and none overlaps. */
export function laneTops(rows: readonly number[], rowHeight: number, padding: number): { tops: number[]; heights: number[]; total: number } {
  const heights = rows.map(n => n * rowHeight + 2 * padding)
  const tops: number[] = []
  let total = 0
  for (const height of heights) {
    tops.push(total)
    total += height
  }
  return { tops, heights, total }
}

/** A hand-off happens at one instant: a thread straight from lane to lane. */
export function thread(x: number, from: number, to: number): string {
  return `M ${x} ${from} V ${to}`
}
