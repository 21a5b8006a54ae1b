/** One task: its document, the fields it asks for, and the decision bar that never scrolls away. */
import { ApiError, newKey, records, work, type Decided, type Form, type Record_, type Task, type TaskCan, type Value, type Values } from '@jingwei/client'
import { compare } from '@jingwei/core/decimal'
import { changes, check, type DraftField } from '@jingwei/core/draft'
import { StateChip } from '@jingwei/kit'
import { ArrowLeftOutlined, InfoCircleOutlined, LinkOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Tabs, Tooltip, Button } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useForm } from '@/hooks/useForm'
import { useLinked } from '@/hooks/useLinked'
import { useMadeNotice } from '@/hooks/useMadeNotice'
import { address } from '@/lib/address'
import { Asked } from '@/lib/Asked'
import { ago, remaining } from '@/lib/format'
import { notYet } from '@/lib/expected'
import { keys } from '@/lib/keys'
import { preview, proposed } from '@/lib/preview'
import { useSession } from '@/lib/session'
import { saidWith } from '@/lib/waits'
import { WAYS_OUT } from '@/lib/waysOut'
import { FaultList } from '@/views/form/FaultList'
import { FormView } from '@/views/form/FormView'
import { faultsOf, wording } from '@/views/form/useDraft'
import { usePanels } from '@/views/panels/usePanels'
import { FlowSteps } from '@/views/flow/FlowSteps'
import { pressure, sentWords } from '@/views/task/TaskLine'
import type { Fault } from '@jingwei/client'
import { DecisionBar, type Answer } from './DecisionBar'
import s from './inbox.module.css'

export function TaskDocument({ id, onDecided, onBack }: { id: string; onDecided: (opened: readonly string[]) => void; onBack: () => void }) {
  const task = useQuery({ queryKey: keys.task(id), queryFn: () => work.task(id) })
  const form = useForm(task.data?.form)
  const name = task.data?.form ?? ''
  const recordId = task.data?.record.id ?? ''
  const record = useQuery({ queryKey: keys.record(name, recordId), queryFn: () => records.get(name, recordId), enabled: recordId !== '' })
  return <Asked query={task}>{one => <Asked query={form} rows={8}>{shape => <Asked query={record} rows={8}>{found => <Document task={one} form={shape} record={found} onDecided={onDecided} onBack={onBack} />}</Asked>}</Asked>}</Asked>
}

const NO_FIELDS: readonly string[] = []
const hollow = (value: Value): boolean => value === undefined || value === null || value === '' || value === false

/** The row a task is about: its table as a form of its own, and its cells. */
function rowOf(task: Task, form: Form, record: Record_): { form: Pick<Form, 'fields'>; values: Values } | undefined {
  const table = form.fields.find(field => field.field === task.row?.table)?.form
  const lines = record.values[task.row?.table ?? '']
  const values = Array.isArray(lines) ? (lines as Values[]).find(one => one['id'] === task.row?.id) : undefined
  return table && values ? { form: table, values } : undefined
}

function Document({ task, form, record, onDecided, onBack }: { task: Task; form: Form; record: Record_; onDecided: (opened: readonly string[]) => void; onBack: () => void }) {
  const { t } = useTranslation()
  const notice = useMadeNotice()
  const client = useQueryClient()
  const writable = [...new Set([...task.edit, ...task.ask.map(one => one.field)])]
  const required = new Set(task.ask.filter(one => one.required).map(one => one.field))
  const line = rowOf(task, form, record)
  const own = line?.values ?? record.values
  const shaped: Form = { ...form, ...line?.form, fields: (line?.form ?? form).fields.map(field => (writable.includes(field.field) ? { ...field, readonly: false, required: field.required || required.has(field.field) } : { ...field, readonly: true })) }
  // Of a row everything that says something is shown, or nobody would know which one is meant.
  const shown = line ? line.form.fields.filter(field => !field.hidden && (writable.includes(field.field) || !hollow(own[field.field]))).map(field => field.field) : [...(task.show ?? []).filter(field => !writable.includes(field)), ...writable]
  const asked: Form = { ...shaped, sections: [{ title: t('inbox.askTitle'), fields: shown }], fields: shaped.fields.filter(field => shown.includes(field.field)) }
  const { me } = useSession()
  const [values, setValues] = useState<Values>(() => proposed(task.preset ?? {}, shaped.fields, own, me.person))
  const rowForm = line?.form
  const drawn = useMemo<Form>(() => ({ ...form, ...rowForm }), [form, rowForm])
  const links = useLinked(drawn, values, writable.length > 0)
  const seen = useMemo(() => preview(drawn, values, me.person, links), [drawn, values, me.person, links])
  const [faults, setFaults] = useState<Fault[]>([])
  const [busy, setBusy] = useState<TaskCan | null>(null)
  const [key, setKey] = useState(newKey)
  const instance = record.flow?.instance ?? task.flow ?? ''
  const flow = useQuery({ queryKey: keys.flow(instance), queryFn: () => work.flow(instance), enabled: instance !== '' })
  // Whoever reviews an order works its dates out where he reads it.
  const below = usePanels({ form, values: record.values, shown: record.values, record: record.id, editing: false, readonly: NO_FIELDS, onChange: () => undefined })
  const change = (field: string, value: Value): void => { setValues({ ...values, [field]: value }); setFaults(faults.filter(fault => fault.path?.[0] !== field)); setKey(newKey()) }

  const decide = async (what: TaskCan, answer: Answer): Promise<void> => {
    const forward = what === 'approve' || what === 'complete'
    const fields = asked.fields as DraftField[]
    const wrong = forward ? check(fields, values, (a, b) => compare(a, b) > 0).map(one => wording(one, asked, t)) : []
    setFaults(wrong)
    if (wrong.length) return
    const sent = forward ? changes(fields, own, values) : { values: {}, rows: {} }
    setBusy(what)
    try {
      let outcome: Decided = { tasks: [], created: [] }
      if (what === 'withdraw') await work.withdraw(instance, answer.note, key)
      else {
        const body = { do: what, ...(answer.note ? { note: answer.note } : {}), ...(answer.to ? { to: answer.to } : {}), ...(Object.keys(sent.values).length ? { values: sent.values as Values } : {}) }
        outcome = await work.decide(task.id, body, key)
      }
      const done = task.button && forward ? t('inbox.didOwn', { what: task.button }) : t(`inbox.did.${what}`)
      // Whoever just gave the ball away may no longer see the document.
      const now = await client.fetchQuery({ queryKey: keys.record(record.form, record.id), queryFn: () => records.get(record.form, record.id), staleTime: 0 }).catch(() => null)
      notice(saidWith(`${done} · ${task.record.title ?? ''}`, now, t), outcome.created)
      if (what !== 'urge') onDecided(outcome.tasks)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      setFaults(faultsOf(error, sent, t('common.offlineError')))
      if (!error.offline) setKey(newKey())
    } finally {
      setBusy(null)
    }
  }
  return (
    <>
      <header className={s['head']}>
        <h1>
          <Button type="text" className={s['back'] ?? ''} icon={<ArrowLeftOutlined />} aria-label={t('common.back')} onClick={onBack} />
          {task.title}
          {task.minutes_left !== null && task.minutes_left !== undefined ? <StateChip state={pressure(task)}>{remaining(task.minutes_left, t)}</StateChip> : null}
        </h1>
        <p>
          {t(`inbox.kinds.${task.kind}`)} · {task.flow_title} · <Link to={address.record(task.form, task.record.id)}><LinkOutlined /> {task.record.title}</Link> · {ago(task.opened_at, t)}
          {task.why ? <> · <Tooltip title={`${task.why.rule}${task.why.persons.length ? ' → ' + task.why.persons.map(p => p.title).join('、') : ''}`}><span tabIndex={0} style={{ textDecoration: 'underline dotted', cursor: 'help' }}>{t('inbox.whyMe')}</span></Tooltip></> : null}
        </p>
      </header>
      <div className={s['doc']}>
        {task.sent ? <div className={`${s['reason']} ${s['soft']}`} data-sent={task.sent.how}>{sentWords(task, t)}</div> : null}
        {task.help && task.can.some(one => one === 'approve' || one === 'complete') ? (
          <div className={s['help']}><InfoCircleOutlined /><span>{task.help}</span>{(WAYS_OUT[task.form] ?? []).map(way => <Link key={way.label} to={way.to(task.record.id)}>{t(way.label)} →</Link>)}</div>
        ) : null}
        {task.reason ? <div className={`${s['reason']} ${task.late ? '' : s['soft']}`}>{task.reason}</div> : null}
        <FaultList faults={faults} scope={task.id} />
        {writable.length && task.can.some(one => one === 'approve' || one === 'complete')
          ? <div className={`${s['sheet']} ${s['ask']}`}><FormView form={asked} values={values} shown={seen} editing scope={task.id} onChange={change} faults={faults} /></div> : null}
        <div className={s['sheet']}>
          <Tabs size="small" items={[
            { key: 'doc', label: form.title, children: <FormView form={line ? form : shaped} values={record.values} editing={false} scope={`${task.id}r`} onChange={() => undefined} skip={line ? [] : [...writable, ...notYet(form, record.values, true)]} below={below} /> },
            ...(instance ? [{ key: 'flow', label: t('record.flow'), children: <div style={{ paddingTop: 12 }}><Asked query={flow}>{found => <FlowSteps flow={found} />}</Asked></div> }] : []),
          ]} />
        </div>
      </div>
      {task.can.length ? <DecisionBar task={task} busy={busy} decide={decide} /> : null}
    </>
  )
}
