/** Geometry of the Gantt: time to pixels and the ticks of its axis; rows, bars, zoom and load lie beside it. */

/** `offset`: how far the clock that is shown is ahead of UTC, in milliseconds; without it the reader's own. */
export interface Scale { from: number; to: number; perHour: number; offset?: number }
export * from './lanes'
export * from './track'
export * from './zoom'
export * from './columns'
export const HOUR = 3_600_000
export const DAY = 24 * HOUR

export const x = (scale: Scale, at: number): number => ((at - scale.from) / HOUR) * scale.perHour
export const time = (scale: Scale, px: number): number => scale.from + (px / scale.perHour) * HOUR
export const width = (scale: Scale): number => x(scale, scale.to)

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
