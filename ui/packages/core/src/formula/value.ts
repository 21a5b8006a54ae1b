/** The values formulas compute with, and how they are read from what the API sends. */
import Decimal from 'decimal.js'
import { Day, Instant } from './moment'
import { num, settle, type Num } from './number'

export type Kind = 'text' | 'number' | 'bool' | 'date' | 'datetime' | 'null'
export type Value = string | boolean | Num | Day | Instant | null
export type Listed = readonly Value[]

export const isList = (value: Value | Listed): value is Listed => Array.isArray(value)

export const TITLES: Record<Kind, readonly [zh: string, en: string]> = {
  text: ['文本', 'text'], number: ['数字', 'number'], bool: ['是否', 'yes/no'], date: ['日期', 'date'],
  datetime: ['日期时间', 'date and time'], null: ['空值', 'nothing'],
}

export function kindOf(value: Value): Kind {
  if (value === null) return 'null'
  if (typeof value === 'string') return 'text'
  if (typeof value === 'boolean') return 'bool'
  if (value instanceof Day) return 'date'
  return value instanceof Instant ? 'datetime' : 'number'
}

/** A value as JSON holds it: numbers as text, dates as `2026-11-22`, instants as `…Z`. */
export function read(kind: Kind, raw: string | number | boolean | null): Value {
  if (raw === null || kind === 'null') return null
  if (kind === 'bool') return Boolean(raw)
  if (kind === 'number') return settle(num(String(raw)))
  if (kind === 'date') return Day.parse(String(raw))
  return kind === 'datetime' ? Instant.parse(String(raw)) : String(raw)
}

/** The JSON of a value, the way the API writes it. */
export function write(value: Value): string | boolean | null {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value
  return value instanceof Decimal ? value.toFixed() : value.toString()
}

export function asNumber(value: Value | undefined): Num {
  if (value instanceof Decimal) return value
  throw new TypeError('A number was expected.')
}

export function asString(value: Value | undefined): string {
  if (typeof value === 'string') return value
  throw new TypeError('A text was expected.')
}

export function asDay(value: Value | undefined): Day {
  if (value instanceof Day) return value
  throw new TypeError('A date was expected.')
}

export function asInstant(value: Value | undefined): Instant {
  if (value instanceof Instant) return value
  throw new TypeError('An instant was expected.')
}

/** By code point, which is not the order of UTF-16. */
function compareTexts(a: string, b: string): number {
  const [left, right] = [Array.from(a), Array.from(b)]
  for (let i = 0; i < Math.min(left.length, right.length); i += 1) {
    const difference = (left[i]?.codePointAt(0) ?? 0) - (right[i]?.codePointAt(0) ?? 0)
    if (difference !== 0) return difference
  }
  return left.length - right.length
}

/** Negative, zero or positive; both values are of one kind. */
export function compare(a: Value, b: Value): number {
  if (a instanceof Decimal && b instanceof Decimal) return a.comparedTo(b)
  if (a instanceof Day && b instanceof Day) return a.ordinal - b.ordinal
  if (a instanceof Instant && b instanceof Instant) return a.micros < b.micros ? -1 : a.micros > b.micros ? 1 : 0
  if (typeof a === 'string' && typeof b === 'string') return compareTexts(a, b)
  return a === b ? 0 : a === false ? -1 : 1
}
