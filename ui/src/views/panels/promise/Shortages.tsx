/** What the order lacks: everything MRP would have made or bought for it, each with its arithmetic. */
import type { Shortage } from '@jingwei/client'
import { StateChip, StateMark } from '@jingwei/kit'
import { DownOutlined, UpOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { Fragment, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { FORMS } from '@/lib/waysOut'
import { address } from '@/lib/address'
import { Amount } from '@/lib/Amount'
import { date } from '@/lib/format'
import s from './promise.module.css'

export function Shortages({ shortages }: { shortages: readonly Shortage[] }) {
  const { t } = useTranslation()
  if (shortages.length === 0) return <p className={s['none']}><StateMark state="done" />{t('promising.none')}</p>
  return (
    <details className={s['shortages']} open={shortages.length <= 6} data-shortages>
      <summary><b>{t('promising.shortages')}</b> <span className={s['count']}>{shortages.length}</span> <small>{t('promising.shortagesText')}</small></summary>
      <ul>{shortages.map(one => <Short key={one.item.id} one={one} />)}</ul>
    </details>
  )
}

function Short({ one }: { one: Shortage }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  return (
    <li className={s['short']} data-short={one.item.id}>
      <div className={s['shortHead']}>
        <Link to={address.record(FORMS.item, one.item.id)} target="_blank" rel="noreferrer">{one.item.title}</Link>
        <span className={s['lack']}>{t('promising.short')} <b><Amount value={one.quantity} /></b> <small>{t('promising.needed', { d: date(one.needed) })}</small></span>
        <span className={s['suggested']}>
          {t(`promising.${one.source}`)} <Amount value={one.order} /> · {t('promising.from', { d: date(one.start) })} · {t('promising.until', { d: date(one.due) })}
          {one.late > 0 ? <> <StateChip state="late">{t('promising.late_', { n: one.late })}</StateChip></> : null}
        </span>
        <Button size="small" type="text" icon={open ? <UpOutlined /> : <DownOutlined />} iconPlacement="end" aria-expanded={open} onClick={() => setOpen(!open)}>{t('promising.derive')}</Button>
      </div>
      {open ? <div className={s['why']} data-why>{one.why.map((line, i) => <Fragment key={i}><span>{line.label}</span><span>{line.value}</span></Fragment>)}</div> : null}
    </li>
  )
}
