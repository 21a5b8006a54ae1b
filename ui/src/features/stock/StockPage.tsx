/** 库存: what lies where, by item, warehouse, lot and status; a scanned or typed code finds the item or the lot. */
import { planning, type Ref, type StockLine, type StockStatus } from '@jingwei/client'
import { readCode } from '@jingwei/core/code'
import { Empty, Page, Panel, StateChip, stateOf } from '@jingwei/kit'
import { ScanOutlined, SearchOutlined } from '@ant-design/icons'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button, Input, Segmented } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate, useSearchParams } from 'react-router'
import { useLater } from '@/hooks/useLater'
import { useNarrow } from '@/hooks/useNarrow'
import { address } from '@/lib/address'
import { Amount } from '@/lib/Amount'
import { Asked } from '@/lib/Asked'
import { Camera } from '@/lib/Camera'
import { keys } from '@/lib/keys'
import { RefPicker } from '@/lib/RefPicker'
import { ITEM, LOT, WAREHOUSE } from './forms'
import s from './stock.module.css'

export default function StockPage() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const narrow = useNarrow()
  const [params, setParams] = useSearchParams()
  const [typed, setTyped] = useState(params.get('q') ?? '')
  const [place, setPlace] = useState<Ref | null>(params.get('warehouse') ? { id: params.get('warehouse') ?? '', title: null } : null)
  const [camera, setCamera] = useState(false)
  const [said, setSaid] = useState('')
  const q = useLater(typed.trim())
  const status = params.get('status') ?? ''
  const warehouse = params.get('warehouse') ?? ''
  const put = (name: string, value: string): void => { setParams(before => { const next = new URLSearchParams(before); if (value) next.set(name, value); else next.delete(name); return next }, { replace: true }) }
  useEffect(() => { if (q !== (params.get('q') ?? '')) put('q', q) })
  const asked = { ...(q ? { q } : {}), ...(status ? { status } : {}), ...(warehouse ? { warehouse } : {}) }
  const query = useQuery({ queryKey: keys.stock(asked), queryFn: () => planning.stock(asked), placeholderData: keepPreviousData })

  const scanned = (text: string): void => {
    setCamera(false)
    const code = readCode(text)
    if (code.kind === 'record' && code.form === ITEM) void navigate(address.stock(code.id))
    else if (code.kind === 'record' && code.form === LOT) void navigate(address.record(LOT, code.id))
    else setTyped(code.kind === 'text' ? code.text : text)
  }
  return (
    <Page title={t('stock.title')} sub={t('stock.sub')}>
      <div className={s['tools']}>
        <Input className={s['find'] ?? ''} size={narrow ? 'large' : 'middle'} prefix={<SearchOutlined />} allowClear value={typed} onChange={event => setTyped(event.target.value)} placeholder={t('stock.find')} aria-label={t('stock.find')} autoFocus={!narrow} data-find />
        <Button size={narrow ? 'large' : 'middle'} icon={<ScanOutlined />} onClick={() => { setSaid(''); setCamera(true) }} data-scan>{t('stock.scan')}</Button>
        <RefPicker to={WAREHOUSE} value={place} onChange={next => { setPlace(next); put('warehouse', next?.id ?? '') }} placeholder={t('stock.allWarehouses')} style={{ width: narrow ? '100%' : 200 }} />
        <Segmented value={status} onChange={value => put('status', value)} options={[{ value: '', label: t('stock.allStatuses') }, ...(query.data?.statuses ?? []).map(one => ({ value: one.value, label: one.title }))]} data-status />
      </div>
      {said ? <div role="status" className={s['said']}>{said}</div> : null}
      <Asked query={query} rows={8}>{found => (found.lines.length === 0
        ? <Panel><Empty title={t('stock.none')} text={q || status || warehouse ? t('stock.noneFound') : t('stock.noneText')} /></Panel>
        : <Panel flush>
            {narrow ? <Cards lines={found.lines} statuses={found.statuses} /> : <Table lines={found.lines} statuses={found.statuses} />}
            {found.more ? <p className={s['more']}>{t('stock.more', { n: found.lines.length })}</p> : null}
          </Panel>)}</Asked>
      {camera ? <Camera onCode={scanned} close={() => setCamera(false)} onFailed={() => { setCamera(false); setSaid(`${t('floor.noCamera')} ${t('floor.noCameraText')}`) }} /> : null}
    </Page>
  )
}

interface Shown { lines: readonly StockLine[]; statuses: readonly StockStatus[] }

export function Status({ value, statuses }: { value: string; statuses: readonly StockStatus[] }) {
  const known = statuses.find(one => one.value === value)
  return <StateChip state={stateOf(known?.colour)}>{known?.title ?? value}</StateChip>
}
/** The way from a line to its movements: the same item at the same place, lot and status. */
const moves = (line: StockLine): string => address.stock(line.item.id, { warehouse: line.warehouse.id, lot: line.lot })

function Table({ lines, statuses }: Shown) {
  const { t } = useTranslation()
  const lots = lines.some(line => line.lot), specified = lines.some(line => line.specification), valued = lines.some(line => line.value)
  return (
    <div className={s['scroll']}>
      <table className={s['table']}>
        <thead><tr><th>{t('stock.code')}</th><th>{t('stock.item')}</th>{specified ? <th>{t('stock.specification')}</th> : null}<th>{t('stock.warehouse')}</th>{lots ? <th>{t('stock.lot')}</th> : null}<th>{t('stock.status')}</th>
          <th className={s['num']}>{t('stock.onHand')}</th><th className={s['num']}>{t('stock.reserved')}</th><th className={s['num']}>{t('stock.free')}</th>{valued ? <th className={s['num']}>{t('stock.value')}</th> : null}<th /></tr></thead>
        <tbody>{lines.map(line => (
          <tr key={`${line.item.id}/${line.warehouse.id}/${line.lot}/${line.status}`}>
            <td className={s['soft']}>{line.code}</td><td><Link to={address.stock(line.item.id)}>{line.item.title}</Link></td>{specified ? <td className={s['soft']} title={line.specification ?? undefined}>{line.specification}</td> : null}
            <td>{line.warehouse.title}</td>{lots ? <td>{line.lot}</td> : null}<td><Status value={line.status} statuses={statuses} /></td>
            <td className={s['num']}><Amount value={line.on_hand} /></td><td className={s['num']}>{line.reserved.value === '0' ? <span className={s['soft']}>–</span> : <Amount value={line.reserved} />}</td>
            <td className={s['num']}>{line.status === 'available' ? <b><Amount value={line.free} /></b> : <span className={s['soft']}>–</span>}</td>
            {valued ? <td className={s['num']}>{line.value ? <Amount value={line.value} /> : null}</td> : null}
            <td className={s['num']}><Link to={moves(line)}>{t('stock.moves')}</Link></td>
          </tr>
        ))}</tbody>
      </table>
    </div>
  )
}

function Cards({ lines, statuses }: Shown) {
  const { t } = useTranslation()
  return (
    <ul className={s['cards']}>{lines.map(line => (
      <li key={`${line.item.id}/${line.warehouse.id}/${line.lot}/${line.status}`}>
        <Link className={s['card']} to={moves(line)}>
          <span><b>{line.item.title}</b><small>{[line.code, line.warehouse.title, line.lot].filter(Boolean).join(' · ')}</small></span>
          <span className={s['right']}><b><Amount value={line.on_hand} /></b>{line.status === 'available'
            ? (line.reserved.value === '0' ? null : <small>{t('stock.free')} <Amount value={line.free} /></small>)
            : <Status value={line.status} statuses={statuses} />}</span>
        </Link>
      </li>
    ))}</ul>
  )
}
