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
const cny = (value: string) => ({ value, unit: 'CNY' })

describe('formulas while typing', () => {
  it('compute the line, the sum over lines, and what stands on the sum, exactly', () => {
    const shown = preview(form, { lines: [{ id: '1', quantity: { value: '3', unit: 'kg' }, price: cny('0.1'), hidden: cny('9') }, { quantity: '2', price: cny('10.005') }] }, '1')
    expect(shown['lines']).toEqual([
      { id: '1', quantity: { value: '3', unit: 'kg' }, price: cny('0.1'), amount: cny('0.3'), hidden: cny('9') },
      { quantity: '2', price: cny('10.005'), amount: cny('20.01') },
    ])
    expect(shown['total']).toEqual(cny('20.31'))
    expect(shown['taxed']).toEqual(cny('22.9503'))
  })
  it('leave a value alone while a number is half typed, and never fail', () => {
    const shown = preview(form, { lines: [{ quantity: '1.2.', price: cny('1'), amount: cny('7') }], total: cny('7'), broken: '5' }, '1')
    expect(shown['lines']).toEqual([{ quantity: '1.2.', price: cny('1'), amount: cny('7') }])
    expect(shown['broken']).toBe('5')
  })
})
