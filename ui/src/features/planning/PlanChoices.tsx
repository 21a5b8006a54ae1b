/** What a new plan is left to choose: other routings of its orders, overtime that is offered, lots of late orders. */
import type { Choices, OvertimeIf, Schedule } from '@jingwei/client'
import { CloseOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Checkbox, InputNumber, Select, TimePicker } from 'antd'
import dayjs from 'dayjs'
import { useTranslation } from 'react-i18next'
import { Lacking } from './Lacking'
import s from './plans.module.css'

/** `target` is `centre:1` or `machine:2`; hours behind the last shift, hours of a day off. */
export interface OvertimeRow { target: string | null; after: number; off: readonly [string, string] | null; days: number; cost: number }
export interface SplitRow { lots: number; above: number; orders: readonly string[] }
export interface Left { routes: boolean; overtime: readonly OvertimeRow[]; split: SplitRow | null }

export const NOTHING: Left = { routes: false, overtime: [], split: null }
const NEW: OvertimeRow = { target: null, after: 2, off: null, days: 14, cost: 60 }
const LOTS: SplitRow = { lots: 2, above: 0, orders: [] }
const DAY_OFF = ['08:00', '17:00'] as const

export function PlanChoices({ schedule, left, asked, onChange }: { schedule: Schedule; left: Left; /** A plan has been asked for: what lacks is said. */ asked: boolean; onChange: (left: Left) => void }) {
  const { t } = useTranslation()
  const put = (at: number, row: OvertimeRow): void => onChange({ ...left, overtime: left.overtime.map((one, i) => (i === at ? row : one)) })
  return (
    <div className={s['rows']} data-choices>
      <Checkbox checked={left.routes} onChange={event => onChange({ ...left, routes: event.target.checked })} data-choice="routes">{t('plans.mayRoute')}</Checkbox>
      <Checkbox checked={left.split !== null} onChange={event => onChange({ ...left, split: event.target.checked ? LOTS : null })} data-choice="split">{t('plans.maySplit')}</Checkbox>
      {left.split ? <Split row={left.split} schedule={schedule} onChange={split => onChange({ ...left, split })} /> : null}
      {left.overtime.map((row, at) => (
        <div key={at} className={s['if']} data-if="overtime">
          <Overtime row={row} schedule={schedule} onChange={next => put(at, next)} />
          <Lacking what={asked ? offerLacks(row) : null} />
          <Button type="text" size="small" icon={<CloseOutlined />} aria-label={t('common.remove')} onClick={() => onChange({ ...left, overtime: left.overtime.filter((_, i) => i !== at) })} />
        </div>
      ))}
      <div className={s['acts']}><Button size="small" icon={<PlusOutlined />} onClick={() => onChange({ ...left, overtime: [...left.overtime, NEW] })} data-action="may-overtime">{t('plans.mayOvertime')}</Button></div>
      {choicesOf(left) ? <p className={s['under']}>{t('plans.mayText')}</p> : null}
    </div>
  )
}

function Split({ row, schedule, onChange }: { row: SplitRow; schedule: Schedule; onChange: (row: SplitRow) => void }) {
  const { t } = useTranslation()
  return (
    <div className={s['split']} data-if="split">
      <InputNumber min={2} max={20} precision={0} value={row.lots} onChange={lots => onChange({ ...row, lots: lots ?? LOTS.lots })} prefix={t('plans.atMost')} suffix={t('plans.lots')} aria-label={t('plans.lots')} />
      <InputNumber min={0} precision={0} disabled={row.orders.length > 0} value={row.above} onChange={above => onChange({ ...row, above: above ?? 0 })} prefix={t('plans.above')} aria-label={t('plans.above')} />
      <Select className={s['wide'] ?? ''} mode="multiple" value={[...row.orders]} optionFilterProp="label" onChange={orders => onChange({ ...row, orders })} options={schedule.orders.map(one => ({ value: one.order.id, label: one.order.title ?? '' }))} placeholder={t('plans.onlyThese')} aria-label={t('plans.onlyThese')} />
    </div>
  )
}

function Overtime({ row, schedule, onChange }: { row: OvertimeRow; schedule: Schedule; onChange: (row: OvertimeRow) => void }) {
  const { t } = useTranslation()
  const own = schedule.machines.filter(one => !one.outside)
  const centres = [...new Map(own.flatMap(one => (one.centre && one.group ? [[one.centre, one.group] as const] : []))).entries()]
  const targets = [
    { label: t('plans.centres'), options: centres.map(([id, title]) => ({ value: `centre:${id}`, label: title })) },
    { label: t('schedule.machine'), options: own.map(one => ({ value: `machine:${one.id}`, label: one.title })) },
  ]
  return (
    <>
      <Select className={s['wide'] ?? ''} value={row.target} showSearch optionFilterProp="label" onChange={target => onChange({ ...row, target })} options={targets} placeholder={t('plans.overtimeAt')} aria-label={t('plans.overtimeAt')} />
      <InputNumber className={s['full'] ?? ''} min={0} max={12} precision={0} value={row.after} onChange={after => onChange({ ...row, after: after ?? 0 })} prefix={t('plans.after')} suffix={t('schedule.hours')} aria-label={t('plans.after')} />
      <InputNumber className={s['full'] ?? ''} min={1} max={60} precision={0} value={row.days} onChange={days => onChange({ ...row, days: days ?? NEW.days })} prefix={t('plans.ahead')} suffix={t('plans.days')} aria-label={t('plans.ahead')} />
      <div className={s['off']}>
        <Checkbox checked={row.off !== null} onChange={event => onChange({ ...row, off: event.target.checked ? DAY_OFF : null })}>{t('plans.off')}</Checkbox>
        {row.off ? <TimePicker.RangePicker format="HH:mm" minuteStep={30} allowClear={false} value={[clock(row.off[0]), clock(row.off[1])]} onChange={span => onChange({ ...row, off: span?.[0] && span[1] ? [span[0].format('HH:mm'), span[1].format('HH:mm')] : DAY_OFF })} /> : null}
      </div>
      <InputNumber className={`${s['wide'] ?? ''} ${s['full'] ?? ''}`} min={0} max={10_000} precision={0} value={row.cost} onChange={cost => onChange({ ...row, cost: cost ?? NEW.cost })} prefix={t('plans.cost')} suffix={t('plans.minutes')} aria-label={t('plans.cost')} />
    </>
  )
}

const clock = (text: string): dayjs.Dayjs => dayjs(`2000-01-01T${text}`)

/** What an offer of overtime still lacks: where it is, or when. */
export const offerLacks = (row: OvertimeRow): 'target' | 'hours' | null => (row.target === null ? 'target' : row.after || row.off ? null : 'hours')

/** What is left to the plan; null where that is nothing. */
export function choicesOf({ routes, overtime, split }: Left): Choices | null {
  const offered = overtime.flatMap(row => {
    const [kind, id] = row.target?.split(':') ?? []
    const where: OvertimeIf | null = id === undefined ? null : kind === 'centre' ? { centre: id } : { machine: id }
    return where && (row.after || row.off) ? [{ ...where, after: row.after, days: row.days, cost: row.cost, ...(row.off ? { off: row.off.join('-') } : {}) }] : []
  })
  if (!routes && offered.length === 0 && split === null) return null
  return { routes, overtime: offered, ...(split ? { split: { lots: split.lots, above: split.above, orders: [...split.orders] } } : {}) }
}
