import { lanesOf, laneOfRow, ROW_HEIGHT, SLOT_HEIGHT, x as xOf, type Scale } from '@jingwei/core/gantt'
import { describe, expect, it } from 'vitest'
import { inkOf, mix, toneOf } from '../src/colours'
import { aim, pick, rowUnder } from '../src/hands'
import { carried, pressed, walk, type KeyHands } from '../src/keys'
import { linesOf } from '../src/Loads'
import { boardOf, found, slotsOf, stopUnder, type Drag, type GanttBar, type GanttRow, type Placed, type Scene } from '../src/model'

const H = 3_600_000
const from = Date.UTC(2026, 10, 23)
const rows: GanttRow[] = ['a', 'b', 'c', 'd'].map((id, i) => ({ id, title: id, group: i < 2 ? '车' : '铣', shifts: [{ from: from + 8 * H, to: from + 16 * H }] }))
const make = (id: string, row: string, begin: number, end: number, order: string, more: Partial<GanttBar> = {}): GanttBar =>
  ({ id, row, order, title: `${id} 车削`, orderTitle: order, from: from + begin * H, to: from + end * H, setup: null, late: null, held: null, done: false, family: null, said: id, ...more })
const bars = [make('1', 'a', 8, 10, 'MO-1'), make('2', 'a', 10, 12, 'MO-2', { late: '迟 2 天' }), make('3', 'c', 12, 14, 'MO-1', { held: 'locked' }), make('4', 'a', 14, 15, 'MO-10', { family: 'R40' })]
const board = boardOf(rows, bars, [])
const lanes = lanesOf(rows, new Set())
const scale: Scale = { from, to: from + 48 * H, perHour: 10, offset: 0 }
const scene: Scene = { board, lanes, laneOf: laneOfRow(lanes), scale, ink: inkOf('light'), colour: 'late', selected: null, order: null, ghosts: [], flags: [], frozenUntil: null, now: from, drag: null, allowed: null, weekdays: [] }
const bar = (id: string): Placed => { const one = board.byId.get(id); if (!one) throw new Error(id); return one }

describe('what lies under the pointer', () => {
  it('finds the bar of the row and time', () => {
    expect(pick(scene, 85, 26 + 10, 3)?.id).toBe('1')
    expect(pick(scene, 105, 26 + 10, 3)?.id).toBe('2')
    expect(pick(scene, 130, 26 + 10, 3)).toBeNull()
  })
  it('forgives near misses by the given pixels alone', () => {
    expect(pick(scene, 78, 36, 3)?.id).toBe('1')
    expect(pick(scene, 76, 36, 3)).toBeNull()
    expect(pick(scene, 70, 36, 12)?.id).toBe('1')
  })
  it('finds nothing on the head of a group or beyond the rows', () => {
    expect(pick(scene, 85, 5, 3)).toBeNull()
    expect(pick(scene, 85, 9999, 3)).toBeNull()
  })
  it('takes the head of a group for its first row', () => expect([rowUnder(lanes, 5), rowUnder(lanes, 30), rowUnder(lanes, 26 + 72 + 3), rowUnder(lanes, 99999)]).toEqual([0, 0, 2, 3]))
})

describe('a drag', () => {
  it('goes by quarters of an hour and holds to the end of a neighbour or the begin of a shift', () => {
    expect(aim(scene, bar('3'), 0, from + 13.3 * H)).toBe(from + 13.25 * H)
    expect(aim(scene, bar('3'), 0, from + 12.4 * H)).toBe(from + 12 * H)
    expect(aim(scene, bar('3'), 1, from + 7.6 * H)).toBe(from + 8 * H)
  })
  it('never holds to the bar itself', () => expect(aim(scene, bar('2'), 0, from + 12.4 * H)).toBe(from + 12.5 * H))
})

describe('maintenance that has its place', () => {
  it('looks like maintenance, and late when it is', () => {
    const ink = inkOf('light')
    expect(toneOf({ ...bar('1'), upkeep: true }, 'order', board, ink)).toBe(ink.stop)
    expect(toneOf({ ...bar('1'), upkeep: true, late: '迟 1 天' }, 'late', board, ink)).toBe(ink.solid.late)
  })
})

describe('a bar in the hand', () => {
  const row: GanttRow = { id: 'a', title: 'a', group: null, shifts: [], stops: [{ from: from + 14 * H, to: from + 16 * H, label: '换刀' }, { from: from + 10 * H, to: from + 12 * H, label: '保养' }] }
  const under = (begin: number, end: number): string | undefined => stopUnder(row, from + begin * H, from + end * H)?.label
  it('comes upon the first standstill it would lie over, and upon none that it only touches', () => {
    expect([under(11, 13), under(9, 11), under(9, 15), under(12, 15), under(8, 10), under(12, 14), under(16, 18)]).toEqual(['保养', '保养', '保养', '换刀', undefined, undefined, undefined])
  })
  it('comes upon none where the row has none', () => expect(stopUnder(rows[0], from, from + 48 * H)).toBeNull())
})

describe('the keyboard', () => {
  const told: string[] = []
  let drag: Drag | null = null
  const hands = (selected: string | null, may = true): KeyHands => ({
    scene: { ...scene, selected, drag }, mayMove: may, allowedRows: () => new Set([0, 1]), select: one => told.push(`select ${one.id}`), open: one => told.push(`open ${one.id}`), held: why => told.push(`held ${why}`),
    carry: next => { drag = next; told.push(next ? `carry ${(next.at - from) / H} ${next.row}` : 'put back') }, drop: done => told.push(`drop ${(done.at - from) / H} ${done.row}`), zoom: by => told.push(by > 1 ? 'nearer' : 'further'), find: () => told.push('find'), first: () => bar('1'),
  })
  const key = (name: string, selected: string | null, altKey = false, may = true): boolean => pressed({ key: name, altKey, ctrlKey: false, metaKey: false }, hands(selected, may))
  const after = (run: () => void): string[] => { told.length = 0; drag = null; run(); return [...told] }

  it('walks along the machine and the order, and stays at the ends', () => {
    expect([walk(board, bar('1'), 'right').id, walk(board, bar('2'), 'left').id, walk(board, bar('1'), 'down').id, walk(board, bar('3'), 'up').id, walk(board, bar('1'), 'left').id]).toEqual(['2', '1', '3', '1', '1'])
  })
  it('begins with the first bar, opens with Enter, zooms and finds', () => {
    expect(after(() => { key('ArrowRight', null); key('Enter', '2'); key('+', null); key('-', null); key('/', null) })).toEqual(['select 1', 'open 2', 'nearer', 'further', 'find'])
  })
  it('carries with Alt, drops with Enter, puts back with Esc', () => {
    expect(after(() => { key('ArrowRight', '1', true); key('ArrowDown', '1', true); key('Enter', '1') })).toEqual(['carry 8.25 0', 'carry 8.25 1', 'put back', 'drop 8.25 1'])
    expect(after(() => { key('ArrowLeft', '1', true); key('Escape', '1') })).toEqual(['carry 7.75 0', 'put back'])
  })
  it('says why a bar stays', () => {
    expect(after(() => { key('ArrowRight', '3', true); key('ArrowRight', '1', true, false) })).toEqual(['held locked', 'held lookOnly'])
  })
  it('carries to rows that may take the bar alone', () => {
    const held: Drag = { bar: bar('1'), at: bar('1').from, row: 1, refused: null, by: 'keys' }
    expect(carried(held, 'down', lanes, new Set([0, 1, 3]), 10).row).toBe(3)
    expect(carried(held, 'down', lanes, new Set([0, 1]), 10).row).toBe(1)
  })
  it('leaves keys of the browser alone', () => expect(pressed({ key: 'f', altKey: false, ctrlKey: true, metaKey: false }, hands('1'))).toBe(false))
})

describe('the board', () => {
  it('leaves out bars of rows it does not have, and knows which moved against a plan', () => {
    const other = boardOf(rows, [...bars, make('9', 'z', 1, 2, 'MO-9')], [{ bar: '1', row: 'a', from: from + 7 * H, to: from + 9 * H, kind: 'plan' }, { bar: '2', row: 'a', from: from + 10 * H, to: from + 12 * H, kind: 'plan' }])
    expect(other.byId.has('9')).toBe(false)
    expect(['1', '2', '3'].map(id => other.byId.get(id)?.moved)).toEqual([true, false, false])
    expect(boardOf(rows, [{ ...make('1', 'a', 1, 2, 'MO-1'), fresh: true }], []).byId.get('1')?.moved).toBe(true)
  })
  it('finds the exact order before one that contains its number', () => {
    const turned = boardOf(rows, [...bars].reverse(), [])
    expect(found(turned, 'mo-1')?.order).toBe('MO-1')
    expect(found(turned, '10')?.order).toBe('MO-10')
    expect(found(turned, '3 车')?.id).toBe('3')
    expect(found(turned, ' ')).toBeNull()
    expect(found(turned, 'MO-77')).toBeNull()
  })
})

describe('colours', () => {
  const ink = inkOf('dark')
  it('mix one over the other', () => expect([mix('#ffffff', '#000000', 0.5), mix('#102030', '#ffffff', 1)]).toEqual(['#808080', '#102030']))
  it('keep late for late and a family for itself', () => {
    expect(toneOf(bar('2'), 'late', board, ink)).toBe(ink.solid.late)
    expect(toneOf(bar('1'), 'late', board, ink)).toBe(ink.soft.running)
    expect(toneOf(bar('4'), 'family', board, ink)).toBe(ink.series[0])
    expect(toneOf(bar('1'), 'family', board, ink)).toBe(ink.soft.draft)
    expect(toneOf(bar('1'), 'change', board, ink)).toBe(ink.soft.draft)
    expect(toneOf(bar('1'), 'order', board, ink)).toBe(toneOf(bar('3'), 'order', board, ink))
    expect(ink.series).toContain(toneOf(bar('1'), 'order', board, ink))
  })
})

describe('load of groups', () => {
  it('has a line for all and for each group, with its peak and what is too much', () => {
    const doubled = boardOf(rows, [...bars, make('5', 'c', 8, 16, 'MO-5'), make('6', 'd', 8, 16, 'MO-5'), make('7', 'd', 20, 22, 'MO-6')], [])
    const lines = linesOf(doubled, scale, 24, '全部')
    expect(lines.map(line => [line.title, line.over])).toEqual([['全部', 0], ['车', 0], ['铣', 1]])
    expect(lines[1]?.peak).toBeCloseTo(5 / 16)
    expect(lines[2]?.peak).toBeCloseTo(20 / 16)
  })
})

describe('a supplier takes any number at once', () => {
  const outside: GanttRow[] = [{ id: 'x', title: 'x', group: null, shifts: [], shared: true }]
  const one = (id: string, a: number, b: number): GanttBar => ({ id, row: 'x', order: id, title: id, orderTitle: id, from: from + a * H, to: from + b * H, setup: null, late: null, held: null, done: false, family: null, said: id })
  const bars = [one('1', 0, 10), one('2', 2, 6), one('3', 4, 12), one('4', 6, 8)]
  const stacked = boardOf(outside, bars, [])

  it('lays bars that overlap in time one under the other, on the first height that is free', () => {
    expect(bars.map(bar => stacked.byId.get(bar.id)?.slot)).toEqual([0, 1, 2, 1])
    expect(slotsOf(stacked)).toEqual([3])
    const plain = boardOf(outside.map(row => ({ ...row, shared: false })), bars, [])
    expect(slotsOf(plain)).toEqual([1])
  })

  it('gives the row the room for it and takes the bar under the hand', () => {
    const tall = lanesOf(outside, new Set(), ROW_HEIGHT, slotsOf(stacked))
    expect(tall[0]?.height).toBe(ROW_HEIGHT + 2 * SLOT_HEIGHT)
    const there: Scene = { ...scene, board: stacked, lanes: tall, laneOf: laneOfRow(tall) }
    const at = (y: number) => pick(there, xOf(scale, from + 4.5 * H), y, 3)?.id
    expect([at(10), at(10 + SLOT_HEIGHT), at(10 + 2 * SLOT_HEIGHT)]).toEqual(['1', '2', '3'])
  })

  it('is no load', () => {
    const [line] = linesOf(stacked, scale, 8, '全部')
    expect([line?.peak, line?.over]).toEqual([0, 0])
  })
})
