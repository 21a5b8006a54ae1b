/** The plans with their figures; one that is being searched shows its curve and can be stopped. */
import { planning, type PlanHead } from '@jingwei/client'
import { StateChip } from '@jingwei/kit'
import { Button, Progress } from 'antd'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { duration, shortInstant } from '@/lib/format'
import { PlanCurve } from './PlanCurve'
import { usePlanProgress } from './usePlans'
import s from './plans.module.css'

export const nameOf = (plan: Pick<PlanHead, 'id' | 'title' | 'at'> | undefined, t: TFunction): string =>
  (plan === undefined || plan.id === 'standing' ? t('plans.standing') : plan.title ?? `${t('plans.plan')} ${shortInstant(plan.at)}`)

const MARKS = { standing: 'done', running: 'running', done: 'promise', stopped: 'promise', failed: 'late', accepted: 'done' } as const

export function PlanList({ plans, chosen, may, onChoose, onChanged }: { plans: readonly PlanHead[]; chosen: string | null; may: boolean; onChoose: (id: string | null) => void; onChanged: () => void }) {
  const { t } = useTranslation()
  return (
    <div>
      {plans.map(plan => (
        <div key={plan.id} className={s['plan']} data-on={plan.id === (chosen ?? 'standing')} data-plan={plan.id} data-state={plan.state}>
          <button type="button" className={s['head']} disabled={plan.state === 'running'} onClick={() => onChoose(plan.id === 'standing' ? null : plan.id)}>
            <b>{nameOf(plan, t)}</b>
            <StateChip state={plan.stale ? 'waiting' : MARKS[plan.state]}>{plan.stale ? t('plans.stale') : t(`plans.state.${plan.state}`)}</StateChip>
            <small>
              {[...(plan.figures ? [t('plans.lateOrders', { n: plan.figures.late }), t('plans.lateFor', { t: duration(plan.figures.lateness, t) })] : []), ...(plan.scenario ? [t('plans.whatIf')] : []), ...(plan.by ? [plan.by] : [])].join(' · ')}
            </small>
          </button>
          {plan.state === 'running' ? <Searching plan={plan} may={may} onChanged={onChanged} /> : null}
        </div>
      ))}
    </div>
  )
}

function Searching({ plan, may, onChanged }: { plan: PlanHead; may: boolean; onChanged: () => void }) {
  const { t } = useTranslation()
  const now = usePlanProgress(plan)
  return (
    <div className={s['searching']} data-searching>
      <Progress percent={Math.round((now?.share ?? 0) * 100)} size="small" />
      {now ? (
        <>
          <p>{now.what === 'makespan' ? t('plans.foundEnd', { v: duration(now.value, t), b: duration(now.bound, t), s: now.seconds.toFixed(1) }) : t('plans.found', { v: duration(now.value, t), b: duration(now.bound, t), g: Math.round(now.gap * 100), s: now.seconds.toFixed(1) })}</p>
          <PlanCurve history={now.history} bound={now.what === 'makespan' ? null : now.bound} seconds={now.seconds} until={now.share > 0 ? now.seconds / now.share : now.seconds} />
        </>
      ) : null}
      {may ? (
        <div className={s['acts']}>
          <Button size="small" onClick={() => void planning.stopPlan(plan.id).then(onChanged)} data-action="stop-plan">{t('plans.stop')}</Button>
          <Button size="small" type="text" onClick={() => void planning.dropPlan(plan.id).then(onChanged)} data-action="cancel-plan">{t('common.cancel')}</Button>
        </div>
      ) : null}
    </div>
  )
}
