/** The ground of a frame: shifts light, pauses shaded, the frozen horizon hatched, rows that may take the dragged bar lit. */
import { lanesIn, ticks, time, touching, trackOf, x as xOf, type Lane, type Track, type Span } from '@jingwei/core/gantt'
import { roomOf, type Board, type Scene, type View } from '../model'
import { hatch, LETTERS } from './bars'

const shiftTracks = new WeakMap<Board, readonly Track<Span>[]>()

/** Shifts sorted once a board. */
export function shiftsOf(board: Board): readonly Track<Span>[] {
  const known = shiftTracks.get(board)
  if (known) return known
  const made = board.rows.map(row => trackOf(row.shifts))
  shiftTracks.set(board, made)
  return made
}

export const windowOf = (scene: Scene, view: View): Span => ({ from: time(scene.scale, view.left), to: time(scene.scale, view.left + view.width) })

export function paintGrid(draw: CanvasRenderingContext2D, scene: Scene, view: View): void {
  const { plain } = scene.ink
  const [first, last] = lanesIn(scene.lanes, view.top, view.top + view.height)
  const window = windowOf(scene, view)
  const shifts = shiftsOf(scene.board)
  draw.fillStyle = plain.ground
  draw.fillRect(0, 0, view.width, view.height)
  for (let i = first; i >= 0 && i <= last; i += 1) {
    const lane = scene.lanes[i]
    if (!lane) continue
    const y = lane.y - view.top
    if (lane.kind === 'group' && !lane.closed) {
      draw.fillStyle = plain.sunken
      draw.fillRect(0, y, view.width, lane.height)
    } else {
      draw.fillStyle = plain.surface
      for (const shift of touching(shifts[lane.rows[0] ?? 0] ?? { bars: [], reach: [] }, window)) {
        const left = xOf(scene.scale, shift.from) - view.left
        draw.fillRect(left, y, Math.max(1, xOf(scene.scale, shift.to) - view.left - left), lane.height)
      }
      paintOvertime(draw, scene, view, lane, window)
    }
    if (!(lane.kind === 'group' && !lane.closed)) paintStops(draw, scene, view, lane, window)
    if (scene.allowed && lane.kind === 'row') {
      draw.globalAlpha = scene.allowed.has(lane.row) ? 0.16 : 0.55
      draw.fillStyle = scene.allowed.has(lane.row) ? plain.accent : plain.ground
      draw.fillRect(0, y, view.width, lane.height)
      draw.globalAlpha = 1
    }
    draw.fillStyle = plain.lineSoft
    draw.fillRect(0, y + lane.height - 1, view.width, 1)
  }
  for (const tick of ticks(scene.scale, view.left, view.left + view.width)) {
    draw.fillStyle = tick.major ? plain.line : plain.lineSoft
    draw.fillRect(Math.round(tick.x - view.left), 0, 1, view.height)
  }
  paintFrozen(draw, scene, view)
}

/** The times of a lane's rows in view, as where they are drawn. */
function drawn(scene: Scene, view: View, lane: Lane, window: Span, of: 'overtime' | 'stops'): { left: number; wide: number; label: string }[] {
  return lane.rows.flatMap(row => scene.board.rows[row]?.[of] ?? []).filter(one => one.to > window.from && one.from < window.to).map(one => {
    const left = Math.max(-6, xOf(scene.scale, one.from) - view.left)
    return { left, wide: Math.max(2, Math.min(view.width + 6, xOf(scene.scale, one.to) - view.left) - left), label: one.label }
  })
}

/** Shifts beyond the usual ones: on a ground and under a dashed line of their own. */
function paintOvertime(draw: CanvasRenderingContext2D, scene: Scene, view: View, lane: Lane, window: Span): void {
  const tone = scene.ink.overtime
  const y = lane.y - view.top
  for (const { left, wide } of drawn(scene, view, lane, window, 'overtime')) {
    draw.fillStyle = tone.fill
    draw.fillRect(left, y, wide, lane.height)
    draw.fillStyle = tone.edge
    for (let at = left; at < left + wide; at += 6) draw.fillRect(at, y, Math.min(4, left + wide - at), 2)
  }
}

/** Maintenance and other stops: hatched in a colour of their own, with what they are for. */
function paintStops(draw: CanvasRenderingContext2D, scene: Scene, view: View, lane: Lane, window: Span): void {
  const tone = scene.ink.stop
  const y = lane.y - view.top + 1
  for (const { left, wide, label } of drawn(scene, view, lane, window, 'stops')) {
    draw.fillStyle = wide < 6 ? tone.edge : hatch(draw, tone.fill, tone.thin)
    draw.fillRect(left, y, wide, lane.height - 3)
    draw.fillStyle = tone.edge
    draw.fillRect(left, y, wide, 2)
    const room = roomOf(label) + 10
    if (room > wide || lane.closed) continue
    // The words have a ground of their own: nothing is read on hatching.
    const begin = Math.max(left, 0) + 4
    draw.fillStyle = tone.fill
    draw.fillRect(begin, y + (lane.height - 3) / 2 - 8, Math.min(room, wide - 8), 17)
    draw.font = LETTERS
    draw.textBaseline = 'middle'
    draw.fillStyle = tone.text
    draw.fillText(label, begin + 4, y + (lane.height - 3) / 2 + 1)
  }
}

function paintFrozen(draw: CanvasRenderingContext2D, scene: Scene, view: View): void {
  if (scene.frozenUntil === null) return
  const right = xOf(scene.scale, scene.frozenUntil) - view.left
  if (right <= 0) return
  draw.globalAlpha = 0.1
  draw.fillStyle = scene.ink.plain.states.promise.solid
  draw.fillRect(0, 0, right, view.height)
  draw.globalAlpha = 1
  draw.fillRect(right - 1, 0, 1, view.height)
}
