/** The planned orders that wait to be released: found by item or sales order, released one by one or together. */
import type { Mrp, PlannedOrder } from '@jingwei/client'
import { Empty, StateChip, stateOf } from '@jingwei/kit'
import { SearchOutlined } from '@ant-design/icons'
import { Button, Checkbox, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { fieldOf, useForm } from '@/hooks/useForm'
import { useNarrow } from '@/hooks/useNarrow'
import { address } from '@/lib/address'
import { Amount } from '@/lib/Amount'
import { date } from '@/lib/format'
import { FORMS } from '@/lib/waysOut'
import { PLANNED_ORDER } from './forms'
import { Priority } from './Priority'
import s from './planning.module.css'
import { useRelease, type Releasable } from './useRelease'

interface Props { mrp: Mrp; chosen: string | null; choose: (id: string) => void }

const said = (order: PlannedOrder): string => `${order.code} ${order.item.title ?? ''} ${order.sales_order?.title ?? ''}`.toLowerCase()
export const releasable = (order: PlannedOrder): Releasable[] => (order.action ? [{ id: order.id, name: order.item.title ?? order.code, action: order.action }] : [])

export function PlannedOrders({ mrp, chosen, choose }: Props) {
  const { t } = useTranslation()
  const form = useForm(PLANNED_ORDER)
  const { release, busy } = useRelease()
  const narrow = useNarrow()
  const [typed, setTyped] = useState('')
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set())
  const states = fieldOf(form.data, form.data?.states)?.options
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean)
  const shown = mrp.orders.filter(order => words.every(word => said(order).includes(word)))
  const open = shown.filter(order => order.action)
  // What a search hides is not released with the rest.
  const picked = open.filter(order => ticked.has(order.id))
  const tick = (ids: readonly string[], on: boolean): void => {
    const next = new Set(ticked)
    for (const id of ids) { if (on) next.add(id); else next.delete(id) }
    setTicked(next)
  }
  return (
    <>
      <div className={s['bar']}>
        <Input size="small" allowClear prefix={<SearchOutlined />} value={typed} onChange={event => setTyped(event.target.value)} placeholder={t('mrp.find')} style={{ maxWidth: 260 }} />
        <span className={s['push']} />
        {open.length || picked.length ? <Button size="small" type="primary" disabled={picked.length === 0} loading={busy} onClick={() => void release(picked.flatMap(releasable)).then(() => setTicked(new Set()))} data-action="release">{t('mrp.releaseThese', { n: picked.length })}</Button> : null}
      </div>
      {shown.length === 0 ? <Empty title={t('mrp.noOrders')} text={typed ? t('mrp.noOrdersFound') : t('mrp.noOrdersText')} /> : (
        <table className={`${s['table']} ${narrow ? s['two'] : ''}`}>
          <thead><tr>
            <th className={s['tick']}><Checkbox aria-label={t('mrp.all')} disabled={open.length === 0} checked={open.length > 0 && picked.length === open.length} indeterminate={picked.length > 0 && picked.length < open.length} onChange={event => tick(open.map(order => order.id), event.target.checked)} /></th>
            <th>{t('mrp.item')}</th><th className={s['num']}>{t('mrp.quantity')}</th>{narrow ? null : <><th>{t('mrp.release')}</th><th>{t('mrp.due')}</th><th>{t('mrp.source')}</th><th>{t('mrp.for')}</th><th>{t('mrp.state')}</th></>}
          </tr></thead>
          <tbody>
            {shown.map(order => {
              const state = states?.find(one => one.value === order.state)
              return (
                <tr key={order.id} className={order.id === chosen ? s['on'] : ''} onClick={() => choose(order.id)} tabIndex={0} onKeyDown={event => { if (event.key === 'Enter') choose(order.id) }} data-planned={order.id}>
                  <td className={s['tick']} onClick={event => event.stopPropagation()}>{order.action ? <Checkbox aria-label={order.item.title ?? order.code} checked={ticked.has(order.id)} onChange={event => tick([order.id], event.target.checked)} /> : null}</td>
                  <td>
                    <span className={s['code']}>{order.code}</span>{order.item.title}<Priority of={order.priority} />
                    {narrow ? <small className={s['under']}><b>{t(order.make ? 'mrp.make' : 'mrp.buy')}</b>{date(order.release)} → {date(order.due)}{order.sales_order?.title ? ` · ${order.sales_order.title}` : ''}</small> : null}
                  </td>
                  <td className={s['num']}><Amount value={order.quantity} />{narrow ? <small className={s['under']}>{state?.title ?? order.state}</small> : null}</td>
                  {narrow ? null : <><td>{date(order.release)}</td><td>{date(order.due)}</td>
                  <td style={{ color: 'var(--text2)' }}>{t(order.make ? 'mrp.make' : 'mrp.buy')}</td>
                  <td>{order.sales_order?.title ? <Link to={address.record(FORMS.salesOrder, order.sales_order.id)} onClick={event => event.stopPropagation()}>{order.sales_order.title}</Link> : null}</td>
                  <td><StateChip state={stateOf(state?.colour)}>{state?.title ?? order.state}</StateChip></td></>}
                </tr>
              )
            })}
          </tbody>
        </table>
      )}
    </>
  )
}
