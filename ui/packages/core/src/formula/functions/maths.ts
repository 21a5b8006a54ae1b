/** Arithmetic beyond the four operators; every rounding names its manner. */
import Decimal from 'decimal.js'
import { ONE, SCALE, ZERO, num, roundTo, settle, whole, type Num, type Rounding } from '../number'
import { asNumber, compare, type Value } from '../value'
import { COMPARED, N, type Fn } from './function'

const rounding = (name: string, manner: Rounding): Fn => ({
  name, params: [N, N], optional: 1,
  evaluate: ([value, places = ZERO]) => settle(roundTo(asNumber(value), whole(asNumber(places), -SCALE, SCALE), manner)),
})

const stepped = (name: string, move: (value: Num, step: Num) => Num): Fn => ({
  name, params: [N, N], optional: 1,
  evaluate: ([value, step = ONE]) => (asNumber(step).lte(0) ? null : settle(move(asNumber(value), asNumber(step)))),
})

function up(value: Num, step: Num): Num {
  const rest = value.mod(step)
  return rest.gt(0) ? value.minus(rest).plus(step) : value.minus(rest)
}

function down(value: Num, step: Num): Num {
  const rest = value.mod(step)
  return rest.lt(0) ? value.minus(rest).minus(step) : value.minus(rest)
}

function remainder([value, divisor]: readonly Value[]): Value {
  const by = asNumber(divisor)
  if (by.isZero()) return null
  const rest = asNumber(value).mod(by)
  return settle(!rest.isZero() && rest.lt(0) !== by.lt(0) ? rest.plus(by) : rest)
}

/** The one that every other is behind, skipping nulls. */
export const edge = (values: readonly Value[], sign: 1 | -1): Value =>
  values.reduce<Value>((best, value) => (value === null || (best !== null && compare(value, best) * sign <= 0) ? best : value), null)

export const total = (values: readonly Value[]): Num =>
  values.reduce<Num>((sum, value) => (value instanceof Decimal ? settle(sum.plus(value)) : sum), ZERO)

export const FUNCTIONS: readonly Fn[] = [
  rounding('ROUND', 'half_up'),
  rounding('ROUND_EVEN', 'half_even'),
  rounding('TRUNC', 'truncate'),
  stepped('CEIL', up),
  stepped('FLOOR', down),
  { name: 'ABS', params: [N], evaluate: ([value]) => asNumber(value).abs() },
  { name: 'SIGN', params: [N], evaluate: ([value]) => num(asNumber(value).comparedTo(0)) },
  { name: 'MOD', params: [N, N], evaluate: remainder },
  { name: 'SUM', params: [N], variadic: true, lenient: true, evaluate: total },
  { name: 'MIN', params: [COMPARED], variadic: true, lenient: true, evaluate: values => edge(values, -1) },
  { name: 'MAX', params: [COMPARED], variadic: true, lenient: true, evaluate: values => edge(values, 1) },
]
