/** The tree of a structure: version and effectivity, quantities with scrap, substitutes, stock and the cost rolled up. */
import type { Bom } from '@jingwei/client'
import { compare, grouped, minus, ratio } from '@jingwei/core/decimal'
import { closedBelow, visible } from '@jingwei/core/tree'
import { CaretDownOutlined, CaretRightOutlined } from '@ant-design/icons'
import { useVirtualizer } from '@tanstack/react-virtual'
import { Button } from 'antd'
import { useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useNarrow } from '@/hooks/useNarrow'
import { address } from '@/lib/address'
import { useUnits } from '@/lib/units'
import { Beside, Effective, percent, Share, Substitutes, Version } from './BomLine'
import { ITEM } from './forms'
import s from './planning.module.css'

type Rows = Bom['rows']

export function BomTree({ rows, nodes, costs }: { rows: Rows; nodes: string; costs: boolean }) {
  const { t } = useTranslation()
  const units = useUnits()
  const narrow = useNarrow()
  const frame = useRef<HTMLDivElement>(null)
  const [closed, setClosed] = useState<ReadonlySet<number>>(() => (rows.length > 400 ? closedBelow(rows, 2) : new Set()))
  const shown = useMemo(() => visible(rows, closed), [rows, closed])
  const virtual = useVirtualizer({ count: shown.length, getScrollElement: () => frame.current, estimateSize: () => (narrow ? 62 : 36), overscan: 20 })
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
        <table className={`${s['table']} ${s['still']} ${narrow ? s['tall'] : ''}`} role="treegrid">
          <thead>
            <tr>
              <th>{t('bom.item')}</th>
              {narrow ? null : <><th>{t('bom.version')}</th><th className={s['num']}>{t('bom.per')}</th><th className={s['num']}>{t('bom.scrap')}</th></>}
              <th className={s['num']}>{t('bom.quantity')}</th>
              {narrow ? null : <><th className={s['num']}>{t('bom.onHand')}</th><th /><th>{t('bom.source')}</th>{costs ? <><th className={s['num']}>{t('bom.each')}</th><th className={s['num']}>{t('bom.amount')}</th></> : null}</>}
            </tr>
          </thead>
          <tbody>
            {above > 0 ? <tr style={{ height: above }}><td colSpan={10} style={{ padding: 0, border: 0, height: above }} /></tr> : null}
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
                      <span className={s['part']}>
                        <span><span className={s['code']}>{row.code}</span><Link to={address.record(ITEM, row.item.id)} style={{ color: 'var(--text)', fontWeight: depth === 0 ? 600 : 400 }}>{row.item.title}</Link><Effective row={row} />{narrow ? null : <Share row={row} />}{narrow ? null : <Substitutes list={row.substitutes} />}</span>
                        {narrow ? <Beside row={row} /> : null}
                      </span>
                    </span>
                  </td>
                  {narrow ? null : (
                    <>
                      <td><Version bom={row.bom} /></td>
                      <td className={s['num']}>{depth === 0 ? '' : grouped(row.per)}{row.fixed ? <small className={s['more']}>{t('bom.fixed')}</small> : null}</td>
                      <td className={s['num']}>{percent(row.scrap)}</td>
                    </>
                  )}
                  <td className={s['num']} style={{ fontWeight: 500 }}>{grouped(row.quantity)} <span style={{ color: 'var(--text3)', fontWeight: 400, fontSize: 12 }}>{units.title(row.unit)}</span></td>
                  {narrow ? null : (
                    <>
                      <td className={s['num']}>{grouped(row.on_hand)}</td>
                      <td>{row.on_hand === null || row.on_hand === undefined ? null : <><span className={s['bars']} style={{ width: 36, marginLeft: 0 }}><i style={{ width: `${Math.min(1, ratio(row.on_hand, row.quantity)) * 100}%`, background: short ? 'var(--waiting-solid)' : 'var(--done-solid)' }} /></span>{short ? <span style={{ color: 'var(--waiting-ink)', fontSize: 12, marginLeft: 8 }}>{t('bom.short', { n: grouped(minus(row.quantity, row.on_hand)) })}</span> : null}</>}</td>
                      <td style={{ color: 'var(--text2)' }}>{source(row.source)}</td>
                      {costs ? <><td className={s['num']}>{row.cost ? grouped(row.cost.each) : '—'}</td><td className={s['num']} style={{ fontWeight: depth === 0 ? 600 : 400 }}>{row.cost ? `¥${grouped(row.cost.amount)}` : '—'}</td></> : null}
                    </>
                  )}
                </tr>
              )
            })}
            {below > 0 ? <tr style={{ height: below }}><td colSpan={10} style={{ padding: 0, border: 0, height: below }} /></tr> : null}
          </tbody>
        </table>
      </div>
    </div>
  )
}
