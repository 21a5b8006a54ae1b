/** One plan beside another: figures, what has changed since, and the orders that can be accepted one by one. */
import { newKey, planning, type Plan, type PlanHead } from '@jingwei/client'
import { StateMark } from '@jingwei/kit'
import { useQueryClient } from '@tanstack/react-query'
import { App, Button, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { sentence } from '@/lib/Asked'
import { duration } from '@/lib/format'
import { keys } from '@/lib/keys'
import { Moved } from './Moved'
import { PlanChosen } from './PlanChosen'
import { PlanCurve } from './PlanCurve'
import { PlanFigures } from './PlanFigures'
import { nameOf } from './PlanList'
import { named } from './ScheduleSide'
import { Stale } from './Stale'
import s from './plans.module.css'

/** Seconds of a search whose plan does not say how long it was. */
const USUAL = 10
const last = (ends: readonly (string | null)[]): string | null => ends.reduce((a, b) => (b !== null && (a === null || b > a) ? b : a), null)

interface Props {
  plan: Plan; plans: readonly PlanHead[]; against: string; may: boolean; order: string | null
  onAgainst: (id: string) => void; onOrder: (id: string) => void; onClose: () => void
}

export function PlanView({ plan, plans, against, may, order, onAgainst, onOrder, onClose }: Props) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const client = useQueryClient()
  const [busy, setBusy] = useState<string | null>(null)
  const [refused, setRefused] = useState<string | null>(null)
  const act = async (what: string, done: () => Promise<unknown>, said?: string): Promise<void> => {
    setBusy(what)
    setRefused(null)
    try {
      await done()
      if (said) message.success(said)
    } catch (error) {
      setRefused(sentence(error, t('common.offlineError')))
    } finally {
      setBusy(null)
      // A plan that was thrown away is not there to be read again.
      await Promise.all((what === 'drop' ? [keys.plans] : [keys.plans, keys.plan, keys.schedule]).map(queryKey => client.invalidateQueries({ queryKey })))
    }
  }
  const accept = (orders: readonly string[] | null): void => { void act(orders?.[0] ?? 'all', () => planning.acceptPlan(plan.id, orders, newKey()), t('schedule.saved')) }
  const drop = (): void => { void act('drop', () => planning.dropPlan(plan.id)).then(onClose) }
  const again = (): void => {
    const asked = { from: 'standing' as const, seconds: plan.seconds ?? USUAL, ...(plan.later ? { starts: plan.later.starts } : {}), ...(plan.goal ? { goal: plan.goal } : {}), ...(plan.choices ? { choices: plan.choices } : {}), ...(plan.title ? { title: plan.title } : {}), ...(plan.supposes ? { scenario: plan.supposes } : {}) }
    void act('again', () => planning.makePlan(asked, newKey()))
  }
  const other = plans.find(one => one.id === against)
  const ready = plans.filter(one => one.id !== plan.id && one.figures !== null)
  const moved = plan.orders.filter(one => one.moved > 0)
  const still = plan.orders.length - moved.length
  const supposing = plan.supposes?.orders.some(one => one.leave_out) ?? false
  const rest = plan.orders.some(one => !one.accepted)
  return (
    <section className={s['view']} data-plan-view={plan.id}>
      <div className={s['against']}>
        <span>{t('plans.against')}</span>
        <Select size="small" value={against} onChange={onAgainst} options={ready.map(one => ({ value: one.id, label: nameOf(one, t) }))} aria-label={t('plans.against')} />
      </div>
      {plan.figures && other?.figures ? <PlanFigures plan={plan.figures} against={other.figures} heads={[nameOf(other, t), nameOf(plan, t)]} ends={[last(plan.orders.map(one => one.before)), last(plan.orders.map(one => one.after))]} /> : null}
      {plan.orders.some(one => named(one.priority)) ? <p className={s['note']} data-weighted>{t('plans.weighted')}</p> : null}
      {plan.history.length > 1 ? <PlanCurve history={plan.history} bound={plan.figures?.bound ?? null} seconds={plan.history.at(-1)?.[0] ?? 0} /> : null}
      {plan.chosen ? <PlanChosen chosen={plan.chosen} /> : null}
      {plan.shorter && plan.figures ? <p className={s['note']} data-shorter>{plan.figures.makespan < plan.shorter.makespan ? t('plans.shorter', { a: duration(plan.shorter.makespan, t), b: duration(plan.figures.makespan, t) }) : t('plans.notShorter')}</p> : null}
      {plan.later && plan.figures ? <p className={s['note']} data-later={plan.later.starts}>{t('plans.later', { how: t(`plans.startsAs.${plan.later.starts}`), a: duration(plan.later.in_progress, t), b: duration(plan.figures.in_progress ?? 0, t), c: duration(plan.later.early, t), d: duration(plan.figures.early ?? 0, t) })}</p> : null}
      {plan.faults?.map(fault => <p key={fault} className={s['note']} data-tone="late">{fault}</p>)}
      {plan.stale ? <Stale title={t('plans.staleText')} changed={plan.changed} again={t('plans.again')} busy={busy === 'again'} onAgain={may ? again : undefined} /> : null}
      {plan.left_out.length ? (
        <div className={s['note']} data-tone="late" data-left-out>
          <b>{t('plans.leftOut', { n: plan.left_out.length })}</b>
          {plan.left_out.map(one => <p key={one.order.id}><b>{one.order.title}</b> {one.text}</p>)}
        </div>
      ) : null}
      {supposing ? <p className={s['note']} data-tone="waiting">{t('plans.supposing')}</p> : null}
      {refused ? <p role="alert" className={s['note']} data-tone="late" data-refused>{refused}</p> : null}
      {may ? (
        <div className={s['acts']}>
          <Button type="primary" size="small" loading={busy === 'all'} disabled={supposing || !rest || plan.stale || moved.length === 0} onClick={() => accept(null)} data-action="accept-plan">{t(plan.orders.some(one => one.accepted) ? 'plans.acceptRest' : 'plans.acceptAll')}</Button>
          <Button size="small" loading={busy === 'drop'} onClick={drop} data-action="drop-plan">{t('schedule.drop')}</Button>
        </div>
      ) : null}
      <h3>{t('plans.moved', { n: moved.length })}{still ? <small>{t('plans.still', { n: still })}</small> : null}</h3>
      {moved.map(one => (
        <div key={one.order.id} className={s['row']} data-order={one.order.id} data-on={one.order.id === order} data-accepted={one.accepted}>
          <button type="button" onClick={() => onOrder(one.order.id)}>
            <span>{one.late_minutes > 0 ? <StateMark state="late" /> : null}<b>{one.order.title}</b><small>{plan.chosen?.routes.some(route => route.order.id === one.order.id) ? t('plans.reroute') : plan.chosen?.splits.some(split => split.order.id === one.order.id) ? t('plans.split') : t('schedule.moved', { n: one.moved })}</small></span>
            <small>{one.before && one.after ? <Moved before={one.before} after={one.after} /> : null}</small>
          </button>
          {one.accepted ? <StateMark state="done" size={12} /> : may ? <Button size="small" loading={busy === one.order.id} disabled={supposing || one.stale} onClick={() => accept([one.order.id])} data-action="accept-order">{t('schedule.accept')}</Button> : null}
        </div>
      ))}
    </section>
  )
}
