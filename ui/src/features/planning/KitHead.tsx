/** The work order a kit is checked for, with what may be done with it: check again, release, release although short, pick what has come. */
import { newKey, records, type Action, type Form, type Record_, type Values } from '@jingwei/client'
import { Panel, StateChip, stateOf } from '@jingwei/kit'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { fieldOf, useForm } from '@/hooks/useForm'
import { address } from '@/lib/address'
import { Amount } from '@/lib/Amount'
import { Asked, sentence } from '@/lib/Asked'
import { date, isMeasured, isRef } from '@/lib/format'
import { keys } from '@/lib/keys'
import { AskForm } from '@/views/form/AskForm'
import { WORK_ORDER } from './forms'
import s from './planning.module.css'

/** What moves an order on from here, in the suite's names. */
const STEPS = ['release', 'release_short', 'pick', 'check_kit']

export function KitHead({ order }: { order: string }) {
  const record = useQuery({ queryKey: keys.record(WORK_ORDER, order), queryFn: () => records.get(WORK_ORDER, order) })
  const form = useForm(WORK_ORDER)
  return <Asked query={record} rows={1}>{found => <Asked query={form} rows={1}>{shape => <Head record={found} form={shape} />}</Asked>}</Asked>
}

function Head({ record, form }: { record: Record_; form: Form }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const client = useQueryClient()
  const navigate = useNavigate()
  const [asking, setAsking] = useState<Action | null>(null)
  const [busy, setBusy] = useState('')
  const { item, quantity, due, state } = record.values
  const chip = fieldOf(form, 'state')?.options?.find(one => one.value === state)
  const steps = form.actions.filter(one => STEPS.includes(one.action) && record.actions.includes(one.action))

  const run = async (action: Action, values?: Values, key = newKey()): Promise<void> => {
    const answer = await records.act(WORK_ORDER, record.id, action.action, { ver: record.ver, ...(values ? { values } : {}) }, key)
    client.setQueryData(keys.record(WORK_ORDER, record.id), answer.record)
    await Promise.all([client.invalidateQueries({ queryKey: keys.kit(record.id) }), client.invalidateQueries({ queryKey: keys.records(WORK_ORDER) }), client.invalidateQueries({ queryKey: keys.inbox() })])
    const [made] = answer.created ?? []
    message.success(made ? `${t('record.made')} ${made.title}` : action.title)
    if (made) void navigate(address.record(made.form, made.id))
  }
  const start = (action: Action): void => {
    if (action.ask?.length || action.confirm) { setAsking(action); return }
    setBusy(action.action)
    run(action).catch((error: unknown) => { message.error({ content: sentence(error, t('common.offlineError')), duration: 8 }) }).finally(() => setBusy(''))
  }
  return (
    <Panel>
      <div className={s['kitHead']}>
        <b>{isRef(item) ? item.title : record.title}</b>
        <span>{isMeasured(quantity) ? <Amount value={quantity} /> : null}</span>
        {typeof due === 'string' ? <span>{t('time.dueOn', { d: date(due) })}</span> : null}
        {chip ? <StateChip state={stateOf(chip.colour)}>{chip.title}</StateChip> : null}
        <span className={s['push']} />
        {steps.map(action => <Button key={action.action} type={action.style === 'primary' ? 'primary' : 'default'} danger={action.style === 'danger'} loading={busy === action.action} onClick={() => start(action)} data-action={action.action}>{action.title}</Button>)}
      </div>
      {asking ? <AskForm title={asking.title} text={asking.confirm ?? null} fields={asking.ask ?? []} danger={asking.style === 'danger'} ok={asking.title} close={() => setAsking(null)} run={(values, key) => run(asking, values, key)} /> : null}
    </Panel>
  )
}
