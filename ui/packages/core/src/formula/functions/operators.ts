/** The operators; a chain such as `a - b + c` is one call. */
import Decimal from 'decimal.js'
import { ZERO, divide, plain, settle, type Num } from '../number'
import { asNumber, compare, type Value } from '../value'
import { JOINABLE, N, ORDERED, SAME, type Fn } from './function'

/** How `&` and TEXT write a value; nothing is the empty text. */
export function asText(value: Value): string {
  if (value === null) return ''
  return value instanceof Decimal ? plain(value) : value.toString()
}

const chain = (name: string, step: (a: Num, b: Num) => Num): Fn => ({
  name, params: [N, N], variadic: true, evaluate: args => args.map(asNumber).reduce((a, b) => settle(step(a, b))),
})

/** Left to right; division by zero is null. */
function quotient(args: readonly Value[]): Value {
  const [first, ...rest] = args.map(asNumber)
  if (!first || rest.some(value => value.isZero())) return null
  return rest.reduce(divide, first)
}

const ordering = (name: string, holds: (order: number) => boolean): Fn => ({
  name, params: [ORDERED, ORDERED], evaluate: ([a = null, b = null]) => holds(compare(a, b)),
})

/** Yes when found; unknown when not found among options of which one is null. */
function within([item = null, ...options]: readonly Value[]): Value {
  if (item === null) return null
  if (options.some(option => option !== null && compare(item, option) === 0)) return true
  return options.includes(null) ? null : false
}

export const FUNCTIONS: readonly Fn[] = [
  chain('+', (a, b) => a.plus(b)),
  chain('*', (a, b) => a.times(b)),
  { name: '-', params: [N], evaluate: ([value]) => settle(ZERO.minus(asNumber(value))) },
  { name: '/', params: [N, N], variadic: true, evaluate: quotient },
  { name: '&', params: [JOINABLE, JOINABLE], variadic: true, lenient: true, evaluate: args => args.map(asText).join('') },
  { name: '=', params: [SAME, SAME], evaluate: ([a = null, b = null]) => compare(a, b) === 0 },
  { name: '<>', params: [SAME, SAME], evaluate: ([a = null, b = null]) => compare(a, b) !== 0 },
  ordering('<', order => order < 0),
  ordering('<=', order => order <= 0),
  ordering('>', order => order > 0),
  ordering('>=', order => order >= 0),
  { name: 'in', params: [SAME, SAME], variadic: true, lenient: true, evaluate: within },
]
