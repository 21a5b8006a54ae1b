/** The bars of one row, sorted once: what touches a window and what lies under a point is found without reading them all. */
import type { Span } from './index'

export interface Track<T extends Span> { bars: readonly T[]; /** The latest end among a bar and all before it. */ reach: readonly number[] }

export function trackOf<T extends Span>(bars: readonly T[]): Track<T> {
  const sorted = [...bars].sort((a, b) => a.from - b.from || a.to - b.to)
  let most = -Infinity
  return { bars: sorted, reach: sorted.map(bar => (most = Math.max(most, bar.to))) }
}

/** The first index whose value is greater than a bound, in a list that never falls. */
function after(length: number, value: (i: number) => number, bound: number): number {
  let low = 0
  let high = length
  while (low < high) {
    const middle = (low + high) >> 1
    if (value(middle) > bound) high = middle
    else low = middle + 1
  }
  return low
}

/** Bars that touch the window, in order; one begun long before is found by its reach. */
export function touching<T extends Span>(track: Track<T>, window: Span): T[] {
  const found: T[] = []
  for (let i = after(track.reach.length, at => track.reach[at] as number, window.from); i < track.bars.length; i += 1) {
    const bar = track.bars[i] as T
    if (bar.from >= window.to) break
    if (bar.to > window.from) found.push(bar)
  }
  return found
}

/** The bar at a time; near misses within `tolerance` count, the topmost (last begun) wins and a true hit before a near one. */
export function barAt<T extends Span>(track: Track<T>, at: number, tolerance: number): T | null {
  const near = touching(track, { from: at - tolerance, to: at + tolerance + 1 })
  const hit = near.filter(bar => bar.from <= at && at < bar.to).pop()
  if (hit) return hit
  const distance = (bar: T): number => Math.min(Math.abs(bar.from - at), Math.abs(bar.to - at))
  return near.reduce<T | null>((best, bar) => (best === null || distance(bar) < distance(best) ? bar : best), null)
}

/** The neighbour of a bar in its list: before (-1) or after (1); itself at the ends. */
export function neighbour<T>(list: readonly T[], of: T, step: -1 | 1): T {
  const i = list.indexOf(of)
  return list[i + step] ?? of
}

/** A time on the raster of minutes, or at one of the given edges when that is near enough to be meant. */
export function landing(at: number, minutes: number, edges: readonly number[], tolerance: number): number {
  const step = minutes * 60_000
  const edge = edges.reduce<number | null>((best, one) => (Math.abs(one - at) <= tolerance && (best === null || Math.abs(one - at) < Math.abs(best - at)) ? one : best), null)
  return edge ?? Math.round(at / step) * step
}
