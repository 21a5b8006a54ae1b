/** What goes in, where used: the tree with quantities, or the way up. */
import { planning, type Ref } from '@jingwei/client'
import { canonical, grouped } from '@jingwei/core/decimal'
import { Empty, Page } from '@jingwei/kit'
import { PlusOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Input, Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate, useParams } from 'react-router'
import { useLater } from '@/hooks/useLater'
import { address } from '@/lib/address'
import { Asked } from '@/lib/Asked'
import { keys } from '@/lib/keys'
import { RefPicker } from '@/lib/RefPicker'
import { useRecordTitle } from '@/hooks/useRecordTitle'
import type { Begun } from '@/lib/begun'
import { useSession } from '@/lib/session'
import { percent, Share, Version } from './BomLine'
import { BomTree } from './BomTree'
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

function Explosion({ item, quantity }: { item: string; quantity: string }) {
  const { t } = useTranslation()
  const query = useQuery({ queryKey: [...keys.bom(item), quantity], queryFn: () => planning.bom(item, quantity), placeholderData: before => before })
  return <Asked query={query} rows={10}>{bom => (bom.rows.length <= 1 ? <Empty title={t('bom.empty')} text={t('bom.emptyText')} step={<NewBom item={{ id: item, title: bom.rows[0]?.item.title ?? '' }} />} /> : <BomTree rows={bom.rows} nodes={String(bom.nodes)} costs={bom.costs} />)}</Asked>
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

function WhereUsed({ item }: { item: string }) {
  const { t } = useTranslation()
  const query = useQuery({ queryKey: [...keys.bom(item), 'up'], queryFn: () => planning.whereUsed(item) })
  return (
    <Asked query={query}>
      {used => (used.rows.length === 0 ? <Empty title={t('bom.noUse')} text={t('bom.noUseText')} /> : (
        <div style={{ height: '100%', overflow: 'auto', background: 'var(--surface)' }}>
          <table className={`${s['table']} ${s['still']}`}>
            <thead><tr><th>{t('bom.item')}</th><th>{t('bom.version')}</th><th className={s['num']}>{t('bom.per')}</th><th className={s['num']}>{t('bom.scrap')}</th></tr></thead>
            <tbody>{used.rows.map((row, i) => <tr key={i}><td><span className={s['tree']} style={{ paddingLeft: Math.max(0, row.level - 1) * 18 }}><span className={s['code']}>{row.code}</span><Link to={address.bom(row.item.id)}>{row.item.title}</Link><Share row={row} /></span></td><td><Version bom={row.bom} /></td><td className={s['num']}>{grouped(row.per)}</td><td className={s['num']}>{percent(row.scrap)}</td></tr>)}</tbody>
          </table>
        </div>
      ))}
    </Asked>
  )
}
