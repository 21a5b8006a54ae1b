/** The hue of a setup family, for the page's legend: the same numbers the bars are painted with. */
import { inkOf } from './colours'
import type { Mode } from '@jingwei/kit'

export const SERIES_OF = (mode: Mode, families: readonly string[]): { name: string; fill: string; edge: string }[] => {
  const { series } = inkOf(mode)
  return families.map((name, i) => ({ name, fill: series[i % series.length]?.fill ?? '', edge: series[i % series.length]?.edge ?? '' }))
}
