/** Two bands of time over the rows: days (or months) above, hours (or days) below; the upper name stays in view. */
import { DAY, ticks, time, x as xOf } from '@jingwei/core/gantt'
import { LETTERS } from './bars'
import type { Scene, View } from '../model'

export const AXIS = 44

export function paintAxis(draw: CanvasRenderingContext2D, scene: Scene, view: View): void {
  const { plain } = scene.ink
  draw.fillStyle = plain.surface
  draw.fillRect(0, 0, view.width, AXIS)
  draw.font = LETTERS
  draw.textBaseline = 'middle'
  const hourly = scene.scale.perHour >= 4
  for (const band of bands(scene, view, hourly)) {
    const left = Math.max(0, band.left)
    draw.fillStyle = plain.line
    draw.fillRect(Math.round(band.left), 0, 1, 22)
    draw.fillStyle = plain.text
    if (band.right - left > 44) draw.fillText(band.label, left + 6, 12)
  }
  for (const tick of ticks(scene.scale, view.left, view.left + view.width)) {
    const x = Math.round(tick.x - view.left)
    draw.fillStyle = plain.line
    draw.fillRect(x, 26, 1, AXIS - 26)
    draw.fillStyle = plain.text2
    draw.fillText(hourly && tick.major ? '00:00' : tick.label, x + 5, 34)
  }
  draw.fillStyle = plain.line
  draw.fillRect(0, AXIS - 1, view.width, 1)
}

interface Band { left: number; right: number; label: string }

function bands(scene: Scene, view: View, daily: boolean): Band[] {
  const offset = scene.scale.offset ?? 0
  const end = time(scene.scale, view.left + view.width) + offset
  const begin = new Date(time(scene.scale, view.left) + offset)
  begin.setUTCHours(0, 0, 0, 0)
  if (!daily) begin.setUTCDate(1)
  const found: Band[] = []
  for (let wall = begin.getTime(); wall < end && found.length < 400;) {
    const clock = new Date(wall)
    const next = daily ? wall + DAY : Date.UTC(clock.getUTCFullYear(), clock.getUTCMonth() + 1, 1)
    const label = daily ? `${clock.getUTCMonth() + 1}/${clock.getUTCDate()} ${scene.weekdays[clock.getUTCDay()] ?? ''}` : `${clock.getUTCFullYear()}-${String(clock.getUTCMonth() + 1).padStart(2, '0')}`
    found.push({ left: xOf(scene.scale, wall - offset) - view.left, right: xOf(scene.scale, next - offset) - view.left, label })
    wall = next
  }
  return found
}
