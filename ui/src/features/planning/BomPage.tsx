/** What goes in, where used: the tree with quantities, or the way up. */
import { planning, type BomRow, type Ref } from '@jingwei/client'
import { canonical, compare, grouped, minus, ratio } from '@jingwei/core/decimal'
import { closedBelow, visible } from '@jingwei/core/tree'
import { Empty, Page } from '@jingwei/kit'
import { CaretDownOutlined, CaretRightOutlined, PlusOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Input, Segmented } from 'antd'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate, useParams } from 'react-router'
import { useLater } from '@/hooks/useLater'
import { useNarrow } from '@/hooks/useNarrow'
import { address } from '@/lib/address'
import { Asked } from '@/lib/Asked'
import { keys } from '@/lib/keys'
import { RefPicker } from '@/lib/RefPicker'
import { useUnits } from '@/lib/units'
import { useRecordTitle } from '@/hooks/useRecordTitle'
import type { Begun } from '@/lib/begun'
import { useSession } from '@/lib/session'
import { BOM, ITEM } from './forms'
import s from './planning.module.css'

export default function BomPage() {
  const { item = '' } = useParams()
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [way, setWay] = useState<'down' | 'up'>('down')
  const [typed, setTyped] = useState('1')
  const quantity = useLater(canonical(typed) ?? '1', 350)
  const title = useRecordTitle(ITEM, item)
  return (
    <Page padded={false} title={title ?? t('bom.title')} sub={title ? t('bom.title') : undefined}
      tools={(
        <>
          <RefPicker to={ITEM} value={item ? { id: item, title } : null} onChange={next => void navigate(address.bom(next?.id))} placeholder={t('bom.pick')} style={{ width: 260 }} />
          {item ? <Segmented value={way} onChange={setWay} options={[{ value: 'down', label: t('bom.explode') }, { value: 'up', label: t('bom.whereUsed') }]} /> : null}
          {item && way === 'down' ? <Input value={typed} onChange={event => setTyped(event.target.value)} prefix={<span style={{ color: 'var(--text3)' }}>{t('bom.forQuantity')}</span>} inputMode="decimal" style={{ width: 120 }} /> : null}
        </>
      )}>
      {item === '' ? <Empty title={t('bom.pick')} text={t('bom.pickText')} /> : way === 'down' ? <Explosion key={item} item={item} quantity={quantity} /> : <WhereUsed item={item} />}
    </Page>
  )
}

const NO_ROWS: readonly BomRow[] = []

function Explosion({ item, quantity }: { item: string; quantity: string }) {
  const { t } = useTranslation()
  const query = useQuery({ queryKey: [...keys.bom(item), quantity], queryFn: () => planning.bom(item, quantity), placeholderData: before => before })
  return <Asked query={query} rows={10}>{bom => (bom.rows.length <= 1 ? <Empty title={t('bom.empty')} text={t('bom.emptyText')} step={<NewBom item={{ id: item, title: bom.rows[0]?.item.title ?? '' }} />} /> : <Tree rows={bom.rows} nodes={String(bom.nodes)} />)}</Asked>
}

/** The first step, for whoever may take it. */
function NewBom({ item }: { item: Ref }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const form = useSession().catalogue.apps.flatMap(app => app.forms).find(one => one.form === BOM)
  if (!form?.can.create) return null
  const begun: Begun = { values: { item } }
  return <Button type="primary" icon={<PlusOutlined />} onClick={() => void navigate(address.create(BOM), { state: begun })}>{t('record.new', { form: form.title })}</Button>
}

function Tree({ rows = NO_ROWS, nodes }: { rows: readonly BomRow[]; nodes: string }) {
  const { t } = useTranslation()
  const units = useUnits()
  const narrow = useNarrow()
  const frame = useRef<HTMLDivElement>(null)
  const [closed, setClosed] = useState<ReadonlySet<number>>(() => (rows.length > 400 ? closedBelow(rows, 2) : new Set()))
  const shown = useMemo(() => visible(rows, closed), [rows, closed])
  const virtual = useVirtualizer({ count: shown.length, getScrollElement: () => frame.current, estimateSize: () => 36, overscan: 20 })
  const items = virtual.getVirtualItems()
  const above = items[0]?.start ?? 0
  const below = virtual.getTotalSize() - (items.at(-1)?.end ?? 0)
  const toggle = (index: number): void => {
    const next = new Set(closed)
    if (next.has(index)) next.delete(index)
    else next.add(index)
    setClosed(next)
  }
  const source = (word: string | null | undefined): string => (word === 'make' || word === 'buy' || word === 'subcontract' ? t(`bom.${word}`) : word ?? '')
  return (
    <div style={{ display: 'flex', flexDirection: 'column', height: '100%' }}>
      <div style={{ padding: '6px 20px', display: 'flex', gap: 8, alignItems: 'center', background: 'var(--surface)', borderBottom: '1px solid var(--line-soft)' }}>
        <Button size="small" type="text" onClick={() => setClosed(new Set())}>{t('bom.expandAll')}</Button>
        <Button size="small" type="text" onClick={() => setClosed(closedBelow(rows, rows[0]?.level === 0 ? 1 : 0))}>{t('bom.collapse')}</Button>
        <span style={{ color: 'var(--text3)', fontSize: 12 }}>{t('bom.nodes', { n: grouped(nodes) })}</span>
      </div>
      <div ref={frame} style={{ flex: 1, overflow: 'auto', background: 'var(--surface)' }}>
        <table className={`${s['table']} ${s['still']}`} role="treegrid">
          <thead><tr><th>{t('bom.item')}</th><th className={s['num']}>{t('bom.per')}</th><th className={s['num']}>{t('bom.quantity')}</th>{narrow ? null : <><th className={s['num']}>{t('bom.onHand')}</th><th style={{ width: 180 }} /><th>{t('bom.source')}</th></>}</tr></thead>
          <tbody>
            {above > 0 ? <tr style={{ height: above }}><td colSpan={6} style={{ padding: 0, border: 0, height: above }} /></tr> : null}
            {items.map(({ index }) => {
              const line = shown[index]
              if (!line) return null
              const { row, children, open, last } = line
              const depth = last.length - 1
              const short = row.on_hand !== null && row.on_hand !== undefined && compare(row.on_hand, row.quantity) < 0
              return (
                <tr key={line.index} role="row" aria-level={depth + 1} aria-expanded={children ? open : undefined} data-item={row.item.id}>
                  <td>
                    <span className={s['tree']}>
                      {last.slice(1, depth).map((end, i) => <i key={i} className={s['guide']} data-line={!end} />)}
                      {depth > 0 ? <i className={`${s['guide']} ${s['elbow']}`} data-more={!last[depth]} /> : null}
                      {children ? <button type="button" className={s['twist']} onClick={() => toggle(line.index)} aria-label={open ? t('common.less') : t('common.showAll')}>{open ? <CaretDownOutlined /> : <CaretRightOutlined />}</button> : <i style={{ width: 20, flex: 'none' }} />}
                      <span className={s['code']}>{row.code}</span><Link to={address.record(ITEM, row.item.id)} style={{ color: 'var(--text)', fontWeight: depth === 0 ? 600 : 400 }}>{row.item.title}</Link>
                    </span>
                  </td>
                  <td className={s['num']}>{grouped(row.per)}</td>
                  <td className={s['num']} style={{ fontWeight: 500 }}>{grouped(row.quantity)} <span style={{ color: 'var(--text3)', fontWeight: 400, fontSize: 12 }}>{units.title(row.unit)}</span></td>
                  {narrow ? null : (
                    <>
                      <td className={s['num']}>{grouped(row.on_hand)}</td>
                      <td>{row.on_hand === null || row.on_hand === undefined ? null : <><span className={s['bars']}><i style={{ width: `${Math.min(1, ratio(row.on_hand, row.quantity)) * 100}%`, background: short ? 'var(--waiting-solid)' : 'var(--done-solid)' }} /></span>{short ? <span style={{ color: 'var(--waiting-ink)', fontSize: 12, marginLeft: 8 }}>{t('bom.short', { n: grouped(minus(row.quantity, row.on_hand)) })}</span> : null}</>}</td>
                      <td style={{ color: 'var(--text2)' }}>{source(row.source)}</td>
                    </>
                  )}
                </tr>
              )
            })}
            {below > 0 ? <tr style={{ height: below }}><td colSpan={6} style={{ padding: 0, border: 0, height: below }} /></tr> : null}
          </tbody>
        </table>
      </div>
    </div>
  )
}

function WhereUsed({ item }: { item: string }) {
  const { t } = useTranslation()
  const query = useQuery({ queryKey: [...keys.bom(item), 'up'], queryFn: () => planning.whereUsed(item) })
  return (
    <Asked query={query}>
      {used => (used.rows.length === 0 ? <Empty title={t('bom.noUse')} text={t('bom.noUseText')} /> : (
        <div style={{ height: '100%', overflow: 'auto', background: 'var(--surface)' }}>
          <table className={`${s['table']} ${s['still']}`}>
            <thead><tr><th>{t('bom.item')}</th><th className={s['num']}>{t('bom.per')}</th></tr></thead>
            <tbody>{used.rows.map((row, i) => <tr key={i}><td><span className={s['tree']} style={{ paddingLeft: Math.max(0, row.level - 1) * 18 }}><span className={s['code']}>{row.code}</span><Link to={address.bom(row.item.id)}>{row.item.title}</Link></span></td><td className={s['num']}>{grouped(row.per)}</td></tr>)}</tbody>
          </table>
        </div>
      ))}
    </Asked>
  )
}
