/** Exact decimals as the server computes them: 40 digits before and after the point, division to 12 places. */
import Decimal from 'decimal.js'
import { FormulaError } from './error'

// Wide enough that a product is exact and that a quotient rounded here cannot be pushed over a tie at 40 places.
const Exact = Decimal.clone({ precision: 240, rounding: Decimal.ROUND_HALF_UP, modulo: Decimal.ROUND_DOWN, maxE: 9999, minE: -9999 })

export type Num = Decimal
export type Rounding = 'half_up' | 'half_even' | 'truncate'

const MODES: Record<Rounding, Decimal.Rounding> = {
  half_up: Decimal.ROUND_HALF_UP, half_even: Decimal.ROUND_HALF_EVEN, truncate: Decimal.ROUND_DOWN,
}
const WHOLE_DIGITS = 40
export const SCALE = 40
const DIVISION_SCALE = 12

export const num = (text: string | number): Num => new Exact(text)
export const ZERO = num(0)
export const ONE = num(1)

/** Brought into the domain: 40 decimals half-up, no negative zero, refused when too big. */
export function settle(value: Num): Num {
  if (!value.isFinite() || value.e >= WHOLE_DIGITS)
    throw new FormulaError('number_too_big', '数值超出范围（整数部分最多 40 位）', 'The number is out of range (at most 40 digits before the point)')
  if (value.isZero()) return ZERO
  return value.decimalPlaces() > SCALE ? settle(roundTo(value, SCALE)) : value
}

export function roundTo(value: Num, places: number, rounding: Rounding = 'half_up'): Num {
  if (places >= 0) return value.toDecimalPlaces(places, MODES[rounding])
  const unit = num(10).pow(-places)
  return value.div(unit).toDecimalPlaces(0, MODES[rounding]).times(unit)
}

/** `round(round(a, 40) / b, 12)` half-up; the quotient first gets 40 decimals, as PostgreSQL does it. */
export const divide = (a: Num, b: Num): Num => settle(roundTo(roundTo(roundTo(a, SCALE).div(b), SCALE), DIVISION_SCALE))

/** Without exponent and without idle zeros. */
export const plain = (value: Num): string => (value.isZero() ? '0' : value.toFixed())

/** A whole number within bounds. */
export const whole = (value: Num, low: number, high: number): number =>
  value.lt(low) ? low : value.gt(high) ? high : value.trunc().toNumber()
