import { describe, expect, it } from 'vitest'
import { changes, check, pasted, rowShown, same, toWrite, type DraftField, mergeRows } from '../src/draft'
import { compare } from '../src/decimal'

const lines: DraftField = {
  field: 'lines', type: 'table', title: '明细', required: true,
  form: { fields: [
    { field: 'item', type: 'link', title: '物料', required: true },
    { field: 'quantity', type: 'quantity', title: '数量', required: true, min: '0.001' },
    { field: 'amount', type: 'formula', title: '金额' },
  ] },
}
const fields: DraftField[] = [
  { field: 'number', type: 'serial', title: '单号' },
  { field: 'customer', type: 'link', title: '客户', required: true },
  { field: 'note', type: 'text', title: '备注', max_length: 5 },
  { field: 'done', type: 'switch', title: '完成' },
  lines,
]
const before = {
  number: 'SO-1', customer: { id: '7', title: '宏远' }, note: null, done: false,
  lines: [
    { id: '1', item: { id: '11', title: 'A' }, quantity: { value: '5', unit: 'pcs' } },
    { id: '2', item: { id: '12', title: 'B' }, quantity: { value: '6', unit: 'pcs' } },
  ],
}
const greater = (a: string, b: string): boolean => compare(a, b) > 0

describe('what is sent', () => {
  it('is nothing when nothing changed, even when a link came back with another title', () => {
    expect(changes(fields, before, { ...before, customer: { id: '7', title: '宏远机械' }, note: '' }).values).toEqual({})
  })
  it('is only the changed fields, links as ids, cleared values as null, a switch as false', () => {
    const after = { ...before, customer: { id: '8', title: 'x' }, done: true, number: 'hacked' }
    expect(changes(fields, before, after).values).toEqual({ customer: '8', done: true })
    expect(changes(fields, { ...before, note: 'a' }, before).values).toEqual({ note: null })
  })
  it('is a patch per line: changed by id, new without, deleted marked; blank new lines stay home', () => {
    const after = { ...before, lines: [
      { id: '2', item: { id: '12', title: 'B' }, quantity: { value: '9', unit: 'pcs' } },
      { $key: 'n1' },
      { $key: 'n2', item: { id: '13', title: 'C' }, quantity: { value: '1', unit: 'pcs' }, amount: '99' },
    ] }
    const sent = changes(fields, before, after)
    expect(sent.values).toEqual({ lines: [
      { id: '2', quantity: { value: '9', unit: 'pcs' } },
      { item: '13', quantity: { value: '1', unit: 'pcs' } },
      { id: '1', $delete: true },
    ] })
    expect(sent.rows).toEqual({ lines: [0, 2, -1] })
    expect(rowShown(['lines', 1, 'quantity'], sent.rows)).toEqual(['lines', 2, 'quantity'])
    expect(rowShown(['customer'], sent.rows)).toEqual(['customer'])
  })
  it.each([
    ['attachment', [{ id: '1', name: 'a', size: 1, type: 't' }], ['1']],
    ['attachment', [], []],
    ['switch', false, false],
    ['money', { value: '', unit: 'CNY' }, null],
    ['text', '', null],
    ['link', { id: '', title: '1403', key: '1403' }, { key: '1403' }],
  ])('writes %s', (type, value, sent) => expect(toWrite(type, value)).toEqual(sent))
})

describe('what is refused before sending', () => {
  it.each<[string, Record<string, unknown>, unknown]>([
    ['required link', { ...before, customer: null }, [{ path: ['customer'], code: 'required' }]],
    ['too long', { ...before, note: '一二三四五六' }, [{ path: ['note'], code: 'max_length', bound: '5' }]],
    ['no line', { ...before, lines: [] }, [{ path: ['lines'], code: 'required' }]],
    ['zero quantity in a line', { ...before, lines: [{ id: '1', item: { id: '1', title: '' }, quantity: { value: '0', unit: 'kg' } }] },
      [{ path: ['lines', 0, 'quantity'], code: 'min', bound: '0.001' }]],
    ['letters for a number', { ...before, lines: [{ id: '1', item: { id: '1', title: '' }, quantity: { value: '1e308', unit: 'kg' } }] },
      [{ path: ['lines', 0, 'quantity'], code: 'number' }]],
    ['half a new line', { ...before, lines: [{ $key: 'n', item: { id: '1', title: '' } }] }, [{ path: ['lines', 0, 'quantity'], code: 'required' }]],
    ['nothing wrong, one blank line', { ...before, lines: [...before.lines, { $key: 'n' }] }, []],
  ])('%s', (_, values, wrong) => expect(check(fields, values, greater)).toEqual(wrong))
})

it('refuses a quantity that must be above nought, and leaves to the server what it fills by default', () => {
  const price: DraftField[] = [{ field: 'price', type: 'money', title: '单价', above: '0', required: true }]
  expect(check(price, { price: { value: '0', unit: 'CNY' } }, greater)).toEqual([{ path: ['price'], code: 'above', bound: '0' }])
  expect(check(price, {}, greater, [], true)).toEqual([{ path: ['price'], code: 'required' }])
  const defaulted = [{ ...(price[0] as DraftField), defaulted: true }]
  expect(check(defaulted, {}, greater, [], true)).toEqual([])
  expect(check(defaulted, {}, greater)).toEqual([{ path: ['price'], code: 'required' }])
  const lines: DraftField[] = [{ field: 'lines', type: 'table', title: '', form: { fields: [...defaulted, { field: 'n', type: 'number', title: '' }] } }]
  expect(check(lines, { lines: [{ n: '1' }, { id: '7', n: '1' }] }, greater)).toEqual([{ path: ['lines', 1, 'price'], code: 'required' }])
})
it('compares a quantity by value and unit', () => {
  expect(same({ value: '1', unit: 'kg' }, { value: '1', unit: 'g' })).toBe(false)
  expect(same('', null)).toBe(true)
})
it('reads a block copied from a sheet', () => {
  expect(pasted('1403\t 12 \r\n1404\t3\r\n')).toEqual([['1403', '12'], ['1404', '3']])
})
it('merges my lines upon what stands there now', () => {
    const base = [{ id: '1', n: '1', note: '' }, { id: '2', n: '2' }, { id: '3', n: '3' }, { id: '4', n: '4' }]
    const mine = [{ id: '1', n: '10', note: '' }, { id: '3', n: '3' }, { id: '4', n: '40' }, { $key: 'new1', n: '9' }]
    const now = [{ id: '1', n: '1', note: 'theirs' }, { id: '2', n: '2' }, { id: '8', n: '8' }]
    expect(mergeRows(base, mine, now)).toEqual([{ id: '1', n: '10', note: 'theirs' }, { n: '40' }, { $key: 'new1', n: '9' }, { id: '8', n: '8' }])
  })
