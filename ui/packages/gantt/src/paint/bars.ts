/** The bars of a frame: setup hatched before them, names that fit, a sign for late and a lock for what stays. */
import { lanesIn, ROW_HEIGHT, SLOT_HEIGHT, touching, x as xOf, type Lane } from '@jingwei/core/gantt'
import { FONT } from '@jingwei/kit'
import { toneOf, type Tone } from '../colours'
import { stopUnder, type Placed, type Scene, type View } from '../model'
import { windowOf } from './grid'

/** The letters of a canvas are named once; asking the style of an element costs a layout. */
export const LETTERS = `11px ${FONT}`
export const PAD = 6
/** Of a bar. */
export const HIGH = ROW_HEIGHT - PAD * 2
/** Where a bar begins in its row; rows that take any number at once have several heights. */
export const topOf = (lane: Lane, bar: { slot: number } | undefined): number => lane.y + PAD + (bar?.slot ?? 0) * SLOT_HEIGHT
const DIM = 0.28
const hatches = new Map<string, CanvasPattern | null>()

export function hatch(draw: CanvasRenderingContext2D, ground: string, line: string): CanvasPattern | string {
  const key = ground + line
  if (!hatches.has(key)) {
    const tile = document.createElement('canvas')
    tile.width = tile.height = 6
    const pen = tile.getContext('2d')
    if (pen) {
      pen.fillStyle = ground
      pen.fillRect(0, 0, 6, 6)
      pen.strokeStyle = line
      pen.lineWidth = 1.5
      pen.beginPath()
      for (const shift of [-6, 0, 6]) { pen.moveTo(shift, 6); pen.lineTo(shift + 6, 0) }
      pen.stroke()
    }
    hatches.set(key, draw.createPattern(tile, 'repeat'))
  }
  return hatches.get(key) ?? line
}

/** Paints what is in view and answers how many bars that were. */
export function paintBars(draw: CanvasRenderingContext2D, scene: Scene, view: View): number {
  const window = windowOf(scene, view)
  // Setups reach to the left of their bar, names to its right.
  const wider = { from: window.from - (240 / scene.scale.perHour) * 3_600_000, to: window.to + (60 / scene.scale.perHour) * 3_600_000 }
  const [first, last] = lanesIn(scene.lanes, view.top, view.top + view.height)
  let count = 0
  draw.font = LETTERS
  draw.textBaseline = 'middle'
  for (let i = first; i >= 0 && i <= last; i += 1) {
    const lane = scene.lanes[i]
    if (!lane || (lane.kind === 'group' && !lane.closed)) continue
    for (const row of lane.rows) {
      const track = scene.board.tracks[row]
      if (!track) continue
      const bars = touching(track, wider)
      count += bars.length
      const after = (bar: Placed, at: number): Placed | undefined => bars.slice(at + 1).find(next => next.slot === bar.slot)
      bars.forEach((bar, at) => { if (lane.closed) paintFolded(draw, scene, view, bar, lane); else paintBar(draw, scene, view, bar, after(bar, at), lane) })
    }
  }
  draw.globalAlpha = 1
  return count
}

function paintFolded(draw: CanvasRenderingContext2D, scene: Scene, view: View, bar: Placed, lane: Lane): void {
  const left = xOf(scene.scale, bar.from) - view.left
  draw.globalAlpha = 0.45
  draw.fillStyle = toneOf(bar, scene.colour, scene.board, scene.ink).edge
  draw.fillRect(left, lane.y - view.top + 12, Math.max(1, xOf(scene.scale, bar.to) - view.left - left - 0.5), lane.height - 24)
}

/** The chosen order stands out; while a bar is carried its new neighbours are to be read as well. */
const alphaOf = (scene: Scene, bar: Placed): number => (scene.drag ? (scene.drag.bar === bar ? DIM : 0.8) : scene.order !== null && bar.order !== scene.order ? DIM : 1)

function paintBar(draw: CanvasRenderingContext2D, scene: Scene, view: View, bar: Placed, next: Placed | undefined, lane: Lane): void {
  const { scale, ink } = scene
  const left = xOf(scale, bar.from) - view.left
  const wide = Math.max(2, xOf(scale, bar.to) - view.left - left)
  const y = topOf(lane, bar) - view.top
  const high = HIGH
  const tone = toneOf(bar, scene.colour, scene.board, ink)
  const chosen = bar.id === scene.selected
  draw.globalAlpha = alphaOf(scene, bar)
  if (bar.setup !== null) {
    const from = xOf(scale, bar.setup) - view.left
    draw.fillStyle = left - from < 4 ? ink.soft.draft.edge : hatch(draw, ink.soft.draft.fill, ink.soft.draft.edge)
    draw.fillRect(from, y, Math.max(1, left - from), high)
  }
  shape(draw, left, y, wide, high, tone, chosen ? ink.plain.accent : tone.edge, chosen ? 2.5 : 1)
  if (scene.colour !== 'late' && bar.late !== null) {
    draw.fillStyle = ink.plain.states.late.solid
    draw.fillRect(left, y + high - 3, wide, 3)
  }
  if (wide > 9) paintWords(draw, scene, bar, next, { left, wide, y, high, tone }, view)
  else if (next === undefined || xOf(scale, next.setup ?? next.from) - view.left - left - wide > 40) paintBeside(draw, scene, bar, next, left + wide, y + high / 2, view)
}

function shape(draw: CanvasRenderingContext2D, left: number, y: number, wide: number, high: number, tone: Tone, edge: string, line: number): void {
  draw.fillStyle = tone.fill
  draw.strokeStyle = edge
  draw.lineWidth = line
  if (wide < 12) {
    // Too small for corners to be seen; two plain rectangles cost a tenth of a path.
    draw.fillStyle = wide > 4 || line > 1 ? edge : tone.thin
    draw.fillRect(left, y, wide, high)
    if (wide > 4) { draw.fillStyle = tone.fill; draw.fillRect(left + line, y + line, wide - line * 2, high - line * 2) }
    return
  }
  draw.beginPath()
  draw.roundRect(left + 0.5, y + 0.5, wide - 1, high - 1, 4)
  draw.fill()
  draw.stroke()
}

interface Box { left: number; wide: number; y: number; high: number; tone: Tone }

function paintWords(draw: CanvasRenderingContext2D, scene: Scene, bar: Placed, next: Placed | undefined, box: Box, view: View): void {
  const begin = Math.max(box.left, 0)
  const room = box.left + box.wide - begin
  const middle = box.y + box.high / 2
  const sign = bar.late !== null && room > 24 ? 15 : 0
  const lock = bar.held === 'locked' && room > (sign ? 40 : 16) ? 12 : 0
  draw.strokeStyle = draw.fillStyle = box.tone.text
  draw.lineWidth = 1.2
  if (sign) triangle(draw, begin + 12, middle)
  if (lock) padlock(draw, box.left + box.wide - 9, middle)
  const free = room - sign - lock - 12
  const text = bar.labelRoom <= free ? bar.label : bar.titleRoom <= free ? bar.title : ''
  if (text) draw.fillText(text, begin + 7 + sign, middle + 0.5)
  else paintBeside(draw, scene, bar, next, box.left + box.wide, middle, view)
}

/** A bar too short for its name has it beside itself, as far as the next bar and the next standstill leave room. */
function paintBeside(draw: CanvasRenderingContext2D, scene: Scene, bar: Placed, next: Placed | undefined, from: number, middle: number, view: View): void {
  const stop = stopUnder(scene.board.rows[bar.rowIndex], bar.to, Infinity)
  const until = Math.min(next === undefined ? Infinity : next.setup ?? next.from, stop?.from ?? Infinity)
  const free = until === Infinity ? 400 : xOf(scene.scale, until) - view.left - from - 8
  const text = bar.labelRoom <= free ? bar.label : bar.titleRoom <= free ? bar.title : ''
  if (!text) return
  draw.fillStyle = scene.ink.plain.text2
  draw.fillText(text, from + 5, middle + 0.5)
}

function triangle(draw: CanvasRenderingContext2D, x: number, y: number): void {
  draw.beginPath()
  draw.moveTo(x, y - 5.5)
  draw.lineTo(x + 5.5, y + 4.5)
  draw.lineTo(x - 5.5, y + 4.5)
  draw.closePath()
  draw.moveTo(x, y - 2)
  draw.lineTo(x, y + 1.2)
  draw.moveTo(x, y + 2.3)
  draw.lineTo(x, y + 3.2)
  draw.stroke()
}

function padlock(draw: CanvasRenderingContext2D, x: number, y: number): void {
  draw.strokeRect(x - 3, y - 1, 6, 5)
  draw.beginPath()
  draw.arc(x, y - 1, 2, Math.PI, 0)
  draw.stroke()
}
