/** Dates absolute, feeds relative, durations in working time, quantities with unit. */
import { grouped, exact } from '@jingwei/core/decimal'
import type { Measured, Value } from '@jingwei/client'
import dayjs from 'dayjs'
import timezone from 'dayjs/plugin/timezone'
import utc from 'dayjs/plugin/utc'
import type { TFunction } from 'i18next'

dayjs.extend(utc)
dayjs.extend(timezone)

/** From sign-in on, times are the plant's, wherever the reader sits. */
export const timesOf = (zone: string): void => dayjs.tz.setDefault(zone)

/** How far the plant's clock is ahead of UTC, in milliseconds. */
export const plantOffset = (at: number): number => onPlantClock(at).utcOffset() * 60_000

/** An instant on the plant's clock. */
export const onPlantClock = (at: string | number): dayjs.Dayjs => dayjs(at).tz()

export const isMeasured = (value: Value | unknown): value is Measured =>
  typeof value === 'object' && value !== null && 'value' in value && 'unit' in value

export const isRef = (value: unknown): value is { id: string; title: string | null } =>
  typeof value === 'object' && value !== null && 'id' in value && 'title' in value

const CURRENCY: Record<string, string> = { CNY: '¥', USD: '$', EUR: '€', JPY: '¥', GBP: '£', HKD: 'HK$' }

export function money(value: Measured): string {
  const symbol = CURRENCY[value.unit]
  const shown = grouped(value.value, { min: 2, max: 4 })
  return symbol ? (shown.startsWith('-') ? `-${symbol}${shown.slice(1)}` : symbol + shown) : `${shown} ${value.unit}`
}

export function quantity(value: Measured): string {
  return `${grouped(value.value)} ${value.unit}`.trim()
}

export function measured(value: Measured | string | null | undefined): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'string') return grouped(value)
  return value.unit in CURRENCY ? money(value) : quantity(value)
}

export function percent(fraction: string): string {
  const value = exact(fraction)
  return value ? grouped(value.times(100).toFixed(), { min: 0, max: 4 }) + '%' : ''
}

export function date(text: string | null | undefined): string {
  if (!text) return ''
  const value = dayjs(text)
  if (!value.isValid()) return text
  return value.year() === dayjs().year() ? value.format('MM-DD') : value.format('YYYY-MM-DD')
}

export const fullDate = (text: string | null | undefined): string => (text && dayjs(text).isValid() ? dayjs(text).format('YYYY-MM-DD') : text ?? '')
export const instant = (text: string | null | undefined): string => (text && dayjs(text).isValid() ? onPlantClock(text).format('YYYY-MM-DD HH:mm') : text ?? '')
export const shortInstant = (text: string | null | undefined): string => (text && dayjs(text).isValid() ? onPlantClock(text).format('MM-DD HH:mm') : text ?? '')

export function duration(minutes: number, t: TFunction): string {
  const m = Math.abs(Math.round(minutes))
  if (m < 60) return t('time.minutes', { n: m })
  if (m < 60 * 48) return t('time.hours', { n: m < 600 ? Math.round(m / 6) / 10 : Math.round(m / 60) })
  return t('time.days', { n: Math.round(m / 144) / 10 })
}

/** Working minutes left or over, as a task says it; a working day has eight hours. */
export function remaining(minutes: number, t: TFunction): string {
  const m = Math.abs(Math.round(minutes))
  const shown = m < 60 ? t('time.minutes', { n: m }) : m < 480 ? t('time.hours', { n: Math.round(m / 6) / 10 }) : t('time.days', { n: Math.round(m / 48) / 10 })
  return minutes < 0 ? t('time.over', { t: shown }) : t('time.left', { t: shown })
}

export function ago(text: string, t: TFunction): string {
  const minutes = dayjs().diff(dayjs(text), 'minute')
  if (Math.abs(minutes) < 1) return t('time.justNow')
  return minutes >= 0 ? t('time.ago', { t: duration(minutes, t) }) : t('time.soon', { t: duration(-minutes, t) })
}

export const fileSize = (bytes: number): string =>
  bytes < 1024 ? `${bytes} B` : bytes < 1048576 ? `${(bytes / 1024).toFixed(0)} KB` : `${(bytes / 1048576).toFixed(1)} MB`

/** A value in a few words, whatever it is: a title, an amount with its unit, a text. */
export const plain = (value: unknown): string =>
  isMeasured(value) ? measured(value) : isRef(value) ? value.title ?? '' : typeof value === 'string' || typeof value === 'number' ? String(value) : ''
