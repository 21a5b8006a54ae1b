/** Two runs side by side: planned orders that are new, gone or different, messages that came or went. */
import { planning, type RunCompare, type RunOrder } from '@jingwei/client'
import { Empty, StateMark, type State } from '@jingwei/kit'
import { CloseOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useNarrow } from '@/hooks/useNarrow'
import { address } from '@/lib/address'
import { Amount } from '@/lib/Amount'
import { Asked } from '@/lib/Asked'
import { date } from '@/lib/format'
import { keys } from '@/lib/keys'
import { ITEM, PLANNED_ORDER } from './forms'
import s from './planning.module.css'

const TONE: Record<'new' | 'gone' | 'changed', State> = { new: 'done', gone: 'draft', changed: 'waiting' }

export function RunDifference({ from, to, close }: { from: string; to: string; close: () => void }) {
  const { t } = useTranslation()
  const query = useQuery({ queryKey: keys.mrpCompare(from, to), queryFn: () => planning.compareRuns(from, to) })
  return (
    <section className={s['difference']} data-compare>
      <Asked query={query} rows={4}>
        {found => (
          <>
            <header><h2>{t('mrp.log.between', { from: found.from.title, to: found.to.title })}</h2><Button size="small" type="text" icon={<CloseOutlined />} aria-label={t('common.close')} onClick={close} /></header>
            {found.orders.length === 0 && found.messages.length === 0 ? <Empty title={t('mrp.log.same')} text={t('mrp.log.sameText')} /> : <Rows found={found} />}
            {found.more ? <p className={s['hint']}>{t('mrp.log.more')}</p> : null}
          </>
        )}
      </Asked>
    </section>
  )
}

function Rows({ found }: { found: RunCompare }) {
  const { t } = useTranslation()
  const narrow = useNarrow()
  return (
    <>
      {found.orders.length ? (
        <div className={s['scroll']}><table className={`${s['table']} ${s['still']} ${narrow ? s['two'] : ''}`}>
          <thead><tr><th>{t('mrp.log.how')}</th>{narrow ? <th>{t('mrp.item')}</th> : <><th>{t('mrp.log.order')}</th><th>{t('mrp.item')}</th><th>{t('mrp.log.before')}</th><th>{t('mrp.log.after')}</th></>}</tr></thead>
          <tbody>
            {found.orders.map(one => (
              <tr key={one.order.id} data-how={one.how}>
                <td><StateMark state={TONE[one.how]} size={12} /> {t(`mrp.log.hows.${one.how}`)}</td>
                {narrow ? (
                  <td>
                    <Link to={address.record(ITEM, one.item.id)}>{one.item.title}</Link> {one.order.title ? <Link className={s['code']} to={address.record(PLANNED_ORDER, one.order.id)}>{one.order.title}</Link> : null}
                    <small className={s['under']}>{one.before ? <Figures of={one.before} /> : null}{one.before && one.after ? ' → ' : null}{one.after ? <Figures of={one.after} /> : null}</small>
                  </td>
                ) : (
                  <>
                    <td>{one.order.title ? <Link to={address.record(PLANNED_ORDER, one.order.id)}>{one.order.title}</Link> : '—'}</td>
                    <td><Link to={address.record(ITEM, one.item.id)}>{one.item.title}</Link></td>
                    <td><Figures of={one.before} /></td><td><Figures of={one.after} /></td>
                  </>
                )}
              </tr>
            ))}
          </tbody>
        </table></div>
      ) : null}
      {found.messages.map((one, i) => (
        <p key={i} className={s['line']}><StateMark state={TONE[one.how]} size={12} /><span>{t(`mrp.log.told.${one.how}`)}</span><span>{one.text}</span></p>
      ))}
    </>
  )
}

function Figures({ of }: { of: RunOrder | null }) {
  const { t } = useTranslation()
  if (of === null) return <>—</>
  return <><Amount value={of.quantity} />{of.due ? ` · ${t('mrp.log.by', { due: date(of.due) })}` : ''}</>
}
