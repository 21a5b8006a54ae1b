/** A quantity or a sum of money with the unit as people call it. */
import type { Measured } from '@jingwei/client'
import { measured } from './format'
import { useUnits } from './units'

export function Amount({ value }: { value: Measured | string | null | undefined }) {
  const units = useUnits()
  if (value === null || value === undefined) return null
  if (typeof value === 'string') return <>{measured(value)}</>
  return <>{measured({ ...value, unit: units.title(value.unit) })}</>
}
