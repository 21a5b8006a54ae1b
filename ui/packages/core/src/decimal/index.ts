/** Exact decimals for the page: the API sends strings, nothing here ever becomes a binary float. */
import Decimal from 'decimal.js'

const Exact = Decimal.clone({ precision: 80, rounding: Decimal.ROUND_HALF_UP, toExpNeg: -60, toExpPos: 60 })
export type Exact = Decimal

export function exact(text: string | number | null | undefined): Decimal | null {
  if (text === null || text === undefined) return null
  const trimmed = String(text).replace(/[,\s，]/g, '')
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i.test(trimmed)) return null
  return new Exact(trimmed)
}

/** What a person typed as a plain decimal string, or null when it is no number. */
export function canonical(text: string): string | null {
  return exact(text)?.toFixed() ?? null
}

export function sum(values: readonly (string | number | null | undefined)[]): string {
  return values.reduce<Decimal>((total, value) => total.plus(exact(value) ?? 0), new Exact(0)).toFixed()
}

export function plus(a: string, b: string): string {
  return (exact(a) ?? new Exact(0)).plus(exact(b) ?? 0).toFixed()
}

export function minus(a: string, b: string): string {
  return (exact(a) ?? new Exact(0)).minus(exact(b) ?? 0).toFixed()
}

export function times(a: string, b: string): string {
  return (exact(a) ?? new Exact(0)).times(exact(b) ?? 0).toFixed()
}

export function compare(a: string, b: string): number {
  return (exact(a) ?? new Exact(0)).comparedTo(exact(b) ?? 0)
}

export function isZero(text: string): boolean {
  return exact(text)?.isZero() ?? true
}

/** A share between 0 and 1 as a number for drawing; never for arithmetic. */
export function ratio(part: string, whole: string): number {
  const [a, b] = [exact(part), exact(whole)]
  if (!a || !b || b.isZero()) return 0
  return a.dividedBy(b).toNumber()
}

/** `1234567.5` → `1,234,567.5`; with places it is rounded half up and padded, trailing zeros go otherwise. */
export function grouped(text: string | number | null | undefined, places?: { min: number; max: number }): string {
  const value = exact(text)
  if (!value) return ''
  const shown = places ? value.toDecimalPlaces(places.max) : value
  const fixed = places ? shown.toFixed(Math.max(places.min, shown.decimalPlaces())) : shown.toFixed()
  const [whole = '0', fraction] = fixed.replace('-', '').split('.')
  const sign = fixed.startsWith('-') ? '-' : ''
  return sign + whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',') + (fraction ? '.' + fraction : '')
}
