/** Conditions: three-valued as in SQL, where nothing compared with anything is neither yes nor no. */
import { ANYTHING, B, SAME, type Fn } from './function'

export const FUNCTIONS: readonly Fn[] = [
  {
    name: 'AND', params: [B], variadic: true, lenient: true,
    evaluate: args => (args.includes(false) ? false : args.includes(null) ? null : true),
  },
  {
    name: 'OR', params: [B], variadic: true, lenient: true,
    evaluate: args => (args.includes(true) ? true : args.includes(null) ? null : false),
  },
  { name: 'NOT', params: [B], evaluate: ([value]) => value === false },
  {
    name: 'IF', params: [B, SAME, SAME], optional: 1, lenient: true,
    evaluate: ([condition, then = null, otherwise = null]) => (condition === true ? then : otherwise),
  },
  { name: 'COALESCE', params: [SAME], variadic: true, lenient: true, evaluate: args => args.find(value => value !== null) ?? null },
  { name: 'ISEMPTY', params: [ANYTHING], lenient: true, evaluate: ([value]) => value === null || value === '' },
]
