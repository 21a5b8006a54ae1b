/**
 * The Gantt as a component: rows and bars in, events out. A canvas shows what is in view and nothing else, so a frame
 * costs what is seen, not what there is; elements with names lie over it as soon as the hand rests.
 */
import { clampZoom, heightOf, laneOfRow, lanesOf, LEVELS, levelOf, ROW_HEIGHT, width as widthOf, x as xOf, zoomAt, type Level, type Scale } from '@jingwei/core/gantt'
import type { Mode } from '@jingwei/kit'
import { useCallback, useEffect, useId, useImperativeHandle, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent, type Ref } from 'react'
import { inkOf } from './colours'
import { moment } from './clock'
import { listen } from './hands'
import { pressed } from './keys'
import { Loads } from './Loads'
import { boardOf, found, slotsOf, stopUnder, type Colouring, type Drag, type Flag, type GanttBar, type GanttRow, type Ghost, type Held, type Placed, type Scene } from './model'
import { Names } from './Names'
import { Nodes, type Settled } from './Nodes'
import { AXIS } from './paint/axis'
import { paintFrame } from './paint/frame'
import s from './gantt.module.css'

export interface GanttWords { title: string; corner: string; keys: string; load: string; loadHint: string; loadSaid: (title: string, percent: number, over: number) => string; carrying: (bar: string, machine: string, at: string) => string; cancelled: string; /** Why a row cannot take the bar in the hand. */ refused: (machine: string) => string; /** A standstill the bar in the hand comes upon; `into` when it would begin in it. */ stopped: (reason: string, until: string, into: boolean) => string; weekdays: readonly string[] }
export interface GanttHandle { zoom: (factor: number) => void; level: (level: Level) => void; today: () => void; find: (text: string) => boolean; show: (bar: string) => void }
interface Props {
  rows: readonly GanttRow[]; bars: readonly GanttBar[]; from: number; to: number; offset: number; mode: Mode; colour: Colouring; words: GanttWords
  ghosts?: readonly Ghost[]; flags?: readonly Flag[]; frozenUntil?: number | null
  selected: string | null; order: string | null
  /** The rows where a bar can run; all of them when absent. */
  allowed?: ((bar: GanttBar) => readonly string[]) | undefined
  onSelect: (bar: string | null) => void; onOpen: (bar: string) => void
  /** Absent for whoever may only look. */
  onMove: ((bar: string, row: string, from: number) => void) | undefined
  onHeld: (why: Held) => void; onLevel?: ((level: Level) => void) | undefined; onFind?: (() => void) | undefined
  handle?: Ref<GanttHandle>
}

const NONE: readonly never[] = []
const still = (): boolean => window.matchMedia('(prefers-reduced-motion: reduce)').matches

export function Gantt({ rows, bars, from, to, offset, mode, colour, words, ghosts = NONE, flags = NONE, frozenUntil = null, selected, order, allowed, onSelect, onOpen, onMove, onHeld, onLevel, onFind, handle }: Props) {
  const field = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const hint = useRef<HTMLDivElement>(null)
  const loads = useRef<(() => void) | null>(null)
  const prefix = useId()
  const [room, setRoom] = useState({ width: 0, height: 0 })
  const [perHour, setPerHour] = useState<number>(LEVELS.shift)
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set())
  const [settled, setSettled] = useState<Settled | null>(null)
  const [announced, setAnnounced] = useState('')
  const names = room.width > 0 && room.width < 620 ? 104 : 148
  const wide = Math.max(0, room.width - names)
  const board = useMemo(() => boardOf(rows, bars, ghosts), [rows, bars, ghosts])
  const lanes = useMemo(() => lanesOf(rows, closed, ROW_HEIGHT, slotsOf(board)), [rows, closed, board])
  const laneOf = useMemo(() => laneOfRow(lanes), [lanes])
  const ink = useMemo(() => inkOf(mode), [mode])
  const scale = useMemo<Scale>(() => ({ from, to: Math.max(to, from + (wide / perHour) * 3_600_000), perHour, offset }), [from, to, perHour, offset, wide])
  const drag = useRef<Drag | null>(null)
  const lit = useRef<ReadonlySet<number> | null>(null)
  const waiting = useRef(0)
  const resting = useRef(0)

  const allowedRows = useCallback((bar: Placed): ReadonlySet<number> => {
    const ids = allowed?.(bar)
    return new Set(ids ? ids.flatMap(id => { const row = board.rowOf.get(id); return row === undefined ? [] : [row] }) : rows.keys())
  }, [allowed, board, rows])

  const refusal = useCallback((bar: Placed, row: number) => (allowedRows(bar).has(row) ? null : words.refused(rows[row]?.title ?? '')), [allowedRows, rows, words])

  const scene = useRef<Scene | null>(null)
  const paint = useCallback(() => {
    waiting.current = 0
    const [box, sheet, now] = [field.current, canvas.current, scene.current]
    if (!box || !sheet || !now) return
    const count = paintFrame(sheet, { ...now, drag: drag.current, allowed: lit.current, now: Date.now() }, { left: box.scrollLeft, top: box.scrollTop, width: box.clientWidth - names, height: box.clientHeight - AXIS })
    box.dataset['inView'] = String(count)
    loads.current?.()
  }, [names])
  const ask = useCallback(() => { if (!waiting.current) waiting.current = requestAnimationFrame(paint) }, [paint])
  const settle = useCallback(() => {
    window.clearTimeout(resting.current)
    resting.current = window.setTimeout(() => {
      const [box, now] = [field.current, scene.current]
      if (box && now) setSettled({ view: { left: box.scrollLeft, top: box.scrollTop, width: box.clientWidth - names, height: box.clientHeight - AXIS }, scale: now.scale, lanes: now.lanes, laneOf: now.laneOf })
    }, 120)
  }, [names])

  useLayoutEffect(() => {
    const box = field.current
    if (!box) return
    const observer = new ResizeObserver(() => setRoom({ width: box.clientWidth, height: box.clientHeight }))
    observer.observe(box)
    return () => observer.disconnect()
  }, [])
  // The scroll that belongs to a new zoom is set before anything of it is painted.
  const target = useRef<number | null>(null)
  useLayoutEffect(() => {
    if (target.current !== null && field.current) field.current.scrollLeft = target.current
    target.current = null
    scene.current = { board, lanes, laneOf, scale, ink, colour, selected, order, ghosts, flags, frozenUntil, now: 0, drag: null, allowed: null, weekdays: words.weekdays }
    paint()
    settle()
  }, [board, lanes, laneOf, scale, ink, colour, selected, order, ghosts, flags, frozenUntil, words.weekdays, room, paint, settle])
  useEffect(() => () => { cancelAnimationFrame(waiting.current); window.clearTimeout(resting.current) }, [])
  useEffect(() => { const beat = window.setInterval(ask, 60_000); return () => window.clearInterval(beat) }, [ask])

  const zoom = useCallback((factor: number, anchor: number) => {
    const box = field.current
    const now = scene.current
    if (!box || !now) return
    const before = target.current ?? box.scrollLeft
    const next = zoomAt(now.scale.perHour, factor, before, anchor)
    if (next.perHour === now.scale.perHour) return
    target.current = next.left
    setPerHour(next.perHour)
    onLevel?.(levelOf(next.perHour))
  }, [onLevel])
  const middle = useCallback((factor: number) => zoom(factor, (field.current?.clientWidth ?? 0) / 2 - names / 2), [zoom, names])
  const goTo = useCallback((left: number, top?: number) => field.current?.scrollTo({ left: Math.max(0, left), ...(top === undefined ? {} : { top: Math.max(0, top) }), behavior: still() ? 'instant' : 'smooth' }), [])
  const reveal = useCallback((bar: Placed) => {
    const [box, now] = [field.current, scene.current]
    if (!box || !now) return
    const group = now.board.rows[bar.rowIndex]?.group ?? null
    if (group !== null && closed.has(group)) setClosed(new Set([...closed].filter(one => one !== group)))
    const lane = now.laneOf.get(bar.rowIndex)
    const [left, right] = [xOf(now.scale, bar.from), xOf(now.scale, bar.to)]
    const [across, down] = [box.clientWidth - names, box.clientHeight - AXIS]
    const hiddenX = right < box.scrollLeft + 24 || left > box.scrollLeft + across - 48
    const hiddenY = lane !== undefined && (lane.y < box.scrollTop || lane.y + lane.height > box.scrollTop + down)
    if (hiddenX || hiddenY) goTo(hiddenX ? left - across / 3 : box.scrollLeft, hiddenY && lane ? lane.y - down / 2 : box.scrollTop)
  }, [closed, goTo, names])
  const today = useCallback(() => goTo(xOf(scale, Date.now()) - 120), [goTo, scale])

  const opened = useRef(false)
  useEffect(() => {
    if (opened.current || !field.current || room.width === 0) return
    opened.current = true
    // Only on opening: later the person's own scrolling counts.
    field.current.scrollLeft = Math.max(0, xOf(scale, Date.now()) - 120)
  }, [room.width, scale])
  useImperativeHandle(handle, () => ({
    zoom: middle, today,
    level: level => middle(clampZoom(LEVELS[level]) / perHour),
    find: text => { const bar = found(board, text); if (bar) { field.current?.focus({ preventScroll: true }); onSelect(bar.id); reveal(bar) } return bar !== null },
    show: id => { const bar = board.byId.get(id); if (bar) reveal(bar) },
  }), [middle, today, perHour, board, onSelect, reveal])

  const carry = useCallback((next: Drag | null) => {
    if (next && drag.current?.bar !== next.bar) lit.current = allowedRows(next.bar)
    if (!next) lit.current = null
    const stop = next && next.refused === null ? stopUnder(rows[next.row], next.at, next.at + next.bar.to - next.bar.from) : null
    const said = stop && next ? words.stopped(stop.label, moment(stop.to, offset), stop.from <= next.at) : ''
    if (next?.by === 'keys') setAnnounced([words.carrying(next.bar.said, rows[next.row]?.title ?? '', moment(next.at, offset)), said].filter(Boolean).join(' · '))
    else if (!next && drag.current?.by === 'keys') setAnnounced(words.cancelled)
    drag.current = next && { ...next, stop: stop && { span: stop, said } }
    ask()
  }, [allowedRows, ask, offset, rows, words])
  const drop = useCallback((done: Drag) => onMove?.(done.bar.id, rows[done.row]?.id ?? done.bar.row, done.at), [onMove, rows])
  const hover = useCallback((bar: Placed | null, x: number, y: number) => {
    const box = hint.current
    if (!box) return
    box.style.visibility = bar ? 'visible' : 'hidden'
    if (!bar) return
    const text = [bar.label, `${moment(bar.from, offset)} – ${moment(bar.to, offset)}`, bar.family, bar.late].filter(Boolean).join('\n')
    if (box.textContent !== text) box.textContent = text
    box.style.left = `${Math.min(x + 14, window.innerWidth - box.offsetWidth - 8)}px`
    box.style.top = `${y + 18 + box.offsetHeight > window.innerHeight ? y - box.offsetHeight - 10 : y + 18}px`
  }, [offset])

  useEffect(() => {
    const box = field.current
    if (!box) return
    return listen(box, {
      scene: () => ({ ...(scene.current as Scene), drag: drag.current }), names, mayMove: () => onMove !== undefined, refusal, select: bar => onSelect(bar?.id ?? null), open: bar => onOpen(bar.id), held: onHeld, carry, drop, zoom, hover,
    })
  }, [names, onMove, refusal, onSelect, onOpen, onHeld, carry, drop, zoom, hover])

  const onKey = (event: KeyboardEvent): void => {
    const now = scene.current
    if (!now || event.target !== field.current) return
    const first = (): Placed | null => board.tracks.flatMap(track => track.bars.find(bar => bar.to > Date.now()) ?? [])[0] ?? board.byId.values().next().value ?? null
    const meant = pressed(event, { scene: { ...now, drag: drag.current }, mayMove: onMove !== undefined, allowedRows, select: bar => { onSelect(bar.id); reveal(bar) }, open: bar => onOpen(bar.id), held: onHeld, carry, drop, zoom: middle, find: () => onFind?.(), first })
    if (meant) { event.preventDefault(); event.stopPropagation() }
  }
  const idOf = useCallback((bar: string) => `${prefix}${bar}`, [prefix])
  const fold = useCallback((group: string) => setClosed(before => { const next = new Set(before); if (!next.delete(group)) next.add(group); return next }), [])
  const jump = (group: string | null, at: number): void => {
    const lane = group === null ? undefined : lanes.find(one => one.group === group)
    goTo(xOf(scale, at) - wide / 4, lane?.y)
  }
  const tall = heightOf(lanes)
  return (
    <div className={s['gantt']}>
      <div ref={field} className={s['field']} data-gantt-field tabIndex={0} role="application" aria-label={words.title} aria-roledescription={words.keys} aria-activedescendant={selected === null ? undefined : idOf(selected)} onKeyDown={onKey} onScroll={() => { ask(); settle() }}>
        <div className={s['content']} style={{ width: names + widthOf(scale), height: AXIS + tall }}>
          <div className={s['pinned']}><canvas ref={canvas} style={{ left: names }} aria-hidden="true" /></div>
          <Names lanes={lanes} width={names} height={tall} onFold={fold} />
          <div className={s['corner']} data-names><div style={{ width: names, height: AXIS }}>{words.corner}</div></div>
          {settled ? <Nodes at={settled} board={board} ghosts={ghosts} selected={selected} order={order} names={names} idOf={idOf} lookOnly={onMove === undefined} /> : null}
        </div>
      </div>
      <div ref={hint} className={s['hint']} data-hint />
      <div className={s['unseen']} aria-live="assertive">{announced}</div>
      <Loads board={board} scale={scale} ink={ink} names={names} width={wide} field={field} painter={loads} words={{ all: words.load, hint: words.loadHint, said: words.loadSaid }} onJump={jump} />
    </div>
  )
}
