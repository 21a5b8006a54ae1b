/** Money in Chinese capitals (大写金额), as bills and vouchers require. */
import { roundTo } from '../number'
import { asNumber, type Value } from '../value'
import { N, type Fn } from './function'

const DIGITS = Array.from('零壹贰叁肆伍陆柒捌玖')
const PLACES = ['', '拾', '佰', '仟']

/** A number below 10000; zeros inside are said once, zeros at the end not at all. */
function group(number: number): string {
  let text = ''
  let gap = false
  for (let power = 3; power >= 0; power -= 1) {
    const digit = Math.floor(number / 10 ** power) % 10
    if (digit > 0) text += (gap && text ? '零' : '') + (DIGITS[digit] ?? '') + (PLACES[power] ?? '')
    gap = digit === 0
  }
  return text
}

function yuan(number: bigint): string {
  for (const [unit, size] of [['亿', 100_000_000n], ['万', 10_000n]] as const) {
    if (number < size) continue
    const rest = number % size
    return yuan(number / size) + unit + (rest > 0n && rest < size / 10n ? '零' : '') + yuan(rest)
  }
  return group(Number(number))
}

function capitals([amount]: readonly Value[]): Value {
  const rounded = roundTo(asNumber(amount), 2)
  const fenInAll = BigInt(rounded.abs().times(100).toFixed(0))
  if (fenInAll >= 10n ** 18n) return null
  const [jiao, fen] = [Number((fenInAll / 10n) % 10n), Number(fenInAll % 10n)]
  let text = fenInAll >= 100n ? yuan(fenInAll / 100n) + '元' : ''
  if (jiao > 0) text += (DIGITS[jiao] ?? '') + '角'
  if (fen > 0) text += (text && jiao === 0 ? '零' : '') + (DIGITS[fen] ?? '') + '分'
  else text = (text || '零元') + '整'
  return (rounded.lt(0) ? '负' : '') + text
}

export const FUNCTIONS: readonly Fn[] = [{ name: 'RMB_UPPER', params: [N], evaluate: capitals }]
