/** What a plan chose: routings, lots, overtime, and how it would be without. */
import type { Chosen } from '@jingwei/client'
import { useTranslation } from 'react-i18next'
import { duration, shortInstant } from '@/lib/format'
import s from './plans.module.css'

export function PlanChosen({ chosen }: { chosen: Chosen }) {
  const { t } = useTranslation()
  const none = chosen.routes.length + chosen.overtime.length + chosen.splits.length === 0
  return (
    <div className={s['chosen']} data-chosen>
      <p>{none ? t('plans.choseNone', { o: chosen.orders, s: chosen.shifts, l: chosen.splittable }) : t('plans.without', { n: chosen.without.late, t: duration(chosen.without.lateness, t) })}</p>
      {chosen.routes.map(one => <p key={one.order.id} data-route={one.order.id}><b>{one.order.title}</b>{t('plans.routed', { a: one.from, b: one.to })}</p>)}
      {chosen.splits.map(one => <p key={one.order.id} data-split={one.order.id}><b>{one.order.title}</b>{t('plans.splitInto', { n: one.lots.length, q: one.lots.join('、') })}</p>)}
      {chosen.overtime.map(one => <p key={`${one.machine.id} ${one.from}`} data-overtime={one.machine.id}><b>{one.machine.title}</b>{t('plans.worked', { a: shortInstant(one.from), b: shortInstant(one.to) })}</p>)}
    </div>
  )
}
