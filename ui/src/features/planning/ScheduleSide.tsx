/** Beside the Gantt: the chosen operation, then the orders, latest first, with their reasons. */
import type { Bar, LateReason, Schedule } from '@jingwei/client'
import { StateChip, StateMark } from '@jingwei/kit'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { address } from '@/lib/address'
import { date, duration, shortInstant } from '@/lib/format'
import { MAINTENANCE, OPERATION } from './forms'
import { Priority } from './Priority'
import s from './schedule.module.css'

/** Minutes by which the order of a bar is late. */
export const lateness = (schedule: Schedule, bar: Bar): number => Math.max(0, schedule.orders.find(one => one.order.id === bar.order.id)?.late_minutes ?? 0)

/** An operation of a routing that an order would take: there is no record of it yet. */
const planned = (bar: Bar): boolean => bar.operation.id.startsWith('-')

/** The name of what counts more than usual. */
export const named = (priority: number | undefined): 'urgent' | 'high' | null => (priority === 9 ? 'urgent' : priority === 3 ? 'high' : null)

export function ScheduleSide({ schedule, bar, order, onOrder, onBar, onUnlock }: { schedule: Schedule; bar: Bar | null; order: string | null; onOrder: (id: string) => void; onBar: (bar: Bar) => void; onUnlock: ((bar: Bar) => void) | undefined }) {
  const { t } = useTranslation()
  const sorted = [...schedule.orders].sort((a, b) => b.late_minutes - a.late_minutes || a.due.localeCompare(b.due))
  const machine = schedule.machines.find(one => one.id === bar?.machine)
  return (
    <>
      {bar ? (
        <>
          <h2>{planned(bar) ? <>{bar.operation.title}<small className={s['planned']}>{t('schedule.notYet')}</small></> : <Link to={address.record(bar.form ?? OPERATION, bar.operation.id)}>{bar.operation.title}</Link>}</h2>
          <div className={s['detail']}>
            <span>{t('schedule.orders')}</span><span>{bar.order.title}</span>
            <span>{t('schedule.machine')}</span><span>{machine?.title}</span>
            <span>{t('common.from')}</span><span>{shortInstant(bar.from)}</span>
            <span>{t('common.to')}</span><span>{shortInstant(bar.to)}</span>
            {bar.setup_from ? <><span>{t('schedule.setup')}</span><span>{duration((Date.parse(bar.from) - Date.parse(bar.setup_from)) / 60_000, t)}</span></> : null}
            {bar.locked ? <><span /><span>{t('schedule.locked')}{onUnlock && !bar.started ? <Button size="small" style={{ marginLeft: 8 }} onClick={() => onUnlock(bar)} data-action="unlock">{t('schedule.unlock')}</Button> : null}</span></> : null}
            {lateness(schedule, bar) ? <><span>{t('schedule.late')}</span><span style={{ color: 'var(--late-ink)' }}>{t('schedule.lateBy', { t: duration(lateness(schedule, bar), t) })}</span></> : null}
            {bar.started ? <><span /><span>{t('schedule.started')}</span></> : null}
          </div>
        </>
      ) : null}
      <h2>{t('schedule.orders')}</h2>
      {sorted.map(one => (
        <div key={one.order.id}>
        <button type="button" className={s['order']} data-on={one.order.id === order} data-late={one.late_minutes > 0} onClick={() => onOrder(one.order.id)}>
          <span style={{ fontWeight: 500 }}>{one.order.title}{one.form === MAINTENANCE ? <small style={{ marginLeft: 6, color: 'var(--text2)' }}>{t('schedule.upkeep')}</small> : <Priority of={named(one.priority)} />}</span>
          {one.late_minutes > 0 ? <StateChip state="late">{t('schedule.lateBy', { t: duration(one.late_minutes, t) })}</StateChip> : <StateMark state={one.finish ? 'done' : 'waiting'} size={12} />}
          <small>{t('time.dueOn', { d: date(one.due) })}{` · ${one.finish ? `→ ${shortInstant(one.finish)}` : t('schedule.unplaced')}`}</small>
        </button>
          {one.late_minutes > 0 && one.why.length ? <ul className={s['why']}>{one.why.map((why, i) => <li key={i}><Reason why={why} schedule={schedule} onBar={onBar} /></li>)}</ul> : null}
        </div>
      ))}
    </>
  )
}

/** A sentence that leads to the bar that is in the way. */
function Reason({ why, schedule, onBar }: { why: LateReason; schedule: Schedule; onBar: (bar: Bar) => void }) {
  const bar = schedule.bars.find(one => one.id === why.bar)
  return bar ? <button type="button" onClick={() => onBar(bar)} data-why={bar.id}>{why.text}</button> : <span>{why.text}</span>
}
