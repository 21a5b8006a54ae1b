import { describe, expect, it } from 'vitest'
import { canonical, compare, grouped, ratio, sum, times } from '../src/decimal'

describe('exact decimals', () => {
  it('adds what floats cannot', () => {
    expect(sum(['0.1', '0.2', null, undefined, '1000000000000000000000.05'])).toBe('1000000000000000000000.35')
    expect(times('1.1', '1.1')).toBe('1.21')
    expect(compare('10', '9')).toBe(1)
  })
  it.each([
    ['1234567.5', undefined, '1,234,567.5'], ['-1234.005', { min: 2, max: 2 }, '-1,234.01'], ['12', { min: 2, max: 4 }, '12.00'],
    ['0.00001234', undefined, '0.00001234'], ['abc', undefined, ''], [null, undefined, ''], ['999', undefined, '999'],
  ] as const)('groups %s', (text, places, shown) => expect(grouped(text, places)).toBe(shown))
  it.each([['1,200.50', '1200.5'], [' 3 ', '3'], ['1e3', '1000'], ['.5', '0.5'], ['1.2.3', null], ['', null], ['十', null], ['Infinity', null]])(
    'reads %s as typed', (typed, value) => expect(canonical(typed)).toBe(value))
  it('draws nothing for a share of zero', () => expect(ratio('5', '0')).toBe(0))
})
