import { describe, expect, it } from 'vitest'
import { readCode } from '../src/code'
import { fromAddress, nextSort, sortFromApi, sortToApi, toAddress, toApi } from '../src/filter'
import { fit, initials } from '../src/text'

describe('pinyin initials', () => {
  it.each([['工作台', 'gzt'], ['销售订单', 'xsdd'], ['待办', 'db'], ['BOM 树', 'boms'], ['经纬', 'jw'], ['齐套', 'qt'], ['报工', 'bg'], ['采购', 'cg']])(
    '%s is %s', (text, letters) => expect(initials(text)).toBe(letters))
  it('prefers what begins with the query', () => {
    expect(fit('销售', '销售订单')).toBeGreaterThan(fit('订单', '销售订单'))
    expect(fit('xsd', '销售订单')).toBeGreaterThan(0)
    expect(fit('zz', '销售订单')).toBe(0)
  })
})

describe('filters', () => {
  const two = [{ field: 'state', op: 'in' as const, value: ['draft'] }, { field: 'due', op: 'empty' as const, value: null }]
  it('leave out what is still being typed', () => expect(toApi([...two, { field: 'x', op: 'eq', value: '' }])).toEqual([['state', 'in', ['draft']], ['due', 'empty']]))
  it('survive the address', () => expect(toApi(fromAddress(toAddress(two)))).toEqual(toApi(two)))
  it.each(['{', '[1]', '"x"', '[["a","drop",1]]', ''])('ignore the address %s', text => expect(fromAddress(text)).toEqual([]))
})

describe('sorting', () => {
  it('goes up, down, none', () => {
    const up = nextSort([], 'due', false)
    const down = nextSort(up, 'due', false)
    expect([sortToApi(up), sortToApi(down), sortToApi(nextSort(down, 'due', false))]).toEqual(['due', '-due', ''])
  })
  it('keeps other keys with shift', () => expect(sortToApi(nextSort(sortFromApi('-due,number'), 'number', true))).toBe('-due,-number'))
})

describe('codes', () => {
  it.each([
    ['https://mes.local:8443/a/production/operation/1234', { kind: 'record', form: 'production.operation', id: '1234' }],
    [' /a/production/operation/1234?x=1 ', { kind: 'record', form: 'production.operation', id: '1234' }],
    ['http://10.0.0.8/report/77', { kind: 'report', operation: '77' }],
    ['WO-0031-20', { kind: 'text', text: 'WO-0031-20' }],
    ['https://evil/a/production/operation/12x', { kind: 'text', text: 'https://evil/a/production/operation/12x' }],
  ])('%s', (raw, meaning) => expect(readCode(raw)).toEqual(meaning))
})
