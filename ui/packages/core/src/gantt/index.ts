/** Geometry of the Gantt: time to pixels, what of it is in view, where bars sit, how loaded a machine is. */

/** `offset`: how far the clock that is shown is ahead of UTC, in milliseconds; without it the reader's own. */
export interface Scale { from: number; to: number; perHour: number; offset?: number }
export const HOUR = 3_600_000
export const DAY = 24 * HOUR

export const x = (scale: Scale, at: number): number => ((at - scale.from) / HOUR) * scale.perHour
export const time = (scale: Scale, px: number): number => scale.from + (px / scale.perHour) * HOUR
export const width = (scale: Scale): number => x(scale, scale.to)

/** Levels of zoom, from a quarter at a glance to the quarter of an hour. */
export const ZOOMS = [0.6, 1.2, 2.5, 5, 10, 20, 40, 80] as const

export interface Tick { at: number; x: number; label: string; major: boolean }

const offsetOf = (scale: Scale): number => scale.offset ?? new Date(scale.from).getTimezoneOffset() * -60_000

const two = (n: number): string => String(n).padStart(2, '0')

/** Whole local minutes, hours or days as ticks, as dense as the labels allow. */
export function ticks(scale: Scale, left: number, right: number): Tick[] {
  const stepHours = [1 / 60, 1 / 12, 0.25, 0.5, 1, 2, 3, 6, 12, 24, 48, 168, 336, 672].find(h => h * scale.perHour >= 56) ?? 672
  // The shown clock is read as if it were UTC: its days and hours are then whole ones.
  const offset = offsetOf(scale)
  const start = new Date(Math.max(scale.from, time(scale, left) - stepHours * HOUR) + offset)
  if (stepHours >= 1) start.setUTCHours(0, 0, 0, 0)
  else start.setUTCMinutes(0, 0, 0)
  if (stepHours >= 168) start.setUTCDate(start.getUTCDate() - ((start.getUTCDay() + 6) % 7))
  const end = Math.min(scale.to, time(scale, right))
  const found: Tick[] = []
  for (let wall = start.getTime(), guard = 0; wall - offset <= end && guard < 2000; wall += Math.round(stepHours * 60) * 60_000, guard += 1) {
    const at = wall - offset
    if (at < scale.from) continue
    const clock = new Date(wall)
    const midnight = clock.getUTCHours() === 0 && clock.getUTCMinutes() === 0
    const label = stepHours < 24 && !midnight ? `${two(clock.getUTCHours())}:${two(clock.getUTCMinutes())}` : `${clock.getUTCMonth() + 1}/${clock.getUTCDate()}`
    found.push({ at, x: x(scale, at), label, major: midnight && stepHours < 24 })
  }
  return found
}

export interface Span { from: number; to: number }

/** Bars sorted by start that touch the window; long bars begun before it are found too. */
export function inView<T extends Span>(sorted: readonly T[], window: Span): T[] {
  return sorted.filter(bar => bar.to > window.from && bar.from < window.to)
}

/** Moves a point in time to the nearest step of minutes. */
export function snap(at: number, minutes: number): number {
  const step = minutes * 60_000
  return Math.round(at / step) * step
}

export interface Bucket { at: number; busy: number; open: number }

const overlap = (a: Span, b: Span): number => Math.max(0, Math.min(a.to, b.to) - Math.max(a.from, b.from))

/** The parts of bars that lie within shifts; both sorted by start. A bar that waits over night is not at work then. */
export function atWork(bars: readonly Span[], shifts: readonly Span[]): Span[] {
  const found: Span[] = []
  let first = 0
  for (const bar of bars) {
    while (first < shifts.length && (shifts[first] as Span).to <= bar.from) first += 1
    for (let i = first; i < shifts.length && (shifts[i] as Span).from < bar.to; i += 1) {
      const shift = shifts[i] as Span
      found.push({ from: Math.max(bar.from, shift.from), to: Math.min(bar.to, shift.to) })
    }
  }
  return found
}

/** Hours busy against hours open per day of the shown clock, over all given machines. */
export function load(scale: Scale, bars: readonly Span[], shifts: readonly Span[]): Bucket[] {
  const found: Bucket[] = []
  const offset = offsetOf(scale)
  const start = Math.floor((scale.from + offset) / DAY) * DAY - offset
  for (let at = start; at < scale.to && found.length < 800; at += DAY) found.push({ at, busy: 0, open: 0 })
  const add = (span: Span, key: 'busy' | 'open'): void => {
    const first = found[0]
    if (!first) return
    const begin = Math.max(0, Math.floor((span.from - first.at) / DAY) - 1)
    for (let i = begin; i < found.length; i += 1) {
      const bucket = found[i] as Bucket
      const until = found[i + 1]?.at ?? bucket.at + DAY
      if (bucket.at >= span.to) break
      bucket[key] += overlap(span, { from: bucket.at, to: until }) / HOUR
    }
  }
  bars.forEach(bar => add(bar, 'busy'))
  shifts.forEach(shift => add(shift, 'open'))
  return found
}
