/** Zoom as pixels an hour: named levels, and every value between them by wheel and fingers. */

export type Level = 'hour' | 'shift' | 'day' | 'week'
export const LEVELS: Record<Level, number> = { hour: 60, shift: 16, day: 5, week: 1.2 }
export const NEAREST = 240
export const FURTHEST = 0.5

export const clampZoom = (perHour: number): number => Math.max(FURTHEST, Math.min(NEAREST, perHour))

/** The level a zoom is called by: the nearest on a scale of ratios. */
export function levelOf(perHour: number): Level {
  const apart = (level: Level): number => Math.abs(Math.log(LEVELS[level] / perHour))
  return (Object.keys(LEVELS) as Level[]).reduce((best, one) => (apart(one) < apart(best) ? one : best))
}

/** What stays under the pointer: new zoom and the scroll that keeps the time at `anchor` pixels from the left edge in its place. */
export function zoomAt(perHour: number, factor: number, left: number, anchor: number): { perHour: number; left: number } {
  const next = clampZoom(perHour * factor)
  return { perHour: next, left: Math.max(0, ((left + anchor) / perHour) * next - anchor) }
}

/** A turn of the wheel, or a pinch on a touch pad, as a factor: smooth for small deltas, bounded for a mouse's notch. */
export const wheelFactor = (delta: number, mode: number): number => Math.exp(-Math.max(-120, Math.min(120, delta * (mode === 1 ? 16 : 1))) * 0.003)

/** Minutes a drag goes by at this zoom: never finer than a hand can be. */
export const rasterOf = (perHour: number): number => (perHour >= 60 ? 5 : perHour >= 8 ? 15 : 60)

/** Hours of one column of load at this zoom: a shift of eight, a day, a week. */
export const columnOf = (perHour: number): number => (perHour >= 12 ? 8 : perHour >= 1.6 ? 24 : 168)
