import { describe, expect, it } from 'vitest'
import { offerLacks } from './PlanChoices'
import { lacks, supposed, type Row } from './suppose'

const machine = (id: string | null, span: [string, string] | null): Row => ({ kind: 'machine', machine: id, what: 'down', span })
const order = (id: string | null, due: string | null = null, priority: number | null = null, leave = false): Row => ({ kind: 'order', order: id, due, priority, leave })
const DAY: [string, string] = ['2026-11-24T00:00:00Z', '2026-11-25T00:00:00Z']

describe('what a plan supposes', () => {
  it('tells what a row lacks before it is left out unseen', () => {
    expect([machine(null, DAY), machine('1', null), order(null, '2026-12-01'), order('2')].map(lacks)).toEqual(['machine', 'span', 'order', 'change'])
    expect([machine('1', DAY), order('2', '2026-12-01'), order('2', null, 3), order('2', null, null, true)].map(lacks)).toEqual([null, null, null, null])
  })
  it('says complete rows as the server takes them', () => {
    expect(supposed([])).toBeNull()
    expect(supposed([machine('1', DAY), order('2', '2026-12-01', 3), order('3', '2026-12-01', 3, true)])).toEqual({
      machines: [{ machine: '1', down: [DAY] }],
      orders: [{ order: '2', due: '2026-12-01', priority: 3 }, { order: '3', leave_out: true }],
    })
  })
  it('tells what an offer of overtime lacks', () => {
    const offer = { target: 'centre:1', after: 2, off: null, days: 14, cost: 60 }
    expect([{ ...offer, target: null }, { ...offer, after: 0 }, offer, { ...offer, after: 0, off: ['08:00', '17:00'] as const }].map(offerLacks)).toEqual(['target', 'hours', null, null])
  })
})
