/** Beside a record: its flow with live tokens, documents up and down, and who changed what. */
import { records, work, type Field, type Form, type HistoryEntry, type Link as DocLink, type Record_, type Value } from '@jingwei/client'
import { isEmpty } from '@jingwei/core/draft'
import { Empty, StateChip, stateOf } from '@jingwei/kit'
import { ApartmentOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Tabs } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useKinds } from '@/fields/kind'
import { fieldOf, useForm } from '@/hooks/useForm'
import { address } from '@/lib/address'
import { Amount } from '@/lib/Amount'
import { Asked } from '@/lib/Asked'
import { ago, instant, isMeasured, isRef } from '@/lib/format'
import { keys } from '@/lib/keys'
import { Face } from '@/lib/RefShow'
import { FlowSteps } from '@/views/flow/FlowSteps'
import s from './records.module.css'

export function RecordRail({ form, record }: { form: Form; record: Record_ }) {
  const { t } = useTranslation()
  return (
    <Tabs key={record.flow?.instance ?? ''} size="small" defaultActiveKey={record.flow ? 'flow' : 'chain'} items={[
      { key: 'flow', label: t('record.flow'), children: <FlowTab record={record} /> },
      { key: 'chain', label: t('record.chain'), children: <ChainTab form={form} id={record.id} /> },
      { key: 'history', label: t('record.history'), children: <HistoryTab form={form} id={record.id} /> },
    ]} />
  )
}

function FlowTab({ record }: { record: Record_ }) {
  const { t } = useTranslation()
  const instance = record.flow?.instance ?? ''
  const query = useQuery({ queryKey: keys.flow(instance), queryFn: () => work.flow(instance), enabled: instance !== '' })
  if (!record.flow) return <Empty small title={t('record.noFlow')} text={t('record.noFlowText')} />
  return (
    <>
      <div style={{ display: 'flex', justifyContent: 'space-between', marginBottom: 12 }}>
        <h2 style={{ fontSize: 13 }}>{record.flow.title}</h2>
        <Link to={address.flow(instance)}><ApartmentOutlined /> {t('record.wholeFlow')}</Link>
      </div>
      <Asked query={query} rows={5}>{flow => <FlowSteps flow={flow} />}</Asked>
    </>
  )
}

function ChainTab({ form, id }: { form: Form; id: string }) {
  const { t } = useTranslation()
  const query = useQuery({ queryKey: keys.part(form.form, id, 'links'), queryFn: () => records.links(form.form, id) })
  return (
    <Asked query={query} rows={4}>
      {links => links.up.length + links.down.length === 0
        ? <Empty small title={t('record.noLinks')} text={t('record.noLinksText')} />
        : <><Side title={t('record.up')} links={links.up} /><Side title={t('record.down')} links={links.down} /></>}
    </Asked>
  )
}

function Side({ title, links }: { title: string; links: readonly DocLink[] }) {
  if (links.length === 0) return null
  return (
    <>
      <div className={s['subhead']}>{title}</div>
      <div className={s['links']}>
        {links.map(link => <DocLine key={`${link.form}${link.id}${link.kind}`} link={link} />)}
      </div>
    </>
  )
}

function DocLine({ link }: { link: DocLink }) {
  const form = useForm(link.form)
  const option = fieldOf(form.data, form.data?.states)?.options?.find(one => one.value === link.state || one.title === link.state)
  return (
    <Link className={s['link']} to={address.record(link.form, link.id)}>
      <b>{link.title}</b>{link.state ? <StateChip state={stateOf(option?.colour)}>{option?.title ?? link.state}</StateChip> : <span />}
      <small>{link.form_title}</small><small style={{ textAlign: 'right' }}>{link.quantity?.unit ? <Amount value={link.quantity} /> : null}</small>
    </Link>
  )
}

function HistoryTab({ form, id }: { form: Form; id: string }) {
  const { t } = useTranslation()
  const query = useQuery({ queryKey: keys.part(form.form, id, 'history'), queryFn: () => records.history(form.form, id) })
  return <Asked query={query} rows={6}>{entries => (entries.length === 0 ? <Empty small title={t('record.noHistory')} /> : <>{entries.map((entry, i) => <Entry key={i} entry={entry} form={form} />)}</>)}</Asked>
}

function Entry({ entry, form }: { entry: HistoryEntry; form: Form }) {
  const { t } = useTranslation()
  return (
    <div className={s['entry']}>
      <header><Face name={entry.actor?.title ?? '·'} /><b>{entry.actor?.title ?? entry.via ?? ''}</b><span style={{ flex: 1 }} /><span title={instant(entry.at)}>{ago(entry.at, t)}</span></header>
      {entry.kind !== 'change' && entry.title ? <div style={{ fontSize: 13 }}>{entry.title}</div> : null}
      {entry.why ? <div style={{ fontSize: 12, color: 'var(--text2)' }}>{entry.why}</div> : null}
      {entry.changes.slice(0, 12).map(change => (
        <div className={s['change']} key={change.field}>
          <span>{change.title}</span>
          <span>{isEmpty(change.before) ? null : <span className={s['was']}><Told field={fieldOf(form, change.field)} value={change.before} /></span>}<Told field={fieldOf(form, change.field)} value={change.after} /></span>
        </div>
      ))}
    </div>
  )
}

/** History speaks in words already; only raw values still need their field. */
function Told({ field, value }: { field: Field | undefined; value: Value }) {
  return typeof value === 'string' ? <>{value}</> : <ValueOf field={field} value={value} />
}

export function ValueOf({ field, value }: { field: Field | undefined; value: Value }) {
  const kinds = useKinds()
  if (isEmpty(value) && value !== false) return <span style={{ color: 'var(--text3)' }}>–</span>
  if (!field) return <>{isMeasured(value) ? <Amount value={value} /> : isRef(value) ? value.title : typeof value === 'object' ? '' : String(value)}</>
  const { Show } = kinds[field.type]
  return <Show field={field} value={value} dense />
}
