import { describe, expect, it } from 'vitest'
import { DAY, HOUR, ticks, time, x, type Scale } from '../src/gantt'
import { ahead, arrange } from '../src/graph'
import { folded, laneTops, stack } from '../src/timeline'
import { closedBelow, visible } from '../src/tree'
import { byConsequence, reach } from '../src/weave'

const from = new Date(2026, 10, 23).getTime()
const scale: Scale = { from, to: from + 7 * DAY, perHour: 10 }

describe('gantt', () => {
  it('goes to pixels and back', () => {
    expect(x(scale, from + 3 * HOUR)).toBe(30)
    expect(time(scale, x(scale, from + 12345678))).toBeCloseTo(from + 12345678, 3)
  })
  it('tells the days of the clock it is given, wherever the reader sits', () => {
    const shanghai: Scale = { from: Date.parse('2026-11-22T16:00:00Z'), to: Date.parse('2026-11-24T16:00:00Z'), perHour: 20, offset: 8 * HOUR }
    expect(ticks(shanghai, 0, 960).filter(tick => tick.major).map(tick => tick.label)).toEqual(['11/23', '11/24', '11/25'])
  })
  it('keeps labels at least 56 pixels apart', () => {
    for (const perHour of [0.6, 1.2, 5, 20, 80, 300, 4000]) {
      const found = ticks({ ...scale, to: from + 90 * DAY, perHour }, 0, 1400)
      expect(found.length).toBeGreaterThan(1)
      found.slice(1).forEach((tick, i) => expect(tick.x - (found[i]?.x ?? 0)).toBeGreaterThanOrEqual(55))
    }
  })
})

describe('timeline', () => {
  it('stacks what overlaps and reuses rows', () => {
    const { placed, rows } = stack([{ from: 0, to: 5 }, { from: 3, to: 6 }, { from: 5, to: 9 }])
    expect(rows).toBe(2)
    expect(placed.map(p => p.row)).toEqual([0, 1, 0])
  })
  it('gives a busy lane more room', () => expect(laneTops([1, 2], 10, 4)).toEqual({ tops: [0, 18], heights: [18, 28], total: 46 }))
})

describe('tree', () => {
  const rows = [0, 1, 2, 2, 1, 2].map((level, i) => ({ level, i }))
  it('hides all below a closed row', () => {
    expect(visible(rows, new Set([1])).map(s => s.index)).toEqual([0, 1, 4, 5])
    expect(visible(rows, new Set([0])).map(s => s.index)).toEqual([0])
  })
  it('closes from a level down', () => expect([...closedBelow(rows, 1)]).toEqual([1, 4]))
  it('knows the last sibling at every depth', () => {
    const shown = visible(rows, new Set())
    expect(shown.map(s => s.last.at(-1))).toEqual([true, false, false, true, true, true])
    expect(shown[2]?.last[1]).toBe(false)
    expect(shown[5]?.last[1]).toBe(true)
  })
})

describe('flow picture', () => {
  it('lays a parallel split beside one another, never on top', () => {
    const box = (id: string) => ({ id, width: 100, height: 40 })
    const at = arrange(['s', 'a', 'b', 'e'].map(box), [{ from: 's', to: 'a' }, { from: 's', to: 'b' }, { from: 'a', to: 'e' }, { from: 'b', to: 'e' }, { from: 'e', to: 'nowhere' }], 'LR')
    expect(at.get('a')?.x).toBe(at.get('b')?.x)
    expect(Math.abs((at.get('a')?.y ?? 0) - (at.get('b')?.y ?? 0))).toBeGreaterThanOrEqual(40)
    expect((at.get('e')?.x ?? 0)).toBeGreaterThan(at.get('a')?.x ?? 0)
  })
})

describe('weave', () => {
  const late = { due: '2026-12-09', cells: { a: { state: 'done' as const }, b: { state: 'late' as const, days: 2 } } }
  const fine = { due: '2026-12-01', cells: { a: { state: 'turn' as const, hours: 4 } } }
  it('puts the latest first', () => expect(byConsequence([fine, late])).toEqual([late, fine]))
  it('draws the thread as far as the order came', () => {
    expect(reach(late, ['a', 'b', 'c'])).toEqual([0, 1])
    expect(reach({ due: '', cells: {} }, ['a'])).toBeNull()
  })
})

describe('what is ahead in a flow', () => {
  const edges = [
    { from: 'start', to: 'skipped' }, { from: 'start', to: 'quality' }, { from: 'skipped', to: 'join' }, { from: 'quality', to: 'join' },
    { from: 'quality', to: 'rejected', dashed: true }, { from: 'join', to: 'sum' }, { from: 'sum', to: 'end' },
  ]
  it('is what a token can still reach: no skipped branch, no rejection', () => {
    expect([...ahead(['quality'], edges)].sort()).toEqual(['end', 'join', 'sum'])
  })
  it('ends in circles too, and is nothing without tokens', () => {
    expect([...ahead(['a'], [{ from: 'a', to: 'b' }, { from: 'b', to: 'a' }])].sort()).toEqual(['a', 'b'])
    expect(ahead([], edges).size).toBe(0)
  })
})

describe('bars that cannot be told apart', () => {
  it('become one where they overlap, and stay apart where they do not', () => {
    const bars = [{ from: 0, to: 4, hidden: true }, { from: 2, to: 9, hidden: true }, { from: 3, to: 5, hidden: false }, { from: 12, to: 13, hidden: true }]
    const kept = folded(bars, bar => (bar.hidden ? 'x' : null))
    expect(kept.map(bar => [bar.from, bar.to, bar.hidden])).toEqual([[0, 9, true], [3, 5, false], [12, 13, true]])
  })
})
