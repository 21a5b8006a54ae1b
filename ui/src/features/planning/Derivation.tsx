/** Where a planned quantity comes from: its arithmetic, the days of its item, and the supplies its components are taken from. */
import { planning, type Derivation as Told } from '@jingwei/client'
import { useQuery } from '@tanstack/react-query'
import { Fragment } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { address } from '@/lib/address'
import { Amount } from '@/lib/Amount'
import { sentence } from '@/lib/Asked'
import { date } from '@/lib/format'
import { keys } from '@/lib/keys'
import { ITEM } from './forms'
import s from './planning.module.css'

type Line = Told['why'][number]

/** What was kept with the order is shown at once; the worker's answer takes its place. */
export function Derivation({ order, kept }: { order: string; kept: readonly Line[] }) {
  const { t } = useTranslation()
  const query = useQuery({ queryKey: keys.derivation(order), queryFn: () => planning.derivation(order), retry: false })
  const told = query.data?.supplies ? query.data : undefined
  const why = told?.why ?? kept
  return (
    <>
      {why.length ? <><h2>{t('mrp.why')}</h2><div className={s['why']} data-why>{why.map((line, i) => <Fragment key={i}><span>{line.label}</span><span>{line.value}</span></Fragment>)}</div></> : null}
      {query.isPending ? <p className={s['hint']}>{t('mrp.deriving')}</p> : null}
      {query.error ? <p className={s['hint']}>{sentence(query.error, t('common.offlineError'))}</p> : null}
      {told ? <><Days days={told.days} /><Supplies supplies={told.supplies} /></> : null}
    </>
  )
}

function Days({ days }: { days: Told['days'] }) {
  const { t } = useTranslation()
  return (
    <details className={s['days']} data-days>
      <summary>{t('mrp.days')}</summary>
      <div className={s['scroll']}><table className={`${s['table']} ${s['still']}`}>
        <thead><tr><th>{t('mrp.day')}</th><th className={s['num']}>{t('mrp.gross')}</th><th className={s['num']}>{t('mrp.scheduled')}</th><th className={s['num']}>{t('mrp.planned')}</th><th className={s['num']}>{t('mrp.projected')}</th></tr></thead>
        <tbody>{days.map(one => <tr key={one.day} className={one.needed ? s['on'] : ''}><td>{date(one.day)}</td><td className={s['num']}>{one.gross}</td><td className={s['num']}>{one.scheduled}</td><td className={s['num']}>{one.planned}</td><td className={s['num']}>{one.projected}</td></tr>)}</tbody>
      </table></div>
    </details>
  )
}

function Supplies({ supplies }: { supplies: Told['supplies'] }) {
  const { t } = useTranslation()
  if (supplies.length === 0) return null
  return (
    <>
      <h2>{t('mrp.madeOf')}</h2>
      <ul className={s['peg']} data-supplies>
        {supplies.map((one, i) => (
          <li key={i} className={s['node']}>
            <span><Link to={address.record(ITEM, one.item.id)}>{one.item.title}</Link> <small>{one.document ? <Link to={address.record(one.document.form, one.document.id)}>{one.document.kind} {one.document.title}</Link> : one.title}</small></span>
            <small><Amount value={one.quantity} />{one.due ? ` · ${date(one.due)}` : ''}</small>
          </li>
        ))}
      </ul>
    </>
  )
}
