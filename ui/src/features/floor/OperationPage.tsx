/** 报工, second and third tap: the operation's card, good / scrap / rework, and done with the wage. */
import { ApiError, newKey, records, type Form, type Record_, type Value, type Values } from '@jingwei/client'
import { canonical, compare, grouped, isZero, minus, plus, ratio } from '@jingwei/core/decimal'
import { StateChip, stateOf } from '@jingwei/kit'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams } from 'react-router'
import { fieldOf, useForm } from '@/hooks/useForm'
import { address } from '@/lib/address'
import { Asked } from '@/lib/Asked'
import { isMeasured, isRef, measured } from '@/lib/format'
import { keys } from '@/lib/keys'
import { useUnits } from '@/lib/units'
import s from './floor.module.css'
import { CARD, OPERATION, REPORT, REPORTED } from './forms'
import { enqueue } from './queue'
import { Stepper } from './Stepper'

const amount = (value: Value): string => (isMeasured(value) ? value.value : typeof value === 'string' ? value : '0')
const title = (value: Value): string => (isRef(value) ? value.title ?? '' : typeof value === 'string' ? value : '')

export default function OperationPage() {
  const { operation = '' } = useParams()
  const record = useQuery({ queryKey: keys.record(OPERATION, operation), queryFn: () => records.get(OPERATION, operation) })
  const form = useForm(OPERATION)
  const report = useForm(REPORT)
  return <div className={s['page']}><div className={s['col']}><Asked query={record}>{found => <Asked query={form}>{shape => <Asked query={report}>{target => <Report record={found} form={shape} report={target} />}</Asked>}</Asked>}</Asked></div></div>
}

interface Counts { good: string; scrap: string; rework: string }
const NOUGHT: Counts = { good: '0', scrap: '0', rework: '0' }

function Report({ record, form, report }: { record: Record_; form: Form; report: Form }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [counts, setCounts] = useState(NOUGHT)
  const [again, setAgain] = useState(false)
  const [reason, setReason] = useState<string | null>(null)
  const [key, setKey] = useState(newKey)
  const [faults, setFaults] = useState<string[]>([])
  const [busy, setBusy] = useState(false)
  const [done, setDone] = useState<Record_ | 'queued' | null>(null)
  const v = record.values
  const planned = amount(v[CARD.quantity])
  const waiting = amount(v[CARD.waiting])
  const used = amount(v[CARD.used])
  const before = v[CARD.previous] ? amount(v[CARD.before]) : null
  const left = again ? waiting : minus(before !== null && compare(before, planned) < 0 ? before : planned, used)
  const now = plus(plus(canonical(counts.good) ?? '0', canonical(counts.scrap) ?? '0'), canonical(counts.rework) ?? '0')
  const bad = !isZero(canonical(counts.scrap) ?? '0') || !isZero(canonical(counts.rework) ?? '0')
  const reasons = fieldOf(report, REPORTED.reason)?.options?.filter(one => !one.retired) ?? []
  const set = (name: keyof Counts) => (value: string): void => { setCounts({ ...counts, [name]: value }); setFaults([]); setKey(newKey()) }

  const send = async (): Promise<void> => {
    if (isZero(now)) { setFaults([t('floor.nothing')]); return }
    const values: Values = { [REPORTED.operation]: record.id }
    if (again) values[REPORTED.kind] = 'rework'
    for (const name of ['good', 'scrap', 'rework'] as const) values[REPORTED[name]] = canonical(counts[name]) ?? '0'
    if (bad && reason) values[REPORTED.reason] = reason
    setBusy(true)
    try {
      setDone(await records.create(REPORT, values, key))
      void client.invalidateQueries({ queryKey: keys.record(OPERATION, record.id) })
      void client.invalidateQueries({ queryKey: keys.records(OPERATION) })
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      if (error.offline) {
        enqueue({ key, values, title: `${title(v[CARD.code]) || record.title} · ${t('floor.good')} ${counts.good}`, at: new Date().toISOString() })
        setDone('queued')
      } else {
        setFaults(error.faults.length ? error.faults.map(fault => fault.message) : [error.message])
        setKey(newKey())
      }
    } finally {
      setBusy(false)
    }
  }
  if (done) return <Finished report={done} counts={counts} again={() => { setDone(null); setAgain(false); setCounts(NOUGHT); setReason(null); setKey(newKey()) }} />
  const over = compare(now, left) > 0
  return (
    <>
      <OperationCard record={record} form={form} planned={planned} before={before} used={used} left={left} />
      {compare(waiting, '0') > 0 ? (
        <div className={s['reasons']} role="group">
          {[false, true].map(rework => <button type="button" key={String(rework)} aria-pressed={again === rework} data-on={again === rework} onClick={() => { setAgain(rework); setCounts(NOUGHT); setFaults([]); setKey(newKey()) }}>{rework ? t('floor.reworkReport', { n: grouped(waiting) }) : t('floor.normalReport')}</button>)}
        </div>
      ) : null}
      <Stepper name="good" label={t('floor.good')} tone="done" value={counts.good} onChange={set('good')} />
      <Stepper name="scrap" label={t('floor.scrap')} tone="late" value={counts.scrap} onChange={set('scrap')} />
      {again ? null : <Stepper name="rework" label={t('floor.rework')} tone="waiting" value={counts.rework} onChange={set('rework')} />}
      {bad && reasons.length ? <><div className={s['subhead']}>{fieldOf(report, REPORTED.reason)?.title ?? t('floor.reason')}</div><div className={s['reasons']}>{reasons.map(one => <button type="button" key={one.value} data-on={reason === one.value} aria-pressed={reason === one.value} onClick={() => { setReason(one.value); setFaults([]); setKey(newKey()) }}>{one.title}</button>)}</div></> : null}
      {faults.map((fault, i) => <div key={i} className={s['over']} role="alert">{fault}</div>)}
      {over && faults.length === 0 ? <div className={s['over']}>{t('floor.over')}</div> : null}
      <button type="button" className={`${s['big']} ${s['primary']}`} disabled={busy || isZero(now)} onClick={() => void send()} data-action="report">{t('floor.report')}{isZero(now) ? '' : ` ${grouped(now)}`}</button>
    </>
  )
}

function OperationCard({ record, form, planned, before, used, left }: { record: Record_; form: Form; planned: string; before: string | null; used: string; left: string }) {
  const { t } = useTranslation()
  const units = useUnits()
  const v = record.values
  const state = fieldOf(form, CARD.state)?.options?.find(one => one.value === v[CARD.state])
  const unit = isMeasured(v[CARD.quantity]) ? units.title((v[CARD.quantity] as { unit: string }).unit) : ''
  const share = (name: string): string => `${Math.min(1, ratio(amount(v[name]), planned)) * 100}%`
  return (
    <div className={s['card']}>
      <h1><span>{title(v[CARD.name]) || record.title}</span>{state ? <StateChip state={stateOf(state.colour)}>{state.title}</StateChip> : null}</h1>
      <p>{[title(v[CARD.item]), title(v[CARD.order]), title(v[CARD.code]), title(v[CARD.machine])].filter(Boolean).join(' · ')}</p>
      <div className={s['bar']}><i style={{ width: share(CARD.good), background: 'var(--done-solid)' }} /><i style={{ width: share(CARD.scrap), background: 'var(--late-solid)' }} /><i style={{ width: share(CARD.rework), background: 'var(--waiting-solid)' }} /></div>
      <div className={s['facts']}>
        <div><span>{t('floor.planned')}</span><b>{grouped(planned)}</b> {unit}</div>{before === null ? null : <div><span>{fieldOf(form, CARD.before)?.title ?? ''}</span><b>{grouped(before)}</b> {unit}</div>}<div><span>{t('floor.reported')}</span><b>{grouped(used)}</b> {unit}</div><div><span>{t('floor.remaining', { n: '' })}</span><b>{grouped(compare(left, '0') < 0 ? '0' : left)}</b> {unit}</div>
      </div>
      {title(v[CARD.instruction]) ? <p style={{ marginTop: 10, whiteSpace: 'pre-wrap' }}>{title(v[CARD.instruction])}</p> : null}
    </div>
  )
}

function Finished({ report, counts, again }: { report: Record_ | 'queued'; counts: Counts; again: () => void }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const queued = report === 'queued'
  const wage = queued ? null : report.values[REPORTED.wage]
  return (
    <>
      <div className={`${s['card']} ${s['done']}`} role="status">
        <svg className={s['tick']} viewBox="0 0 84 84" aria-hidden><circle cx="42" cy="42" r="40" fill={queued ? 'var(--waiting-soft)' : 'var(--done-soft)'} /><path d="M25 43l12 12 23-25" fill="none" stroke={queued ? 'var(--waiting-solid)' : 'var(--done-solid)'} strokeWidth="6" strokeLinecap="round" strokeLinejoin="round" /></svg>
        <h1>{queued ? t('floor.queued') : t('floor.done')}</h1>
        <p>{queued ? t('floor.queuedText') : report.title}</p>
        <p style={{ marginTop: 8 }}>{t('floor.good')} <b>{grouped(counts.good)}</b> · {t('floor.scrap')} <b>{grouped(counts.scrap)}</b> · {t('floor.rework')} <b>{grouped(counts.rework)}</b></p>
        {isMeasured(wage) && !isZero(wage.value) ? <><div className={s['wage']}>{measured(wage)}</div><p>{t('floor.wage')}</p></> : null}
      </div>
      <button type="button" className={`${s['big']} ${s['primary']}`} onClick={() => void navigate(address.floor)}>{t('floor.again')}</button>
      <button type="button" className={s['big']} onClick={again}>{t('common.back')}</button>
    </>
  )
}
