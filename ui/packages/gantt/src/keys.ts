/** The keyboard on the drawing: arrows walk along the machine and the order, with Alt they carry the bar, Enter and Esc end it. */
import { neighbour, rasterOf, type Lane } from '@jingwei/core/gantt'
import { holding } from './hands'
import type { Board, Drag, Held, Placed, Scene } from './model'

export type Step = 'left' | 'right' | 'up' | 'down'
const STEPS: Record<string, Step> = { ArrowLeft: 'left', ArrowRight: 'right', ArrowUp: 'up', ArrowDown: 'down' }

/** Left and right: the neighbours on the machine; up and down: the order's operation before and after. */
export function walk(board: Board, bar: Placed, step: Step): Placed {
  const list = step === 'left' || step === 'right' ? board.tracks[bar.rowIndex]?.bars : board.orders.get(bar.order)
  return list ? neighbour(list, bar, step === 'left' || step === 'up' ? -1 : 1) : bar
}

/** The bar carried one step: along time by the raster of the zoom, up and down to the next machine that may take it. */
export function carried(drag: Drag, step: Step, lanes: readonly Lane[], allowed: ReadonlySet<number>, perHour: number): Drag {
  if (step === 'left' || step === 'right') return { ...drag, at: drag.at + rasterOf(perHour) * 60_000 * (step === 'left' ? -1 : 1) }
  const rows = lanes.filter(lane => lane.kind === 'row' && allowed.has(lane.row)).map(lane => lane.row)
  return { ...drag, row: neighbour(rows, drag.row, step === 'up' ? -1 : 1) }
}

export interface KeyHands {
  scene: Scene; mayMove: boolean; allowedRows: (bar: Placed) => ReadonlySet<number>
  select: (bar: Placed) => void; open: (bar: Placed) => void; held: (why: Held) => void; carry: (drag: Drag | null) => void; drop: (drag: Drag) => void
  zoom: (factor: number) => void; find: () => void; first: () => Placed | null
}

/** Does what the key means; true when it meant something here. */
export function pressed(event: { key: string; altKey: boolean; ctrlKey: boolean; metaKey: boolean }, hands: KeyHands): boolean {
  if (event.ctrlKey || event.metaKey) return false
  const { scene } = hands
  const { drag } = scene
  const chosen = scene.selected === null ? undefined : scene.board.byId.get(scene.selected)
  const step = STEPS[event.key]
  if (step && chosen && (event.altKey || drag)) {
    const why = holding(chosen, hands.mayMove)
    if (why) hands.held(why)
    else hands.carry(carried(drag ?? { bar: chosen, at: chosen.from, row: chosen.rowIndex, refused: null, by: 'keys' }, step, scene.lanes, hands.allowedRows(chosen), scene.scale.perHour))
    return true
  }
  if (step) {
    const next = chosen ? walk(scene.board, chosen, step) : hands.first()
    if (next) hands.select(next)
    return true
  }
  if (event.key === 'Escape' && drag) { hands.carry(null); return true }
  if (event.key === 'Enter' && drag) { hands.carry(null); hands.drop(drag); return true }
  if (event.key === 'Enter' && chosen) { hands.open(chosen); return true }
  if (event.key === '+' || event.key === '=') { hands.zoom(1.5); return true }
  if (event.key === '-' || event.key === '_') { hands.zoom(1 / 1.5); return true }
  if (event.key === '/') { hands.find(); return true }
  return false
}
