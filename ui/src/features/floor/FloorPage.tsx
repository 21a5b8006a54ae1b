/** 报工, first tap: scan the traveller, type its code, or take one of the operations given to me. */
import { records, type Page, type Filter, type Measured, type Value } from '@jingwei/client'
import { readCode } from '@jingwei/core/code'
import { Empty, StateChip, stateOf } from '@jingwei/kit'
import { ScanOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { fieldOf, useForm } from '@/hooks/useForm'
import { address } from '@/lib/address'
import { Amount } from '@/lib/Amount'
import { Asked, sentence } from '@/lib/Asked'
import { Camera } from '@/lib/Camera'
import { isRef } from '@/lib/format'
import { keys } from '@/lib/keys'
import { useSession } from '@/lib/session'
import s from './floor.module.css'
import { CARD, OPEN_STATES, OPERATION, WORK_ORDER } from './forms'
import { forget, useQueue } from './queue'

const FIELDS = [CARD.code, CARD.name, CARD.order, CARD.item, CARD.quantity, CARD.state]
interface Job { id: string; values: Record<string, Value> }
const jobsOf = (page: Page): Job[] => page.rows.map(row => ({ id: String(row[0]), values: Object.fromEntries(page.columns.map((column, i) => [column, row[i + 2]])) }))

export default function FloorPage() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { me } = useSession()
  const waiting = useQueue()
  const [camera, setCamera] = useState(false)
  const [typed, setTyped] = useState('')
  const [said, setSaid] = useState('')
  const [several, setSeveral] = useState<Job[]>([])
  const mine = useQuery({
    queryKey: keys.records(OPERATION, 'mine', me.person.id),
    queryFn: async () => jobsOf(await records.list(OPERATION, { filter: ['and', [CARD.operator, 'eq', me.person.id], [CARD.state, 'in', OPEN_STATES]], fields: FIELDS, limit: 30 })),
  })
  const find = async (text: string): Promise<void> => {
    setCamera(false)
    setSaid('')
    const code = readCode(text)
    if (code.kind === 'record' && code.form === OPERATION) { void navigate(address.operation(code.id)); return }
    if (code.kind === 'report') { void navigate(address.operation(code.operation)); return }
    if (code.kind === 'text' && code.text === '') return
    const filter: Filter = code.kind === 'record' && code.form === WORK_ORDER ? [CARD.order, 'eq', code.id] : [CARD.code, 'starts', code.kind === 'text' ? code.text : text]
    try {
      const found = jobsOf(await records.list(OPERATION, { filter: ['and', filter], fields: FIELDS, limit: 20 }))
      const exactly = found.find(job => job.values[CARD.code] === text.trim()) ?? (found.length === 1 ? found[0] : undefined)
      if (exactly) { void navigate(address.operation(exactly.id)); return }
      setSeveral(found)
      setSaid(found.length ? t('floor.manyFound') : t('floor.notFound'))
    } catch (error) {
      setSaid(sentence(error, t('common.offlineError')))
    }
  }
  return (
    <div className={s['page']}>
      <div className={s['col']}>
        <button type="button" className={s['scan']} onClick={() => setCamera(true)} data-scan><ScanOutlined />{t('floor.scan')}</button>
        <form className={s['type']} onSubmit={event => { event.preventDefault(); void find(typed) }}>
          <input value={typed} onChange={event => setTyped(event.target.value)} placeholder={t('floor.typeHint')} aria-label={t('floor.type')} autoCapitalize="characters" enterKeyHint="search" autoFocus />
          <button type="submit" className={s['big']}>{t('floor.go')}</button>
        </form>
        {said ? <div role="status" className={s['over']} style={several.length ? { color: 'var(--text2)' } : undefined}>{said}</div> : null}
        {several.map(job => <JobLine key={job.id} job={job} />)}
        {waiting.length ? (
          <div className={s['wait']}><b>{t('floor.queue', { n: waiting.length })}</b>{waiting.map(one => <div key={one.key}>{one.title}{one.refused ? <> — {one.refused} <button type="button" onClick={() => forget(one.key)} style={{ border: 0, background: 'none', textDecoration: 'underline', cursor: 'pointer' }}>{t('common.remove')}</button></> : null}</div>)}<span>{t('floor.queueText')}</span></div>
        ) : null}
        <div className={s['subhead']}>{t('floor.mine')}</div>
        <Asked query={mine} rows={3}>{jobs => (jobs.length === 0 ? <Empty small title={t('floor.mineEmpty')} /> : <>{jobs.map(job => <JobLine key={job.id} job={job} />)}</>)}</Asked>
      </div>
      {camera ? <Camera onCode={text => void find(text)} close={() => setCamera(false)} onFailed={() => { setCamera(false); setSaid(`${t('floor.noCamera')} ${t('floor.noCameraText')}`) }} /> : null}
    </div>
  )
}

function JobLine({ job }: { job: Job }) {
  const form = useForm(OPERATION)
  const state = fieldOf(form.data, CARD.state)?.options?.find(one => one.value === job.values[CARD.state])
  const title = (value: Value): string => (isRef(value) ? value.title ?? '' : String(value ?? ''))
  const { quantity } = job.values
  return (
    <Link className={s['job']} to={address.operation(job.id)}>
      <div><b>{title(job.values[CARD.name])}</b> <small>{title(job.values[CARD.code])}</small><br /><small>{title(job.values[CARD.item])}</small></div>
      <div style={{ textAlign: 'right' }}><b><Amount value={quantity as Measured} /></b><br />{state ? <StateChip state={stateOf(state.colour)}>{state.title}</StateChip> : null}</div>
    </Link>
  )
}
