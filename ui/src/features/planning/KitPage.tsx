/** 齐套: is everything there for this work order, and if not, when will it be? */
import { planning, type KitCheck, type Measured } from '@jingwei/client'
import { compare, isZero } from '@jingwei/core/decimal'
import { Empty, Page, Panel, StateChip, StateMark } from '@jingwei/kit'
import { useQuery } from '@tanstack/react-query'
import { Button, Checkbox } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate, useParams } from 'react-router'
import { useRecordTitle } from '@/hooks/useRecordTitle'
import { address } from '@/lib/address'
import { Amount } from '@/lib/Amount'
import { Asked } from '@/lib/Asked'
import { date } from '@/lib/format'
import { keys } from '@/lib/keys'
import { RefPicker } from '@/lib/RefPicker'
import { ITEM, WORK_ORDER } from './forms'
import { KitHead } from './KitHead'
import { KitWaiting } from './KitWaiting'
import s from './planning.module.css'

const amount = (value: Measured | string): string => (typeof value === 'string' ? value : value.value)

export default function KitPage() {
  const { order = '' } = useParams()
  const { t } = useTranslation()
  const navigate = useNavigate()
  const title = useRecordTitle(WORK_ORDER, order)
  const query = useQuery({ queryKey: keys.kit(order), queryFn: () => planning.kit(order), enabled: order !== '' })
  return (
    <Page title={t('kit.title')} tools={<><RefPicker to={WORK_ORDER} value={order ? { id: order, title } : null} onChange={next => void navigate(address.kit(next?.id))} placeholder={t('kit.pick')} style={{ width: 280 }} />{order ? <Link to={address.record(WORK_ORDER, order)}><Button tabIndex={-1}>{t('timeline.doc')}</Button></Link> : null}</>}>
      {order === '' ? <KitWaiting /> : <Asked query={query}>{kit => (kit.lines.length === 0 ? <Empty title={t('kit.empty')} text={t('kit.emptyText')} /> : <Kit kit={kit} order={order} />)}</Asked>}
    </Page>
  )
}

function Kit({ kit, order }: { kit: KitCheck; order: string }) {
  const { t } = useTranslation()
  const [onlyShort, setOnlyShort] = useState(false)
  const short = kit.lines.filter(line => compare(amount(line.short), '0') > 0)
  const lines = onlyShort ? short : [...kit.lines].sort((a, b) => Number(compare(amount(b.short), '0') > 0) - Number(compare(amount(a.short), '0') > 0))
  return (
    <div className={s['kit']}>
      <KitHead key={order} order={order} />
      <Panel>
        <div className={s['big']} style={{ color: kit.ready ? 'var(--done-ink)' : 'var(--late-ink)' }}><StateMark state={kit.ready ? 'done' : 'late'} size={20} />{kit.ready ? t('kit.ready') : t('kit.notReady', { n: short.length })}<span style={{ flex: 1 }} /><Checkbox checked={onlyShort} onChange={event => setOnlyShort(event.target.checked)}>{t('kit.onlyShort')}</Checkbox></div>
      </Panel>
      <Panel flush>
        <div style={{ overflow: 'auto' }}>
          <table className={`${s['table']} ${s['still']}`}>
            <thead><tr><th>{t('kit.item')}</th><th className={s['num']}>{t('kit.need')}</th><th className={s['num']}>{t('kit.available')}</th><th className={s['num']}>{t('kit.short')}</th><th>{t('kit.promised')}</th></tr></thead>
            <tbody>{lines.map(line => {
              const lacking = !isZero(amount(line.short)) && compare(amount(line.short), '0') > 0
              return (
                <tr key={line.item.id}>
                  <td><Link to={address.record(ITEM, line.item.id)}>{line.item.title}</Link></td>
                  <td className={s['num']}><Amount value={line.need} /></td><td className={s['num']}><Amount value={line.available} /></td>
                  <td className={s['num']}>{lacking ? <StateChip state="late"><Amount value={line.short} /></StateChip> : <StateMark state="done" size={12} />}</td>
                  <td>{line.promised_on ? <StateChip state="promise">{date(line.promised_on)}</StateChip> : lacking ? <span style={{ color: 'var(--text3)' }}>{t('kit.unpromised')}</span> : null}</td>
                </tr>
              )
            })}</tbody>
          </table>
        </div>
      </Panel>
    </div>
  )
}
