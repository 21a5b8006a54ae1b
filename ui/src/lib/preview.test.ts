import type { Form } from '@jingwei/client'
import { describe, expect, it } from 'vitest'
import { preview } from './preview'

const form: Form = {
  form: 'sales.order', title: '', list: [], sections: [], actions: [], can: {},
  fields: [
    { field: 'lines', type: 'table', title: '', form: { form: '', title: '', list: [], sections: [], actions: [], can: {}, fields: [
      { field: 'quantity', type: 'quantity', title: '' }, { field: 'price', type: 'money', title: '' },
      { field: 'amount', type: 'formula', result: 'money', title: '', formula: 'ROUND(quantity * price, 2)' },
      { field: 'hidden', type: 'formula', result: 'money', title: '', formula: 'item.cost * quantity' },
    ] } },
    { field: 'total', type: 'formula', result: 'money', title: '', formula: 'SUM(lines.amount)' },
    { field: 'taxed', type: 'formula', result: 'money', title: '', formula: 'total * 1.13' },
    { field: 'broken', type: 'formula', result: 'number', title: '', formula: 'this is not one' },
  ],
}
const ME = { id: '1', title: '李' }
const cny = (value: string) => ({ value, unit: 'CNY' })

describe('formulas while typing', () => {
  it('compute the line, the sum over lines, and what stands on the sum, exactly', () => {
    const shown = preview(form, { lines: [{ id: '1', quantity: { value: '3', unit: 'kg' }, price: cny('0.1'), hidden: cny('9') }, { quantity: '2', price: cny('10.005') }] }, ME)
    expect(shown['lines']).toEqual([
      { id: '1', quantity: { value: '3', unit: 'kg' }, price: cny('0.1'), amount: cny('0.3'), hidden: cny('9') },
      { quantity: '2', price: cny('10.005'), amount: cny('20.01') },
    ])
    expect(shown['total']).toEqual(cny('20.31'))
    expect(shown['taxed']).toEqual(cny('22.9503'))
  })
  it('leave a value alone while a number is half typed, and never fail', () => {
    const shown = preview(form, { lines: [{ quantity: '1.2.', price: cny('1'), amount: cny('7') }], total: cny('7'), broken: '5' }, ME)
    expect(shown['lines']).toEqual([{ quantity: '1.2.', price: cny('1'), amount: cny('7') }])
    expect(shown['broken']).toBe('5')
  })
  it('show defaults until something is typed, lookups and units of the linked record, and what a line reads of its head', () => {
    const item = { to: 'engineering.item' }
    const shape: Form = {
      form: 'purchasing.order', title: '', list: [], sections: [], actions: [], can: {},
      fields: [
        { field: 'day', type: 'date', title: '', default_formula: "ADDDAYS('2026-11-22', 3)" }, { field: 'buyer', type: 'person', title: '', default_formula: 'ME()' },
        { field: 'lines', type: 'table', title: '', form: { form: '', title: '', list: [], sections: [], actions: [], can: {}, fields: [
          { field: 'item', type: 'link', title: '', ...item }, { field: 'quantity', type: 'quantity', title: '', unit_from: 'item.unit' },
          { field: 'name', type: 'lookup', title: '', through: 'item', reads: 'name' }, { field: 'price', type: 'money', title: '', default_formula: 'item.cost' },
          { field: 'rate', type: 'percent', title: '', default_formula: '0.13' }, { field: 'amount', type: 'formula', result: 'money', title: '', formula: 'quantity * price' },
        ] } },
        { field: 'special', type: 'formula', result: 'switch', title: '', formula: 'ANY(lines.item.is_new)' },
      ],
    }
    const links = new Map([['engineering.item/7', { fields: [
      { field: 'unit', type: 'text' as const, title: '' }, { field: 'name', type: 'text' as const, title: '' }, { field: 'cost', type: 'money' as const, title: '' }, { field: 'is_new', type: 'switch' as const, title: '' },
    ], values: { unit: 'kg', name: '轴', cost: cny('2'), is_new: true } }]])
    const axle = { id: '7', title: '轴' }
    const shown = preview(shape, { lines: [{ item: axle, quantity: '3' }, { id: '5', item: axle, quantity: '1', price: cny('9'), rate: null }] }, ME, links, true)
    expect(shown['buyer']).toEqual(ME)
    expect(shown['special']).toBe(true)
    expect(shown['lines']).toEqual([
      { item: axle, quantity: { value: '3', unit: 'kg' }, name: '轴', price: cny('2'), rate: '0.13', amount: cny('6') },
      { id: '5', item: axle, quantity: { value: '1', unit: 'kg' }, name: '轴', price: cny('9'), rate: null, amount: cny('9') },
    ])
    const bare = preview(shape, { buyer: null, lines: [{ item: null, quantity: '3', name: '轴' }] }, ME, links, true)
    expect(bare['buyer']).toBeNull()
    expect(bare['lines']).toEqual([{ item: null, quantity: '3', name: null, rate: '0.13', amount: null }])
  })
  it('take a default after the defaults it reads, wherever they stand, and wait for what is not chosen yet', () => {
    const shape: Form = {
      form: 'engineering.bom', title: '', list: [], sections: [], actions: [], can: {},
      fields: [
        { field: 'code', type: 'text', title: '', default_formula: "CONCAT('B-', item.code, '-', version)" },
        { field: 'version', type: 'text', title: '', default_formula: "'V1'" }, { field: 'item', type: 'link', title: '', to: 'engineering.item' },
      ],
    }
    const links = new Map([['engineering.item/7', { fields: [{ field: 'code', type: 'text' as const, title: '' }], values: { code: 'F-R50' } }]])
    expect(preview(shape, { item: { id: '7', title: '' } }, ME, links, true)['code']).toBe('B-F-R50-V1')
    expect(preview(shape, {}, ME, links, true)['code']).toBeUndefined()
  })
})
