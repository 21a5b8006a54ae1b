/** Text by code points; upper and lower case are those of ASCII. */
import Decimal from 'decimal.js'
import { SCALE, num, roundTo, settle, whole } from '../number'
import { asNumber, asString, type Value } from '../value'
import { JOINABLE, N, T, type Fn } from './function'
import { asText } from './operators'

const LONGEST = 1_000_000

const points = (value: Value | undefined): string[] => Array.from(asString(value))
const count = (value: Value | undefined): number => whole(asNumber(value), 0, LONGEST)

function toText([value = null, places]: readonly Value[]): Value {
  if (!(value instanceof Decimal) || places === undefined) return asText(value)
  const digits = whole(asNumber(places), 0, SCALE)
  return settle(roundTo(value, digits)).toFixed(digits)
}

function middle([text, start, length]: readonly Value[]): Value {
  const first = whole(asNumber(start), 1, LONGEST) - 1
  return points(text).slice(first, first + count(length)).join('')
}

function position([text, part]: readonly Value[]): Value {
  const found = asString(text).indexOf(asString(part))
  return num(found < 0 ? 0 : Array.from(asString(text).slice(0, found)).length + 1)
}

const toNumber = (text: string): Value => (/^[+-]?[0-9]{1,40}(\.[0-9]{1,40})?$/.test(text) ? settle(num(text)) : null)

export const FUNCTIONS: readonly Fn[] = [
  { name: 'LEN', params: [T], evaluate: ([text]) => num(points(text).length) },
  { name: 'LEFT', params: [T, N], evaluate: ([text, length]) => points(text).slice(0, count(length)).join('') },
  {
    name: 'RIGHT', params: [T, N],
    evaluate: ([text, length]) => (count(length) === 0 ? '' : points(text).slice(-count(length)).join('')),
  },
  { name: 'MID', params: [T, N, N], evaluate: middle },
  { name: 'UPPER', params: [T], evaluate: ([text]) => asString(text).replace(/[a-z]/g, letter => letter.toUpperCase()) },
  { name: 'LOWER', params: [T], evaluate: ([text]) => asString(text).replace(/[A-Z]/g, letter => letter.toLowerCase()) },
  { name: 'TRIM', params: [T], evaluate: ([text]) => asString(text).replace(/^[ \t\r\n\u00a0\u3000]+|[ \t\r\n\u00a0\u3000]+$/g, '') },
  { name: 'CONTAINS', params: [T, T], evaluate: ([text, part]) => asString(text).includes(asString(part)) },
  { name: 'STARTS', params: [T, T], evaluate: ([text, part]) => asString(text).startsWith(asString(part)) },
  { name: 'FIND', params: [T, T], evaluate: position },
  {
    name: 'REPLACE', params: [T, T, T],
    evaluate: ([text, old, by]) => (asString(old) === '' ? asString(text) : asString(text).split(asString(old)).join(asString(by))),
  },
  { name: 'CONCAT', params: [JOINABLE], variadic: true, lenient: true, evaluate: args => args.map(asText).join('') },
  { name: 'TEXT', params: [JOINABLE, N], optional: 1, evaluate: toText },
  { name: 'NUMBER', params: [T], evaluate: ([text]) => toNumber(asString(text)) },
]
