/** The drawing of the timeline: lanes, bars, hatching, threads of hand-off, flags and milestones. */
import type { Timeline } from '@jingwei/client'
import { HOUR, ticks, width as widthOf, x as xOf, type Scale } from '@jingwei/core/gantt'
import { folded, laneTops, stack, thread } from '@jingwei/core/timeline'
import { Tooltip } from 'antd'
import { useLayoutEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useNarrow } from '@/hooks/useNarrow'
import { useSize } from '@/hooks/useSize'
import { address } from '@/lib/address'
import { measured, plantOffset, shortInstant } from '@/lib/format'
import s from './timeline.module.css'

const ROW = 24
const PAD = 12
const AXIS = 56
/** Their time is nobody's debt here. */
const outside = new Set(['customer', 'supplier'])
const FLAGS = { promised: 'promise', kept: 'done', moved: 'waiting', broken: 'late' } as const
const fits = (text: string, px: number): string => {
  const size = Array.from(text).reduce((sum, c) => sum + (c.charCodeAt(0) > 255 ? 12.2 : 6.8), 0)
  if (size <= px - 12) return text
  const room = Math.floor((px - 22) / 12)
  return room >= 1 ? Array.from(text).slice(0, room).join('') + '…' : ''
}

export function Lanes({ timeline, zoom, onZoom }: { timeline: Timeline; zoom: number; onZoom: (by: number) => void }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const narrow = useNarrow()
  const scroll = useRef<HTMLDivElement>(null)
  const { width: room } = useSize(scroll)
  const [seen, setSeen] = useState(0)
  const from = Date.parse(timeline.from)
  const to = Math.max(Date.parse(timeline.to), from + HOUR)
  const pad = (to - from) * 0.03
  const fit = Math.max((room || 800) - 2, narrow ? 620 : 0) / ((to - from + 2 * pad) / HOUR)
  const scale = useMemo<Scale>(() => ({ from: from - pad, to: to + pad, perHour: fit * 1.6 ** zoom, offset: plantOffset(from) }), [from, to, pad, fit, zoom])
  const wide = widthOf(scale)
  const at = (text: string): number => xOf(scale, Date.parse(text))
  const lanes = useMemo(() => timeline.lanes.map(lane => stack(folded(lane.bars.map(bar => ({ ...bar, from: Date.parse(bar.from), to: Math.max(Date.parse(bar.to), Date.parse(bar.from) + 60_000) })), bar => (bar.record.title === null ? `${bar.kind}${bar.late ? '!' : ''}` : null)))), [timeline])
  const { tops, heights, total } = laneTops(lanes.map(lane => lane.rows), ROW, PAD)
  const middle = (slug: string): number | null => {
    const i = timeline.lanes.findIndex(lane => lane.slug === slug)
    return i < 0 ? null : AXIS + (tops[i] ?? 0) + (heights[i] ?? 0) / 2
  }
  const now = Date.now()

  // Zooming keeps what is in the middle of the window in the middle.
  const before = useRef({ wide, room })
  useLayoutEffect(() => {
    const box = scroll.current
    if (box && before.current.wide > 0 && wide !== before.current.wide) {
      const centre = (box.scrollLeft + room / 2) / before.current.wide
      box.scrollLeft = centre * wide - room / 2
    }
    before.current = { wide, room }
  }, [wide, room])
  // On a narrow screen the story opens at its end, where the ball is now.
  const opened = useRef(false)
  useLayoutEffect(() => {
    const box = scroll.current
    if (!box || opened.current || room === 0) return
    opened.current = true
    box.scrollLeft = Math.max(0, xOf(scale, Math.min(Date.now(), scale.to)) - room * 0.6)
  }, [room, scale])
  useLayoutEffect(() => {
    const box = scroll.current
    if (!box) return
    const onWheel = (event: WheelEvent): void => {
      if (!event.ctrlKey && !event.metaKey) return
      event.preventDefault()
      onZoom(event.deltaY < 0 ? 1 : -1)
    }
    box.addEventListener('wheel', onWheel, { passive: false })
    return () => box.removeEventListener('wheel', onWheel)
  }, [onZoom])

  return (
    <div className={s['wrap']}>
      <div className={s['labels']}>
        <div className={s['axis']}>{t('timeline.lanes')}</div>
        {timeline.lanes.map((lane, i) => <div key={lane.slug} className={`${s['label']} ${lane.slug === 'customer' || lane.slug === 'supplier' ? s['outside'] : ''}`} style={{ height: heights[i] }}>{lane.title}</div>)}
      </div>
      <div className={s['scroll']} ref={scroll} onScroll={event => setSeen(event.currentTarget.scrollLeft)}>
        <svg width={wide} height={AXIS + total} role="img" aria-label={t('timeline.title')}>
          <defs>
            <pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)"><rect width="7" height="7" fill="var(--waiting-soft)" /><rect width="2.6" height="7" fill="var(--waiting-solid)" opacity=".65" /></pattern>
            <marker id="arrow" viewBox="0 0 8 8" refX="6" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M1 1l5.5 3L1 7" fill="none" stroke="var(--text2)" strokeWidth="1.3" strokeLinecap="round" strokeLinejoin="round" /></marker>
          </defs>
          {timeline.lanes.map((lane, i) => <rect key={lane.slug} x="0" y={AXIS + (tops[i] ?? 0)} width={wide} height={heights[i]} fill={i % 2 ? 'transparent' : 'var(--ground)'} opacity=".6" />)}
          {timeline.lanes.map((lane, i) => <line key={lane.slug} x1="0" x2={wide} y1={AXIS + (tops[i] ?? 0) + (heights[i] ?? 0) - 0.5} y2={AXIS + (tops[i] ?? 0) + (heights[i] ?? 0) - 0.5} stroke="var(--line-soft)" />)}
          {ticks(scale, seen - 200, seen + room + 200).map(tick => <g key={tick.at}><line x1={tick.x} x2={tick.x} y1={AXIS - 8} y2={AXIS + total} stroke={tick.major ? 'var(--line)' : 'var(--line-soft)'} /><text className={s['tick']} x={tick.x + 4} y={AXIS - 6}>{tick.label}</text></g>)}
          <line x1="0" x2={wide} y1={AXIS - 0.5} y2={AXIS - 0.5} stroke="var(--line)" />
          {now > scale.from && now < scale.to ? <g><line x1={xOf(scale, now)} x2={xOf(scale, now)} y1={AXIS} y2={AXIS + total} stroke="var(--accent)" strokeWidth="1.5" /><text x={xOf(scale, now) + 4} y={AXIS + total - 4} fontSize="11" fill="var(--accent)">{t('timeline.now')}</text></g> : null}
          {timeline.handoffs.map((hand, i) => {
            const [y1, y2] = [middle(hand.from), middle(hand.to)]
            if (y1 === null || y2 === null || y1 === y2) return null
            const x = at(hand.at)
            return <g key={i}><path d={thread(x, y1, y2 + (y2 > y1 ? -ROW / 2 : ROW / 2))} fill="none" stroke="var(--text2)" strokeWidth="1.2" markerEnd="url(#arrow)" opacity=".8"><title>{`${shortInstant(hand.at)} ${hand.title}`}</title></path><circle cx={x} cy={y1} r="2.6" fill="var(--surface)" stroke="var(--text2)" strokeWidth="1.2" /></g>
          })}
          {lanes.map((lane, i) => lane.placed.map(({ bar, row }, j) => {
            const left = xOf(scale, bar.from)
            const wideBar = Math.max(3, xOf(scale, bar.to) - left)
            const y = AXIS + (tops[i] ?? 0) + PAD + row * ROW + 2
            const waiting = bar.kind === 'waiting'
            const inside = fits(bar.title, wideBar)
            const next = lane.placed.filter(other => other.row === row && other.bar.from >= bar.to).reduce((least, other) => Math.min(least, xOf(scale, other.bar.from)), wide)
            const beside = inside === bar.title ? '' : fits(bar.title, next - left - wideBar)
            const own = outside.has(timeline.lanes[i]?.slug ?? '')
            return (
              <g key={`${i}-${j}`} className={s['bar']} onClick={() => void navigate(address.record(bar.form, bar.record.id))} tabIndex={0} role="link" aria-label={`${bar.title} ${bar.record.title ?? ''}`} onKeyDown={event => { if (event.key === 'Enter') void navigate(address.record(bar.form, bar.record.id)) }}>
                <title>{`${bar.title} · ${bar.record.title ?? ''}\n${shortInstant(new Date(bar.from).toISOString())} – ${shortInstant(new Date(bar.to).toISOString())}`}</title>
                <rect x={left} y={y} width={wideBar} height={ROW - 4} rx={Math.min(4, wideBar / 2)} fill={waiting ? 'url(#hatch)' : bar.late ? 'var(--late-solid)' : own ? 'var(--draft-solid)' : 'var(--running-solid)'} />
                {waiting && bar.late ? <rect x={left} y={y} width={wideBar} height={ROW - 4} rx="4" fill="none" stroke="var(--late-solid)" strokeWidth="1.5" /> : null}
                {beside === bar.title
                  ? <text x={left + wideBar + 6} y={y + 14} fill="var(--text2)">{beside}</text>
                  : <text x={left + 6} y={y + 14} fill={waiting ? 'var(--waiting-ink)' : '#fff'}>{inside}</text>}
              </g>
            )
          }))}
          {timeline.flags.map((flag, i) => {
            const lane = timeline.lanes.findIndex(one => one.slug === flag.lane)
            if (lane < 0) return null
            return <g key={i} transform={`translate(${at(flag.at)}, ${AXIS + (tops[lane] ?? 0) - 1})`}><path d="M0 26V1h13l-3 4.2 3 4.2H0" fill={`var(--${FLAGS[flag.kind]}-solid)`} stroke="var(--surface)" strokeWidth=".8" /><line x1="0" x2="0" y1="1" y2={heights[lane]} stroke={`var(--${FLAGS[flag.kind]}-solid)`} strokeWidth="1.4" /><title>{`${t(`timeline.flags.${flag.kind}`)} ${shortInstant(flag.at)}\n${flag.title}`}</title></g>
          })}
          {timeline.milestones.map((stone, i) => {
            const left = at(stone.at)
            const end = left > wide - 90
            // Names that would lie on one another give way; the tooltip still tells them.
            const crowded = timeline.milestones.some((other, j) => j < i && Math.abs(at(other.at) - left) < 84)
            return <g key={i}><path d={`M${left} 9l6 6-6 6-6-6z`} fill="var(--text)" /><line x1={left} x2={left} y1="22" y2={AXIS + total} stroke="var(--text3)" strokeDasharray="2 4" />{crowded ? null : <text className={s['stone']} x={end ? left - 10 : left + 10} textAnchor={end ? 'end' : 'start'} y="19">{stone.title}</text>}<title>{`${stone.title} ${shortInstant(stone.at)}`}</title></g>
          })}
        </svg>
      </div>
      <div className={s['sums']}>
        <div className={s['axis']}><span>{t('timeline.hours')}</span>{timeline.lanes.some(lane => lane.cost) ? <Tooltip title={t('timeline.costText')}><span tabIndex={0}>{t('timeline.cost')}</span></Tooltip> : null}</div>
        {timeline.lanes.map((lane, i) => <div key={lane.slug} className={s['sum']} style={{ height: heights[i] }}>{lane.hours ? <span>{t('time.hours', { n: lane.hours })}</span> : <span style={{ color: 'var(--text3)' }}>–</span>}{lane.cost ? <small>{measured(lane.cost)}</small> : null}</div>)}
      </div>
    </div>
  )
}
