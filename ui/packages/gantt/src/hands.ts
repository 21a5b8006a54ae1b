/** Mouse, pen and finger on the drawing: press selects, pull drags, a long press lets a finger drag, two fingers and ctrl + wheel zoom. */
import { barAt, landing, laneAt, rasterOf, ROW_HEIGHT, SLOT_HEIGHT, time, trackOf, wheelFactor, type Lane } from '@jingwei/core/gantt'
import type { Drag, Held, Placed, Scene } from './model'
import { AXIS } from './paint/axis'
import { PAD } from './paint/bars'

const LONG_PRESS = 380
const EDGE = 36

export interface Hands {
  scene: () => Scene; names: number; mayMove: () => boolean; 
  /** Why a bar cannot run on a row; null where it can. */
  refusal: (bar: Placed, row: number) => string | null
  select: (bar: Placed | null) => void; open: (bar: Placed) => void; held: (why: Held) => void
  carry: (drag: Drag | null) => void; drop: (drag: Drag) => void; zoom: (factor: number, anchor: number) => void; hover: (bar: Placed | null, x: number, y: number) => void
}

/** What keeps a bar where it is, or null. */
export const holding = (bar: Placed, may: boolean): Held | null => (!may ? 'lookOnly' : bar.held)

/** The row a hand over a lane means: a group's head means its first row when open. */
export function rowUnder(lanes: readonly Lane[], y: number): number {
  const lane = lanes[laneAt(lanes, y)]
  return lane ? (lane.kind === 'row' ? lane.row : lane.rows[0] ?? -1) : -1
}

export function pick(scene: Scene, x: number, y: number, tolerance: number): Placed | null {
  const lane = scene.lanes[laneAt(scene.lanes, y)]
  if (!lane || lane.kind !== 'row' || y < lane.y || y > lane.y + lane.height) return null
  const whole = scene.board.tracks[lane.row]
  if (!whole) return null
  const slot = Math.max(0, Math.floor((y - lane.y - PAD) / SLOT_HEIGHT))
  const track = lane.height > ROW_HEIGHT ? trackOf(whole.bars.filter(bar => bar.slot === slot)) : whole
  return track ? barAt(track, time(scene.scale, x), (tolerance / scene.scale.perHour) * 3_600_000) : null
}

/** Where the pulled bar would begin: the raster of the zoom, or the edge of a bar or shift that is near. */
export function aim(scene: Scene, bar: Placed, row: number, at: number): number {
  const near = (7 / scene.scale.perHour) * 3_600_000
  const bars = scene.board.tracks[row]?.bars ?? []
  const edges = bars.filter(other => other !== bar && Math.abs(other.to - at) <= near).map(other => other.to)
  const shifts = (scene.board.rows[row]?.shifts ?? []).filter(shift => Math.abs(shift.from - at) <= near).map(shift => shift.from)
  return landing(at, rasterOf(scene.scale.perHour), [...edges, ...shifts], near)
}

export function listen(field: HTMLElement, hands: Hands): () => void {
  const stop = new AbortController()
  const on = <K extends keyof HTMLElementEventMap>(name: K, run: (event: HTMLElementEventMap[K]) => void, passive = true): void => field.addEventListener(name, run, { signal: stop.signal, passive })
  let press: { bar: Placed; x: number; y: number; left: number; top: number; id: number; touch: boolean } | null = null
  let drag: Drag | null = null
  let timer = 0
  let pinch = 0
  let last = { x: 0, y: 0 }
  let rolling = 0

  const spot = (x: number, y: number): { x: number; y: number; inside: boolean } => {
    const box = field.getBoundingClientRect()
    return { x: x - box.left + field.scrollLeft - hands.names, y: y - box.top + field.scrollTop - AXIS, inside: x - box.left > hands.names && y - box.top > AXIS && x - box.left < field.clientWidth && y - box.top < field.clientHeight }
  }
  const clear = (): void => { window.clearTimeout(timer); cancelAnimationFrame(rolling); rolling = 0; press = null; if (drag) { drag = null; hands.carry(null) } }
  const begin = (): void => {
    if (!press) return
    const why = holding(press.bar, hands.mayMove())
    if (why) { hands.held(why); clear(); return }
    hands.hover(null, 0, 0)
    if (press.touch && 'vibrate' in navigator) navigator.vibrate(12)
    drag = { bar: press.bar, at: press.bar.from, row: press.bar.rowIndex, refused: null, by: 'pointer' }
    if (!rolling) rolling = requestAnimationFrame(roll)
    follow()
  }
  const follow = (): void => {
    if (!drag || !press) return
    const scene = hands.scene()
    const moved = last.x - press.x + field.scrollLeft - press.left
    const at = drag.bar.from + (moved / scene.scale.perHour) * 3_600_000
    const found = rowUnder(scene.lanes, spot(last.x, last.y).y)
    const row = found < 0 ? drag.row : found
    drag = { ...drag, row, at: aim(scene, drag.bar, row, at), refused: hands.refusal(drag.bar, row) }
    hands.carry(drag)
  }
  /** Near an edge the field rolls on under the held bar. */
  const roll = (): void => {
    if (!drag) { rolling = 0; return }
    const box = field.getBoundingClientRect()
    const pullOf = (at: number, low: number, high: number): number => (at < low + EDGE ? Math.max(-EDGE, at - low - EDGE) : at > high - EDGE ? Math.min(EDGE, at - high + EDGE) : 0) / 3
    const [dx, dy] = [pullOf(last.x, box.left + hands.names, box.left + field.clientWidth), pullOf(last.y, box.top + AXIS, box.top + field.clientHeight)]
    if (dx || dy) { field.scrollBy(dx, dy); follow() }
    rolling = requestAnimationFrame(roll)
  }
  const letGo = (): void => {
    const dropped = drag
    const from = press
    clear()
    if (!dropped || !from) return
    if (dropped.refused !== null) hands.held('elsewhere')
    else if (dropped.at !== dropped.bar.from || dropped.row !== dropped.bar.rowIndex) hands.drop(dropped)
  }

  on('pointerdown', event => {
    if (event.target instanceof HTMLElement && event.target.closest('[data-names]')) return
    const { x, y, inside } = spot(event.clientX, event.clientY)
    if (!inside || !event.isPrimary) return
    const touch = event.pointerType === 'touch'
    const bar = pick(hands.scene(), x, y, touch ? 12 : 3)
    if (touch && !bar) return
    hands.select(bar)
    if (!bar || event.button !== 0) return
    last = { x: event.clientX, y: event.clientY }
    press = { bar, x: last.x, y: last.y, left: field.scrollLeft, top: field.scrollTop, id: event.pointerId, touch }
    if (touch) timer = window.setTimeout(begin, LONG_PRESS)
    else field.setPointerCapture(event.pointerId)
  })
  on('pointermove', event => {
    if (press && event.pointerId === press.id) {
      last = { x: event.clientX, y: event.clientY }
      const far = Math.abs(last.x - press.x) > 4 || Math.abs(last.y - press.y) > 4
      if (drag) follow()
      else if (far && press.touch) clear()
      else if (far) begin()
      return
    }
    if (event.pointerType !== 'mouse') return
    const { x, y, inside } = spot(event.clientX, event.clientY)
    const bar = inside ? pick(hands.scene(), x, y, 3) : null
    field.style.cursor = bar ? (holding(bar, hands.mayMove()) ? 'not-allowed' : 'grab') : ''
    hands.hover(bar, event.clientX, event.clientY)
  })
  on('pointerup', letGo)
  on('pointercancel', clear)
  on('pointerleave', () => hands.hover(null, 0, 0))
  on('contextmenu', event => { if (press?.touch || drag) event.preventDefault() }, false)
  on('dblclick', event => { const { x, y, inside } = spot(event.clientX, event.clientY); const bar = inside ? pick(hands.scene(), x, y, 3) : null; if (bar) hands.open(bar) })
  on('wheel', event => {
    if (!event.ctrlKey && !event.metaKey) return
    event.preventDefault()
    hands.zoom(wheelFactor(event.deltaY, event.deltaMode), event.clientX - field.getBoundingClientRect().left - hands.names)
  }, false)
  const apart = (touches: TouchList): number => { const [a, b] = [touches[0], touches[1]]; return a && b ? Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY) : 0 }
  on('touchstart', event => { if (event.touches.length === 2) { clear(); pinch = apart(event.touches) } })
  on('touchmove', event => {
    // A finger that carries a bar, or two that pinch, must not scroll the field as well.
    if (drag || event.touches.length === 2) event.preventDefault()
    const now = apart(event.touches)
    const [a, b] = [event.touches[0], event.touches[1]]
    if (!pinch || !now || !a || !b) return
    hands.zoom(now / pinch, (a.clientX + b.clientX) / 2 - field.getBoundingClientRect().left - hands.names)
    pinch = now
  }, false)
  on('touchend', event => { if (event.touches.length < 2) pinch = 0 })
  window.addEventListener('keydown', event => { if (event.key === 'Escape' && (drag || press)) { event.stopPropagation(); clear() } }, { signal: stop.signal, capture: true })
  return () => { clear(); stop.abort() }
}
