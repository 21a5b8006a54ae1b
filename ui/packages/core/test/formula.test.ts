import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { Day, FormulaError, Instant, evaluate, isList, names, parse, read, write, type Env, type Kind, type Listed, type Value } from '../src/formula'

type Raw = string | boolean | null
interface Given { type: Kind; table?: string; value: Raw | Raw[] }
interface Vector { formula: string; type?: Kind; result?: Raw; error?: string }
interface Golden {
  ambient: { now: string; today: string; actor: string; zone: string }
  env: Record<string, Given>
  vectors: Vector[]
}

const file = fileURLToPath(new URL('../../../../tests/golden/formula/vectors.json', import.meta.url))
const golden = JSON.parse(readFileSync(file, 'utf8')) as Golden

const value = ({ type, value: raw }: Given): Value | Listed =>
  Array.isArray(raw) ? raw.map(one => read(type, one)) : read(type, raw)

const env: Env = {
  values: new Map(Object.entries(golden.env).map(([name, given]) => [name, value(given)])),
  ambient: {
    now: Instant.parse(golden.ambient.now), today: Day.parse(golden.ambient.today), actor: golden.ambient.actor, zone: golden.ambient.zone,
  },
}

const codeOf = (run: () => unknown): string => {
  try {
    run()
  } catch (error) {
    if (error instanceof FormulaError) return error.code
    throw error
  }
  return 'no error'
}

const computed = (formula: string): Raw | 'a list' => {
  const found = evaluate(parse(formula), env)
  return isList(found) ? 'a list' : write(found)
}

describe('the golden formulas', () => {
  it('are all here', () => expect(golden.vectors.length).toBeGreaterThanOrEqual(200))
  it.each(golden.vectors.filter(vector => vector.error === undefined))('$formula', ({ formula, result }) => {
    expect(computed(formula)).toBe(result)
  })
  it.each(golden.vectors.filter(vector => vector.error !== undefined))('$formula is refused', ({ formula, error }) => {
    expect(codeOf(() => evaluate(parse(formula), env))).toBe(error)
  })
})

describe('reading', () => {
  it.each([['('.repeat(4000) + '1'], ['-'.repeat(9000) + '1'], ['a' + '*b/c'.repeat(2000)]])('refuses what is nested too deep', text => {
    expect(codeOf(() => parse(text))).toBe('too_deep')
  })
  it('takes long sums', () => expect(computed(Array.from({ length: 4000 }, () => '1').join('+'))).toBe('4000'))
  it('names what it reads', () => expect([...names(parse('SUM(lines.amount) + IF(a > 1, a, price)'))].sort()).toEqual(['a', 'lines.amount', 'price']))
  it('points at the mistake and says what is meant', () => {
    expect(() => parse('1 ＞ 2')).toThrowError(expect.objectContaining({ position: 2, zh: '请把“＞”写成“>”' }) as Error)
  })
  it('ends long work', () => expect(codeOf(() => evaluate(parse('SUM(lines.quantity * 2)'), env, 3))).toBe('too_many_steps'))
})

describe('dates', () => {
  it('count every day of four hundred years', () => {
    const first = Day.parse('1900-01-01').ordinal
    for (let n = 0; n < 146_097; n += 1) {
      const day = Day.at(first + n)
      const stamp = new Date(Date.UTC(1900, 0, 1 + n)).toISOString().slice(0, 10)
      if (day?.toString() !== stamp || Day.parse(stamp).ordinal !== first + n) throw new Error(`${stamp} came out as ${String(day)}`)
    }
  })
  it.each([['2026-11-22T08:00:00+08:00', '2026-11-22T00:00:00Z'], ['0001-01-01T00:00:00.000001Z', '0001-01-01T00:00:00.000001Z']])(
    'reads the instant %s', (text, shown) => expect(Instant.parse(text).toString()).toBe(shown))
})
