/** The colours of a bar by what is asked: state, order, setup family, or what changed; never the only sign of it. */
import { PALETTES, SERIES, type Mode } from '@jingwei/kit'
import type { Board, Colouring, Placed } from './model'

/** `thin`: of a bar so narrow that its edge would be all of it. */
export interface Tone { fill: string; edge: string; text: string; thin: string }
export interface Ink { mode: Mode; plain: (typeof PALETTES)[Mode]; series: readonly Tone[]; solid: Record<'late' | 'running' | 'done', Tone>; soft: Record<'running' | 'done' | 'draft' | 'promise' | 'late', Tone>; /** Of a machine that stands still, and of one that works longer. */ stop: Tone; overtime: Tone }

const channels = (hex: string): number[] => [1, 3, 5].map(i => parseInt(hex.slice(i, i + 2), 16))

/** One colour over another, as hex: a canvas painted in opaque colours needs no blending. */
export function mix(hex: string, ground: string, share: number): string {
  const under = channels(ground)
  return '#' + channels(hex).map((c, i) => Math.round(c * share + (under[i] ?? 0) * (1 - share)).toString(16).padStart(2, '0')).join('')
}

export function inkOf(mode: Mode): Ink {
  const plain = PALETTES[mode]
  const { states } = plain
  const soft = (name: keyof typeof states): Tone => ({ fill: states[name].soft, edge: states[name].solid, text: states[name].ink, thin: mix(states[name].solid, states[name].soft, 0.5) })
  const solid = (name: keyof typeof states): Tone => ({ fill: states[name].solid, edge: states[name].solid, text: '#ffffff', thin: states[name].solid })
  return {
    mode, plain, stop: soft('waiting'), overtime: soft('promise'),
    series: SERIES[mode].map(hue => ({ fill: mix(hue, plain.surface, mode === 'dark' ? 0.42 : 0.3), edge: hue, text: plain.text, thin: mix(hue, plain.surface, 0.65) })),
    solid: { late: solid('late'), running: solid('running'), done: solid('done') },
    soft: { running: soft('running'), done: soft('done'), draft: soft('draft'), promise: soft('promise'), late: soft('late') },
  }
}

/** Always the same colour for the same name; which of the hues that is follows from how many there are. */
export const hueOf = (name: string): number => Array.from(name).reduce((sum, c) => (sum * 31 + (c.codePointAt(0) ?? 0)) >>> 0, 7)

const one = (series: readonly Tone[], i: number): Tone => series[i % series.length] as Tone

export function toneOf(bar: Placed, colour: Colouring, board: Board, ink: Ink): Tone {
  if (bar.upkeep && colour !== 'change') return bar.late === null ? ink.stop : ink.solid.late
  if (colour === 'order') return one(ink.series, bar.orderHue)
  if (colour === 'family') return bar.family === null ? ink.soft.draft : one(ink.series, Math.max(0, board.families.indexOf(bar.family)))
  if (colour === 'change') return bar.moved ? ink.soft.promise : ink.soft.draft
  if (bar.late !== null) return ink.solid.late
  if (bar.done) return bar.held === 'started' ? ink.solid.done : ink.soft.done
  return bar.held === 'started' ? ink.solid.running : ink.soft.running
}
