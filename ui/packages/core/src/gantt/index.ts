/** Geometry of the Gantt: time to pixels, what of it is in view, where bars sit, how loaded a machine is. */

export interface Scale { from: number; to: number; perHour: number }
export const HOUR = 3_600_000
export const DAY = 24 * HOUR

export const x = (scale: Scale, at: number): number => ((at - scale.from) / HOUR) * scale.perHour
export const time = (scale: Scale, px: number): number => scale.from + (px / scale.perHour) * HOUR
export const width = (scale: Scale): number => x(scale, scale.to)

/** Levels of zoom, from a quarter at a glance to the quarter of an hour. */
export const ZOOMS = [0.6, 1.2, 2.5, 5, 10, 20, 40, 80] as const

export interface Tick { at: number; x: number; label: string; major: boolean }

const two = (n: number): string => String(n).padStart(2, '0')

/** Whole local minutes, hours or days as ticks, as dense as the labels allow. */
export function ticks(scale: Scale, left: number, right: number): Tick[] {
  const stepHours = [1 / 60, 1 / 12, 0.25, 0.5, 1, 2, 3, 6, 12, 24, 48, 168, 336, 672].find(h => h * scale.perHour >= 56) ?? 672
  const start = new Date(Math.max(scale.from, time(scale, left) - stepHours * HOUR))
  if (stepHours >= 1) start.setHours(0, 0, 0, 0)
  else start.setMinutes(0, 0, 0)
  if (stepHours >= 168) start.setDate(start.getDate() - ((start.getDay() + 6) % 7))
  const end = Math.min(scale.to, time(scale, right))
  const found: Tick[] = []
  const cursor = new Date(start)
  for (let guard = 0; cursor.getTime() <= end && guard < 2000; guard += 1) {
    const at = cursor.getTime()
    const midnight = cursor.getHours() === 0 && cursor.getMinutes() === 0
    if (at >= scale.from) {
      const label = stepHours < 24 && !midnight ? `${two(cursor.getHours())}:${two(cursor.getMinutes())}` : `${cursor.getMonth() + 1}/${cursor.getDate()}`
      found.push({ at, x: x(scale, at), label, major: midnight && stepHours < 24 })
    }
    if (stepHours >= 24) cursor.setDate(cursor.getDate() + stepHours / 24)
    else cursor.setMinutes(cursor.getMinutes() + Math.round(stepHours * 60))
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

/** Hours busy against hours open per local day, over all given machines. */
export function load(scale: Scale, bars: readonly Span[], shifts: readonly Span[]): Bucket[] {
  const found: Bucket[] = []
  const cursor = new Date(scale.from)
  cursor.setHours(0, 0, 0, 0)
  while (cursor.getTime() < scale.to && found.length < 800) {
    const from = cursor.getTime()
    cursor.setDate(cursor.getDate() + 1)
    found.push({ at: from, busy: 0, open: 0 })
  }
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
