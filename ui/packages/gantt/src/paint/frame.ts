/** One frame: ground, bars, what lies over them, and the axis last, so that nothing runs into it. */
import type { Scene, View } from '../model'
import { AXIS, paintAxis } from './axis'
import { paintBars } from './bars'
import { paintGrid } from './grid'
import { paintOver } from './over'

/** The canvas follows the room it has and the density of the screen. */
export function fit(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D | null {
  const density = Math.min(window.devicePixelRatio || 1, 2)
  const [wide, high] = [Math.round(width * density), Math.round(height * density)]
  if (canvas.width !== wide || canvas.height !== high) {
    canvas.width = wide
    canvas.height = high
    canvas.style.width = `${width}px`
    canvas.style.height = `${height}px`
  }
  const draw = canvas.getContext('2d', { alpha: false })
  draw?.setTransform(density, 0, 0, density, 0, 0)
  return draw
}

/** Paints everything in view and answers how many bars that are. `view` is the room of the rows, below the axis. */
export function paintFrame(canvas: HTMLCanvasElement, scene: Scene, view: View): number {
  const draw = fit(canvas, view.width, view.height + AXIS)
  if (!draw || view.width <= 0) return 0
  draw.translate(0, AXIS)
  paintGrid(draw, scene, view)
  const count = paintBars(draw, scene, view)
  paintOver(draw, scene, view)
  draw.translate(0, -AXIS)
  paintAxis(draw, scene, view)
  return count
}
