/** Two plans' figures side by side; what became better is green, what became worse red. */
import type { PlanFigures as Figures } from '@jingwei/client'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { duration, shortInstant } from '@/lib/format'
import s from './plans.module.css'

type Row = [name: 'late' | 'lateness' | 'setup_minutes' | 'in_progress' | 'early', show: (value: number, t: TFunction) => string]
const ROWS: Row[] = [
  ['late', value => String(value)],
  ['lateness', (value, t) => duration(value, t)],
  ['setup_minutes', (value, t) => duration(value, t)],
  ['in_progress', (value, t) => duration(value, t)],
  ['early', (value, t) => duration(value, t)],
]

interface Props { plan: Figures; against: Figures; heads: readonly [string, string]; /** When the last order is done in each. */ ends: readonly [string | null, string | null] }

export function PlanFigures({ plan, against, heads, ends: [before, after] }: Props) {
  const { t } = useTranslation()
  const rows = ROWS.flatMap(([name, show]) => {
    const [was, is] = [against[name], plan[name]]
    // Earlier plans do not know all of them, and not every shop has changeovers.
    return typeof was === 'number' && typeof is === 'number' && (name !== 'setup_minutes' || was + is > 0) ? [{ name, show, was, is }] : []
  })
  return (
    <table className={s['figures']} data-figures>
      <thead><tr><th /><th title={heads[0]}>{heads[0]}</th><th title={heads[1]}>{heads[1]}</th></tr></thead>
      <tbody>
        {rows.map(({ name, show, was, is }) => (
          <tr key={name} data-figure={name}>
            <td>{t(`plans.figure.${name}`)}</td>
            <td>{show(was, t)}</td>
            <td data-better={is < was && show(is, t) !== show(was, t)} data-worse={is > was && show(is, t) !== show(was, t)}>{show(is, t)}</td>
          </tr>
        ))}
        <tr><td>{t('plans.figure.makespan')}</td><td>{shortInstant(before)}</td><td data-better={(after ?? '') < (before ?? '')} data-worse={(after ?? '') > (before ?? '')}>{shortInstant(after)}</td></tr>
        {plan.bound === null ? null : <tr><td>{t('plans.figure.bound')}</td><td /><td>{duration(plan.bound, t)}</td></tr>}
      </tbody>
    </table>
  )
}
