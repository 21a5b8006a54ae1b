/** A list of levelled rows as a tree that opens and closes: which rows show, which have children. */

export interface Levelled { level: number }
export interface Shown<T> { row: T; index: number; children: boolean; open: boolean; last: boolean[] }

export function hasChildren(rows: readonly Levelled[], index: number): boolean {
  const here = rows[index]
  const next = rows[index + 1]
  return here !== undefined && next !== undefined && next.level > here.level
}

/** `last[d]` says that at depth d no further sibling follows, so that no line is drawn down. */
export function visible<T extends Levelled>(rows: readonly T[], closed: ReadonlySet<number>): Shown<T>[] {
  const shown: Shown<T>[] = []
  let hiddenBelow = Infinity
  const base = rows[0]?.level ?? 0
  rows.forEach((row, index) => {
    if (row.level > hiddenBelow) return
    const open = !closed.has(index)
    const children = hasChildren(rows, index)
    hiddenBelow = children && !open ? row.level : Infinity
    shown.push({ row, index, children, open, last: [] })
  })
  const more: boolean[] = []
  for (let i = rows.length - 1, s = shown.length - 1; i >= 0; i -= 1) {
    const row = rows[i] as T
    const depth = row.level - base
    const item = shown[s]
    if (item && item.index === i) {
      item.last = Array.from({ length: depth + 1 }, (_, d) => !more[d])
      s -= 1
    }
    more[depth] = true
    more.length = depth + 1
  }
  return shown
}

export function closedBelow(rows: readonly Levelled[], level: number): Set<number> {
  const base = rows[0]?.level ?? 0
  return new Set(rows.flatMap((row, i) => (row.level - base >= level && hasChildren(rows, i) ? [i] : [])))
}
