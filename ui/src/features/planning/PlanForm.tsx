/** What a new plan starts from, how long it is searched, and what it supposes. */
import { newKey, planning, type Goal, type PlanAsked, type Schedule, type Starts } from '@jingwei/client'
import { CloseOutlined, PlusOutlined } from '@ant-design/icons'
import { App, Button, Checkbox, DatePicker, Input, InputNumber, Modal, Segmented, Select } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { sentence } from '@/lib/Asked'
import { address } from '@/lib/address'
import { onPlantClock } from '@/lib/format'
import { SCHEDULING } from './forms'
import { Lacking } from './Lacking'
import { choicesOf, NOTHING, offerLacks, PlanChoices, type Left } from './PlanChoices'
import { lacks, supposed, type MachineRow, type OrderRow, type Row } from './suppose'
import s from './plans.module.css'

const STARTS = ['soon', 'wip', 'due'] as const
const GOALS = ['lateness', 'sooner'] as const
const SECONDS = [2, 10, 30, 120] as const

export function PlanForm({ schedule, onClose, onBegun }: { schedule: Schedule; onClose: () => void; onBegun: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const [title, setTitle] = useState('')
  const [from, setFrom] = useState<'standing' | 'anew'>('standing')
  const [seconds, setSeconds] = useState(10)
  const [starts, setStarts] = useState<Starts>(schedule.starts ?? 'soon')
  const [goal, setGoal] = useState<Goal>('lateness')
  const [left, setLeft] = useState<Left>(NOTHING)
  const [rows, setRows] = useState<readonly Row[]>([])
  const [busy, setBusy] = useState(false)
  // What a row lacks is said once it has been asked for a plan, not while it is filled in.
  const [asked, setAsked] = useState(false)
  const choices = choicesOf(left)
  // Other operations have no place to go on from.
  const splits = choices?.split !== undefined
  // What ends on its due date does not end early.
  const aim: Goal = starts === 'due' ? 'lateness' : goal
  const put = (at: number, row: Row): void => setRows(rows.map((one, i) => (i === at ? row : one)))
  const begin = async (): Promise<void> => {
    setAsked(true)
    if (rows.some(lacks) || left.overtime.some(offerLacks)) return
    setBusy(true)
    try {
      const scenario = supposed(rows)
      const wanted: PlanAsked = { from, seconds, starts, goal: aim, ...(choices ? { choices } : {}), ...(title.trim() ? { title: title.trim() } : {}), ...(scenario ? { scenario } : {}) }
      await planning.makePlan(wanted, newKey())
      onBegun()
    } catch (error) {
      message.error(sentence(error, t('common.offlineError')))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Modal open title={t('plans.new')} onCancel={onClose} onOk={() => void begin()} okText={t('plans.begin')} cancelText={t('common.cancel')} confirmLoading={busy} okButtonProps={{ ['data-action' as string]: 'begin-plan' }} width={560}>
      <div className={s['form']}>
        <label htmlFor="plan-title">{t('plans.title')}</label>
        <Input id="plan-title" value={title} maxLength={80} onChange={event => setTitle(event.target.value)} placeholder={t('plans.titleText')} />
        <span>{t('plans.from')}</span>
        <Segmented value={splits ? 'anew' : from} onChange={setFrom} options={[{ value: 'standing', label: t('plans.fromStanding'), disabled: splits }, { value: 'anew', label: t('plans.fromAnew') }]} />
        <span>{t('plans.seconds')}</span>
        <Segmented value={seconds} onChange={setSeconds} options={SECONDS.map(one => ({ value: one, label: t('plans.nSeconds', { n: one }) }))} />
        <span>{t('plans.goal')}</span>
        <div>
          <Segmented value={aim} onChange={setGoal} options={GOALS.map(one => ({ value: one, label: t(`plans.goalAs.${one}`), disabled: one === 'sooner' && starts === 'due' }))} data-goal />
          <p className={s['under']}>{t(starts === 'due' ? 'plans.goalNotDue' : `plans.goalText.${aim}`)}</p>
        </div>
        <span>{t('plans.starts')}</span>
        <div>
          <Segmented value={starts} onChange={setStarts} options={STARTS.map(one => ({ value: one, label: t(`plans.startsAs.${one}`) }))} data-starts />
          <p className={s['under']}>{t(`plans.startsText.${starts}`)}</p>
        </div>
        <span className={s['start']}>{t('plans.may')}</span>
        <PlanChoices schedule={schedule} left={left} asked={asked} onChange={setLeft} />
        <span>{t('plans.suppose')}</span>
        <div className={s['rows']}>
          {rows.map((row, at) => (
            <div key={at} className={s['if']} data-if={row.kind}>
              {row.kind === 'machine' ? <MachineIf row={row} schedule={schedule} onChange={next => put(at, next)} /> : <OrderIf row={row} schedule={schedule} onChange={next => put(at, next)} />}
              <Lacking what={asked ? lacks(row) : null} />
              <Button type="text" size="small" icon={<CloseOutlined />} aria-label={t('common.remove')} onClick={() => setRows(rows.filter((_, i) => i !== at))} />
            </div>
          ))}
          <div className={s['acts']}>
            <Button size="small" icon={<PlusOutlined />} onClick={() => setRows([...rows, { kind: 'machine', machine: null, what: 'down', span: null }])} data-action="if-machine">{t('plans.ifMachine')}</Button>
            <Button size="small" icon={<PlusOutlined />} onClick={() => setRows([...rows, { kind: 'order', order: null, due: null, priority: null, leave: false }])} data-action="if-order">{t('plans.ifOrder')}</Button>
          </div>
        </div>
      </div>
      <p className={s['hint']}>{t('plans.formText')} <Link to={address.grid(SCHEDULING)}>{t('plans.settings')}</Link></p>
    </Modal>
  )
}

function MachineIf({ row, schedule, onChange }: { row: MachineRow; schedule: Schedule; onChange: (row: MachineRow) => void }) {
  const { t } = useTranslation()
  return (
    <>
      <Select value={row.machine} showSearch optionFilterProp="label" onChange={machine => onChange({ ...row, machine })} options={schedule.machines.map(one => ({ value: one.id, label: one.title }))} placeholder={t('schedule.machine')} aria-label={t('schedule.machine')} />
      <Select value={row.what} onChange={what => onChange({ ...row, what })} options={[{ value: 'down', label: t('plans.down') }, { value: 'overtime', label: t('plans.overtime') }]} aria-label={t('plans.suppose')} />
      <DatePicker.RangePicker className={s['wide'] ?? ''} showTime={{ format: 'HH:mm' }} format="MM-DD HH:mm" value={row.span ? [onPlantClock(row.span[0]), onPlantClock(row.span[1])] : null}
        onChange={span => onChange({ ...row, span: span?.[0] && span[1] ? [onClock(span[0]), onClock(span[1])] : null })} />
    </>
  )
}

function OrderIf({ row, schedule, onChange }: { row: OrderRow; schedule: Schedule; onChange: (row: OrderRow) => void }) {
  const { t } = useTranslation()
  return (
    <>
      <Select value={row.order} showSearch optionFilterProp="label" onChange={order => onChange({ ...row, order })} options={schedule.orders.map(one => ({ value: one.order.id, label: one.order.title ?? '' }))} placeholder={t('schedule.orders')} aria-label={t('schedule.orders')} />
      <Checkbox checked={row.leave} onChange={event => onChange({ ...row, leave: event.target.checked })}>{t('plans.leaveOut')}</Checkbox>
      {row.leave ? null : (
        <>
          <DatePicker value={row.due ? dayjs(row.due) : null} onChange={due => onChange({ ...row, due: due && !Array.isArray(due) ? due.format('YYYY-MM-DD') : null })} placeholder={t('plans.due')} />
          <InputNumber className={s['full'] ?? ''} min={1} max={100} precision={0} value={row.priority} onChange={priority => onChange({ ...row, priority })} placeholder={t('plans.priority')} aria-label={t('plans.priority')} />
        </>
      )}
    </>
  )
}

const onClock = (at: dayjs.Dayjs): string => dayjs.tz(at.format('YYYY-MM-DD HH:mm:ss')).toISOString()
