import { describe, expect, it } from 'vitest'
import { barAt, clampZoom, columnsOf, DAY, fill, FURTHEST, heightOf, HOUR, landing, laneAt, laneOfRow, lanesIn, lanesOf, LEVELS, levelOf, NEAREST, neighbour, touching, trackOf, wheelFactor, zoomAt, type Row } from '../src/gantt'

const rows: Row[] = [['a', '车'], ['b', '铣'], ['c', '车'], ['d', null]].map(([id, group]) => ({ id: id as string, title: id as string, group: group ?? null }))

describe('lanes', () => {
  it('gather the rows of a group under its head', () => {
    expect(lanesOf(rows, new Set()).map(lane => [lane.key, lane.y])).toEqual([['g:车', 0], ['a', 26], ['c', 62], ['g:铣', 98], ['b', 124], ['d', 160]])
  })
  it('fold a closed group into its head, which then stands for its rows', () => {
    const lanes = lanesOf(rows, new Set(['车']))
    expect(lanes.map(lane => [lane.key, lane.y])).toEqual([['g:车', 0], ['g:铣', 36], ['b', 62], ['d', 98]])
    expect([0, 2, 1].map(row => laneOfRow(lanes).get(row)?.key)).toEqual(['g:车', 'g:车', 'b'])
    expect(heightOf(lanes)).toBe(134)
  })
  it('need no head for one group alone', () => expect(lanesOf(rows.slice(0, 1), new Set()).map(lane => lane.key)).toEqual(['a']))
  it('are found by height, with the ends beyond the ends', () => {
    const lanes = lanesOf(rows, new Set())
    expect([-5, 0, 25, 26, 97, 98, 159, 160, 9999].map(y => laneAt(lanes, y))).toEqual([0, 0, 0, 1, 2, 3, 4, 5, 5])
    expect(lanesIn(lanes, 60, 124)).toEqual([1, 3])
    expect(laneAt([], 10)).toBe(-1)
  })
})

describe('a track', () => {
  const bars = [{ from: 50, to: 60 }, { from: 0, to: 100 }, { from: 1, to: 2 }, { from: 90, to: 99 }, { from: 100, to: 110 }]
  const track = trackOf(bars)
  it('finds what touches a window as reading all of it would, for any window', () => {
    let seed = 7
    const dice = (n: number): number => { seed = (seed * 1103515245 + 12345) % 2147483648; return seed % n }
    const many = Array.from({ length: 300 }, () => { const begin = dice(1000); return { from: begin, to: begin + 1 + dice(dice(10) === 0 ? 600 : 20) } })
    const sorted = trackOf(many)
    for (let i = 0; i < 200; i += 1) {
      const begin = dice(1100)
      const window = { from: begin, to: begin + dice(100) }
      expect(touching(sorted, window)).toEqual(sorted.bars.filter(bar => bar.to > window.from && bar.from < window.to))
    }
  })
  it('takes the one begun last where two lie over one another, and a hit before a near miss', () => {
    expect(barAt(track, 55, 3)).toBe(bars[0])
    expect(barAt(track, 70, 3)).toBe(bars[1])
    expect(barAt(track, 112, 3)).toBe(bars[4])
    expect(barAt(track, 120, 3)).toBeNull()
    expect(barAt(track, 100, 3)).toBe(bars[4])
  })
  it('has neighbours and ends', () => expect([neighbour([1, 2, 3], 2, 1), neighbour([1, 2, 3], 3, 1), neighbour([1, 2, 3], 1, -1)]).toEqual([3, 3, 1]))
  it('lands on the raster or on the nearest edge in reach', () => {
    const quarter = 15 * 60_000
    expect(landing(quarter * 4 + 1000, 15, [], 0)).toBe(quarter * 4)
    expect(landing(quarter * 4 + 1000, 15, [quarter * 4 + 5000, quarter * 4 + 2000], 6000)).toBe(quarter * 4 + 2000)
    expect(landing(quarter * 4 + 1000, 15, [quarter * 5], 6000)).toBe(quarter * 4)
  })
})

describe('zoom', () => {
  it('keeps the time under the pointer where it is', () => {
    const { perHour, left } = zoomAt(10, 2, 500, 300)
    expect(perHour).toBe(20)
    expect((left + 300) / perHour).toBeCloseTo((500 + 300) / 10)
  })
  it('comes back by the way it went', () => {
    const there = zoomAt(10, 1.5, 500, 300)
    expect(zoomAt(there.perHour, 1 / 1.5, there.left, 300).left).toBeCloseTo(500)
  })
  it('has ends, at which nothing moves', () => {
    expect([clampZoom(9999), clampZoom(0)]).toEqual([NEAREST, FURTHEST])
    expect(zoomAt(NEAREST, 4, 123, 50)).toEqual({ perHour: NEAREST, left: 123 })
  })
  it('never scrolls before the beginning', () => expect(zoomAt(10, 0.1, 0, 300).left).toBe(0))
  it('names its levels', () => {
    for (const [level, perHour] of Object.entries(LEVELS)) expect([levelOf(perHour), levelOf(perHour * 1.2)]).toEqual([level, level])
  })
  it('a turn forth and back of the wheel is no zoom, and one notch never leaps', () => {
    expect(wheelFactor(40, 0) * wheelFactor(-40, 0)).toBeCloseTo(1)
    expect(wheelFactor(-5000, 0)).toBeLessThan(1.5)
    expect(wheelFactor(-3, 1)).toBeGreaterThan(1)
  })
})

describe('load', () => {
  const monday = Date.UTC(2026, 10, 23)
  const shift = (day: number, a = 8, b = 16) => ({ from: monday + day * DAY + a * HOUR, to: monday + day * DAY + b * HOUR })
  it('counts work within shifts, over night nothing', () => {
    const [first, second] = fill(columnsOf({ from: monday, to: monday + 2 * DAY }, 24, 0), [{ bars: [{ from: monday + 14 * HOUR, to: monday + 34 * HOUR }], shifts: [shift(0), shift(1)] }])
    expect([first?.busy, first?.open, first?.over, second?.busy, second?.open]).toEqual([2, 8, false, 2, 8])
  })
  it('is too much where more is asked than is open: two at once, or closed time', () => {
    const twice = [shift(0), shift(0, 10, 12)]
    expect(fill(columnsOf({ from: monday, to: monday + DAY }, 24, 0), [{ bars: twice, shifts: [shift(0)] }]).map(column => [column.busy, column.over])).toEqual([[10, true]])
    expect(fill(columnsOf({ from: monday, to: monday + DAY }, 24, 0), [{ bars: [shift(0)], shifts: [] }]).map(column => [column.busy, column.over])).toEqual([[8, true]])
  })
  it('begins days at the midnight that is shown and weeks on Mondays', () => {
    const offset = 8 * HOUR
    expect(columnsOf({ from: monday, to: monday + HOUR }, 24, offset).map(column => column.from)).toEqual([monday - offset])
    expect(columnsOf({ from: monday + 3 * DAY, to: monday + 8 * DAY }, 168, 0).map(column => column.from)).toEqual([monday, monday + 7 * DAY])
  })
})
