/** What one line of a structure says beside its quantities: version and effectivity, scrap, and the parts that replace it. */
import type { Bom, BomVersion, Substitute } from '@jingwei/client'
import { grouped } from '@jingwei/core/decimal'
import { Popover } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { address } from '@/lib/address'
import { date } from '@/lib/format'
import { useUnits } from '@/lib/units'
import { BOM, ITEM } from './forms'
import s from './planning.module.css'

type Row = Bom['rows'][number]

/** A part of one as people write it; nothing where there is none. */
export function percent(part: string | null): string {
  const value = Number(part ?? 0) * 100
  return value === 0 ? '' : `${String(Math.round(value * 100) / 100)}%`
}

function useSpan(): (from: string | null, to: string | null) => string {
  const { t } = useTranslation()
  return (from, to) => (from && to ? t('bom.between', { from: date(from), to: date(to) }) : from ? t('bom.since', { from: date(from) }) : to ? t('bom.until', { to: date(to) }) : '')
}

/** The version that holds today, and since when. */
export function Version({ bom }: { bom: BomVersion | null }) {
  const span = useSpan()
  if (!bom) return null
  return <span data-version={bom.version}><Link to={address.record(BOM, bom.id)}>{bom.version}</Link><small className={s['more']}>{span(bom.from, bom.to)}</small></span>
}

/** A line that holds for a while only says so. */
export function Effective({ row }: { row: Row }) {
  const span = useSpan()
  const said = span(row.from, row.to)
  return said ? <small className={s['more']}>{said}</small> : null
}

/** A line that covers a part of its place beside others of its group. */
export function Share({ row }: { row: { share: string | null } }) {
  const { t } = useTranslation()
  const said = percent(row.share)
  return said ? <small className={s['more']} data-share>{t('bom.share', { n: said })}</small> : null
}

export function Substitutes({ list }: { list: readonly Substitute[] }) {
  const { t } = useTranslation()
  const units = useUnits()
  const [first] = list
  if (!first) return null
  const all = (
    <ul className={s['subs']}>
      {list.map(one => <li key={one.item.id}><span className={s['code']}>{one.code}</span><Link to={address.record(ITEM, one.item.id)}>{one.item.title}</Link><small className={s['more']}>{grouped(one.per)} {units.title(one.unit)}{one.priority === null ? '' : ` · ${t('bom.priority', { n: one.priority })}`}</small></li>)}
    </ul>
  )
  return <Popover content={all} title={t('bom.substitutes')} trigger="click"><button type="button" className={s['sub']} data-substitutes>{t('bom.replace', { code: first.code })}{list.length > 1 ? ` +${list.length - 1}` : ''}</button></Popover>
}

/** On a phone: all of it in a second line. */
export function Beside({ row }: { row: Row }) {
  const { t } = useTranslation()
  const scrap = percent(row.scrap)
  return (
    <small className={s['beside']}>
      <Version bom={row.bom} />
      {row.level > 0 ? <span>{t('bom.per')} {grouped(row.per)}{row.fixed ? ` · ${t('bom.fixed')}` : ''}</span> : null}
      <Share row={row} />
      {scrap ? <span>{t('bom.scrap')} {scrap}</span> : null}
      {row.cost ? <span>¥{grouped(row.cost.amount)}</span> : null}
      <Substitutes list={row.substitutes} />
    </small>
  )
}
