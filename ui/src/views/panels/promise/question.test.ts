import type { Form, PanelSpec } from '@jingwei/client'
import { describe, expect, it } from 'vitest'
import { asking, daysLate, offered, taken, writable } from './question'

const spec: PanelSpec = { panel: 'promise', parts: { lines: 'lines', item: 'item', quantity: 'quantity', date: 'due' } }
const motor = { id: '7', title: '电机' }
const pieces = (value: string) => ({ value, unit: '台' })

describe('what is asked while lines are typed', () => {
  it('leaves out lines without item or quantity and remembers which rows are left', () => {
    const lines = [{ item: motor, quantity: '5', due: '2026-12-07' }, { item: motor }, { quantity: '3' }, { item: { id: '', title: 'pasted' }, quantity: '3' }, { item: motor, quantity: '2' }]
    expect(asking(spec, { lines }, { lines })).toEqual({
      lines: [{ item: '7', quantity: '5', wanted: '2026-12-07' }, { item: '7', quantity: '2', wanted: null }], rows: [0, 4],
    })
  })
  it('takes the unit and the default date from what follows, the cleared date from the draft', () => {
    const shown = { lines: [{ item: motor, quantity: pieces('5'), due: '2026-12-07' }, { item: motor, quantity: pieces('1'), due: '2026-12-07' }] }
    const typed = { lines: [{ id: '3', item: motor, quantity: '5' }, { item: motor, quantity: '1', due: null }] }
    expect(asking(spec, typed, shown).lines).toEqual([
      { item: '7', quantity: pieces('5'), wanted: '2026-12-07', line: '3' }, { item: '7', quantity: pieces('1'), wanted: null },
    ])
  })
})

describe('taking a date', () => {
  it('offers the earliest where the wanted day cannot be kept', () => {
    expect(offered({ row: 0, earliest: '2026-12-17', wanted: '2026-12-07', met: false })).toBe('2026-12-17')
    expect(offered({ row: 0, earliest: '2026-12-01', wanted: '2026-12-07', met: true })).toBeNull()
    expect(offered({ row: 0, earliest: null, wanted: null })).toBeNull()
    expect(daysLate({ row: 0, earliest: '2026-12-17', wanted: '2026-12-07' })).toBe(10)
  })
  it('changes the named rows only', () => {
    const lines = [{ id: '1', item: motor }, { id: '2', item: motor, due: '2026-12-07' }]
    expect(taken(spec, { lines }, new Map([[0, '2026-12-17']]))).toEqual([{ id: '1', item: motor, due: '2026-12-17' }, lines[1]])
  })
  it('is only for those who may write the dates', () => {
    const form = (readonly: boolean): Form => ({
      form: '', title: '', list: [], sections: [], actions: [], can: {},
      fields: [{ field: 'lines', type: 'table', title: '', form: { form: '', title: '', list: [], sections: [], actions: [], can: {}, fields: [{ field: 'due', type: 'date', title: '', readonly }] } }],
    })
    expect([writable(form(false), spec, []), writable(form(true), spec, []), writable(form(false), spec, ['lines'])]).toEqual([true, false, false])
  })
})
