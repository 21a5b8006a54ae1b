/** What lies over the bars: the thread of an order, ghosts, flags of due dates, the now-line, and the bar in the hand. */
import { x as xOf } from '@jingwei/core/gantt'
import { moment } from '../clock'
import type { Placed, Scene, View } from '../model'
import { roomOf } from '../model'
import { HIGH, PAD, topOf } from './bars'

const middleOf = (scene: Scene, view: View, bar: Placed): number | null => {
  const lane = scene.laneOf.get(bar.rowIndex)
  return lane ? (lane.closed ? lane.y + lane.height / 2 : topOf(lane, bar) + HIGH / 2) - view.top : null
}

export function paintOver(draw: CanvasRenderingContext2D, scene: Scene, view: View): void {
  paintThread(draw, scene, view)
  paintGhosts(draw, scene, view)
  paintFlags(draw, scene, view)
  const now = xOf(scene.scale, scene.now) - view.left
  if (now >= 0 && now <= view.width) { draw.fillStyle = scene.ink.plain.accent; draw.fillRect(now - 0.75, 0, 1.5, view.height) }
  paintDrag(draw, scene, view)
}

/** From the end of one operation of the selected order to the begin of the next. */
function paintThread(draw: CanvasRenderingContext2D, scene: Scene, view: View): void {
  const bars = scene.order === null ? undefined : scene.board.orders.get(scene.order)
  if (!bars || bars.length < 2) return
  draw.strokeStyle = draw.fillStyle = scene.ink.plain.text2
  draw.lineWidth = 1.25
  draw.beginPath()
  bars.slice(1).forEach((bar, i) => {
    const before = bars[i] as Placed
    const [from, to] = [middleOf(scene, view, before), middleOf(scene, view, bar)]
    if (from === null || to === null) return
    const [a, b] = [xOf(scene.scale, before.to) - view.left, xOf(scene.scale, bar.setup ?? bar.from) - view.left]
    const bow = Math.max(14, Math.abs(b - a) / 3)
    draw.moveTo(a, from)
    draw.bezierCurveTo(a + bow, from, b - bow, to, b - 4, to)
    draw.moveTo(b - 8, to - 4)
    draw.lineTo(b - 1, to)
    draw.lineTo(b - 8, to + 4)
  })
  draw.stroke()
}

function paintGhosts(draw: CanvasRenderingContext2D, scene: Scene, view: View): void {
  const { states, text2 } = scene.ink.plain
  draw.setLineDash([5, 3])
  draw.lineWidth = 1.5
  for (const ghost of scene.ghosts) {
    const row = scene.board.rowOf.get(ghost.row)
    const lane = row === undefined ? undefined : scene.laneOf.get(row)
    const left = xOf(scene.scale, ghost.from) - view.left
    const wide = Math.max(3, xOf(scene.scale, ghost.to) - view.left - left)
    if (!lane || lane.closed || left > view.width || left + wide < 0 || lane.y > view.top + view.height || lane.y + lane.height < view.top) continue
    const bar = scene.board.byId.get(ghost.bar)
    if (ghost.kind === 'plan' && bar && !bar.moved) continue
    const y = topOf(lane, ghost.row === bar?.row ? bar : undefined) - view.top
    if (ghost.kind === 'proposal') {
      draw.globalAlpha = 0.85
      draw.fillStyle = states.promise.soft
      draw.fillRect(left, y, wide, HIGH)
      draw.globalAlpha = 1
    }
    draw.strokeStyle = ghost.kind === 'proposal' ? states.promise.solid : text2
    draw.strokeRect(left + 0.5, y + 0.5 - (ghost.kind === 'plan' ? 3 : 0), wide - 1, HIGH - 1 + (ghost.kind === 'plan' ? 6 : 0))
  }
  draw.setLineDash([])
}

function paintFlags(draw: CanvasRenderingContext2D, scene: Scene, view: View): void {
  for (const flag of scene.flags) {
    const x = xOf(scene.scale, flag.at) - view.left
    if (x < -1 || x > view.width) continue
    const { solid } = scene.ink.plain.states[flag.late ? 'late' : 'promise']
    draw.fillStyle = solid
    draw.fillRect(x - 0.75, 0, 1.5, view.height)
    const wide = roomOf(flag.label) + 12
    const left = x + wide > view.width ? x - wide : x
    draw.fillRect(left, 4, wide, 18)
    draw.fillStyle = '#ffffff'
    draw.fillText(flag.label, left + 6, 13.5)
  }
}

function paintDrag(draw: CanvasRenderingContext2D, scene: Scene, view: View): void {
  const { drag, ink } = scene
  const lane = drag ? scene.laneOf.get(drag.row) : undefined
  if (!drag || !lane) return
  const left = xOf(scene.scale, drag.at) - view.left
  const wide = Math.max(3, xOf(scene.scale, drag.bar.to) - xOf(scene.scale, drag.bar.from))
  const y = lane.y - view.top + PAD - 1
  const stop = drag.stop ?? null
  const colour = drag.refused !== null ? ink.plain.states.late.solid : stop ? ink.plain.states.waiting.solid : ink.plain.accent
  const warned = drag.refused ?? stop?.said ?? null
  // The row it would land on is framed from end to end.
  draw.strokeStyle = colour
  draw.lineWidth = 2
  draw.strokeRect(-2, lane.y - view.top + 1, view.width + 4, lane.height - 3)
  if (stop) {
    // What it comes upon is framed too, over the whole height of the row.
    const begin = xOf(scene.scale, stop.span.from) - view.left
    draw.strokeRect(begin, lane.y - view.top + 1, Math.max(3, xOf(scene.scale, stop.span.to) - view.left - begin), lane.height - 3)
  }
  draw.globalAlpha = 0.88
  draw.fillStyle = colour
  draw.beginPath()
  draw.roundRect(left, y, wide, HIGH + 2, 4)
  draw.fill()
  draw.globalAlpha = 1
  draw.fillRect(left, 0, 1, view.height)
  const text = `${moment(drag.at, scene.scale.offset ?? 0)}${warned === null ? '' : ` · ${warned}`}`
  const room = roomOf(text) + 12
  const label = Math.max(0, Math.min(left, view.width - room))
  const above = y >= 20 ? y - 18 : y + HIGH + 4
  const { soft, ink: dark } = ink.plain.states.waiting
  if (stop) draw.fillStyle = soft
  draw.fillRect(label, above, room, 18)
  draw.fillStyle = stop ? dark : warned === null ? ink.plain.onAccent : '#ffffff'
  draw.fillText(text, label + 6, above + 9.5)
}
