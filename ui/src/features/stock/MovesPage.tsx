/** How an item's stock came to be what it is: where it lies now, and every receipt and issue with the document behind it. */
import { planning, type StockMoves } from '@jingwei/client'
import { Empty, Page, Panel } from '@jingwei/kit'
import { useQuery } from '@tanstack/react-query'
import { Button, Tag } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, useParams, useSearchParams } from 'react-router'
import { address } from '@/lib/address'
import { Amount } from '@/lib/Amount'
import { Asked } from '@/lib/Asked'
import { shortInstant } from '@/lib/format'
import { keys } from '@/lib/keys'
import { ITEM } from './forms'
import { Status } from './StockPage'
import s from './stock.module.css'

export default function MovesPage() {
  const { item = '' } = useParams()
  const { t } = useTranslation()
  const [params, setParams] = useSearchParams()
  const [warehouse, lot] = [params.get('warehouse') ?? '', params.get('lot') ?? '']
  const asked = { ...(warehouse ? { warehouse } : {}), ...(lot ? { lot } : {}) }
  const lies = useQuery({ queryKey: keys.stock({ item, ...asked }), queryFn: () => planning.stock({ item, ...asked }) })
  const moves = useQuery({ queryKey: keys.moves(item, asked), queryFn: () => planning.moves(item, asked) })
  const drop = (name: string): void => { setParams(before => { const next = new URLSearchParams(before); next.delete(name); return next }) }
  const place = lies.data?.lines.find(line => line.warehouse.id === warehouse)?.warehouse.title ?? moves.data?.moves.find(one => one.warehouse.id === warehouse)?.warehouse.title
  return (
    <Page title={moves.data?.item.title ?? t('stock.moves')} sub={moves.data?.code ?? ''} tools={<><Link to={address.stock()}><Button tabIndex={-1}>{t('stock.all')}</Button></Link><Link to={address.record(ITEM, item)}><Button tabIndex={-1}>{t('stock.card')}</Button></Link></>}>
      {warehouse || lot ? <p className={s['narrowed']}>{t('stock.only')}{warehouse ? <Tag closable onClose={() => drop('warehouse')}>{place ?? '…'}</Tag> : null}{lot ? <Tag closable onClose={() => drop('lot')}>{t('stock.lot')} {lot}</Tag> : null}</p> : null}
      <Asked query={lies} rows={2}>{found => (
        <div className={s['places']}>{found.lines.length === 0 ? <span className={s['soft']}>{t('stock.nothingLies')}</span> : found.lines.map(line => (
          <div key={`${line.warehouse.id}/${line.lot}/${line.status}`} className={s['place']}>
            <span>{line.warehouse.title}{line.lot ? ` · ${line.lot}` : ''}</span><b><Amount value={line.on_hand} /></b>
            <small><Status value={line.status} statuses={found.statuses} />{line.reserved.value === '0' ? null : <> {t('stock.reserved')} <Amount value={line.reserved} /></>}</small>
          </div>
        ))}</div>
      )}</Asked>
      <Asked query={moves} rows={8}>{found => <Panel flush title={t('stock.moves')} count={found.moves.length}>{found.moves.length === 0 ? <Empty small title={t('stock.noMoves')} /> : <Moves found={found} />}{found.more ? <p className={s['more']}>{t('stock.more', { n: found.moves.length })}</p> : null}</Panel>}</Asked>
    </Page>
  )
}

function Moves({ found }: { found: StockMoves }) {
  const { t } = useTranslation()
  const lots = found.moves.some(one => one.lot)
  return (
    <div className={s['scroll']}>
      <table className={s['table']}>
        <thead><tr><th>{t('stock.at')}</th><th>{t('stock.document')}</th><th>{t('stock.warehouse')}</th>{lots ? <th>{t('stock.lot')}</th> : null}<th>{t('stock.status')}</th><th className={s['num']}>{t('stock.change')}</th><th className={s['num']}>{t('stock.balance')}</th><th>{t('stock.by')}</th></tr></thead>
        <tbody>{found.moves.map((one, i) => (
          <tr key={i}>
            <td className={s['soft']}>{shortInstant(one.at)}</td>
            <td>{one.record.title ? <Link to={address.record(one.form, one.record.id)}>{one.form_title} {one.record.title}</Link> : <span className={s['soft']}>{one.form_title} {t('stock.unseen')}</span>}</td>
            <td>{one.warehouse.title}</td>{lots ? <td>{one.lot}</td> : null}<td><Status value={one.status} statuses={found.statuses} /></td>
            <td className={`${s['num']} ${one.change.value.startsWith('-') ? s['out'] : s['in']}`}>{one.change.value.startsWith('-') ? '' : '+'}<Amount value={one.change} /></td>
            <td className={s['num']}><Amount value={one.balance} /></td><td className={s['soft']}>{one.actor?.title}</td>
          </tr>
        ))}</tbody>
      </table>
    </div>
  )
}
