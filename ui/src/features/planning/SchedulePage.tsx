/** What is late, why, and what if: machines as rows, a drag shows its ripple before anything is saved. */
import { newKey, planning, type Bar, type PlacedBar, type Plan, type Proposal, type Schedule } from '@jingwei/client'
import { Empty, Page, StateChip, StateMark } from '@jingwei/kit'
import { ThunderboltOutlined, UndoOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNarrow } from '@/hooks/useNarrow'
import { Asked, sentence } from '@/lib/Asked'
import { duration } from '@/lib/format'
import { keys } from '@/lib/keys'
import { useSession } from '@/lib/session'
import { Gantt } from './Gantt'
import { Moved } from './Moved'
import { PlanPanel } from './PlanPanel'
import { ScheduleList } from './ScheduleList'
import { ScheduleSide } from './ScheduleSide'
import { Stale } from './Stale'
import { usePlan, usePlans } from './usePlans'
import plansCss from './plans.module.css'
import s from './schedule.module.css'

export default function SchedulePage() {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const client = useQueryClient()
  const narrow = useNarrow()
  const may = useSession().catalogue.pages.schedule?.includes('plan') ?? false
  const query = useQuery({ queryKey: keys.schedule, queryFn: () => planning.schedule() })
  const [busy, setBusy] = useState(false)
  const run = async (): Promise<void> => {
    setBusy(true)
    try {
      client.setQueryData(keys.schedule, await planning.dispatch(newKey()))
      message.success(t('schedule.ran'))
    } catch (error) {
      message.error(sentence(error, t('common.offlineError')))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Page padded={false} title={<span style={{ display: 'inline-flex', gap: 10, alignItems: 'center' }}>{t('schedule.title')}{query.data ? <Standing schedule={query.data} /> : null}</span>}
      tools={may ? <Button type="primary" icon={<ThunderboltOutlined />} loading={busy} onClick={() => void run()} data-action="run">{t('schedule.run')}</Button> : null}>
      <Asked query={query} rows={12}>
        {schedule => (schedule.orders.length === 0 ? <Empty title={t('schedule.empty')} text={t('schedule.emptyText')} step={may ? <Button type="primary" onClick={() => void run()}>{t('schedule.run')}</Button> : undefined} />
          : narrow ? <Narrow schedule={schedule} may={may} busy={busy} onRun={() => void run()} /> : <Board schedule={schedule} may={may} running={busy} onRun={() => void run()} />)}
      </Asked>
    </Page>
  )
}

/** Green is said only when every order has its times and none is late. */
function Standing({ schedule }: { schedule: Schedule }) {
  const { t } = useTranslation()
  const late = schedule.orders.filter(order => order.late_minutes > 0).length
  const open = schedule.orders.filter(order => order.finish === null).length
  const old = schedule.changed?.length ?? 0
  return (
    <>
      {late ? <StateChip state="late">{`${t('schedule.late')} ${late}`}</StateChip> : null}
      {open ? <StateChip state="waiting">{t('schedule.open', { n: open })}</StateChip> : null}
      {old ? <StateChip state="waiting">{t('schedule.old')}</StateChip> : null}
      {late + open === 0 && old === 0 && schedule.orders.length > 0 ? <StateChip state="done">{t('schedule.noneLate')}</StateChip> : null}
    </>
  )
}

type Side = 'orders' | 'plans'

/** Which plan is looked at, and with what it is compared. */
function usePlanChoice() {
  const plans = usePlans().data ?? []
  const [chosen, setChosen] = useState<string | null>(null)
  const [against, setAgainst] = useState('standing')
  const read = usePlan(chosen, against).data
  const plan: Plan | null = chosen !== null && read?.id === chosen && read.figures !== null ? read : null
  const onChoose = (id: string | null): void => {
    setChosen(id)
    if (id === against) setAgainst('standing')
  }
  return { plans, chosen, against, plan, onChoose, onAgainst: setAgainst }
}

/** On a phone what comes next, or the plans. */
function Narrow({ schedule, may, busy, onRun }: { schedule: Schedule; may: boolean; busy: boolean; onRun: () => void }) {
  const { t } = useTranslation()
  const [side, setSide] = useState<Side>('orders')
  const [order, setOrder] = useState<string | null>(null)
  const plans = usePlanChoice()
  return (
    <div className={plansCss['narrow']}>
      <Segmented block value={side} onChange={setSide} options={[{ value: 'orders', label: t('schedule.title') }, { value: 'plans', label: t('plans.all') }]} />
      {side === 'orders' && !plans.plan ? <div className={plansCss['above']}><Stale title={t('schedule.stale')} changed={schedule.changed ?? []} again={t('schedule.run')} busy={busy} onAgain={may ? onRun : undefined} /></div> : null}
      {side === 'orders' ? <ScheduleList schedule={plans.plan ?? schedule} /> : <div className={plansCss['phone']}><PlanPanel {...plans} schedule={schedule} may={may} order={order} onOrder={setOrder} /></div>}
    </div>
  )
}

const asPlaced = (bar: Bar): PlacedBar => ({ bar: bar.id, machine: bar.machine, from: bar.from, to: bar.to, locked: bar.locked })

function Board({ schedule, may, running, onRun }: { schedule: Schedule; may: boolean; running: boolean; onRun: () => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const client = useQueryClient()
  const [chosen, setChosen] = useState<Bar | null>(null)
  const [order, setOrder] = useState<string | null>(null)
  const [proposal, setProposal] = useState<Proposal | null>(null)
  const [busy, setBusy] = useState(false)
  const [undo, setUndo] = useState<readonly PlacedBar[]>([])
  const [side, setSide] = useState<Side>('orders')
  const plans = usePlanChoice()
  const shown: Schedule = plans.plan ?? schedule
  const [refused, setRefused] = useState<string | null>(null)
  const fail = (error: unknown): void => { setRefused(sentence(error, t('common.offlineError'))) }
  const choose = (bar: Bar | null): void => { setChosen(bar); setOrder(null); setRefused(null) }
  const chooseOrder = (id: string): void => { setOrder(id === order ? null : id); setChosen(null) }
  const move = async (bar: Bar, machine: string, from: number): Promise<void> => {
    setBusy(true)
    setRefused(null)
    try {
      setProposal(await planning.move(bar.id, machine, new Date(from).toISOString().replace('.000Z', 'Z')))
    } catch (error) {
      fail(error)
    } finally {
      setBusy(false)
    }
  }
  const save = async (bars: readonly PlacedBar[], said: string): Promise<void> => {
    setBusy(true)
    try {
      await planning.save(bars, newKey())
      await client.invalidateQueries({ queryKey: keys.schedule })
      setProposal(null)
      setChosen(null)
      setRefused(null)
      message.success(said)
    } catch (error) {
      fail(error)
    } finally {
      setBusy(false)
    }
  }
  const accept = async (): Promise<void> => {
    if (!proposal) return
    const stood = proposal.proposal.flatMap(({ bar }) => schedule.bars.filter(one => one.id === bar).map(asPlaced))
    await save(proposal.proposal, t('schedule.saved'))
    setUndo(stood)
  }
  const takeBack = (): void => { void save(undo, t('schedule.undone')); setUndo([]) }
  const unlock = (bar: Bar): void => { void save([{ ...asPlaced(bar), locked: false }], t('schedule.unlocked')) }
  return (
    <div className={s['body']}>
      <Gantt schedule={shown} proposal={plans.plan ? null : proposal} against={plans.plan?.ghost} frozenUntil={shown.frozen_until ?? null} highlight={order ?? chosen?.order.id ?? null} chosen={chosen?.id ?? null} onChoose={choose} onHeld={why => setRefused(t(`schedule.held.${why}`))} onMove={may && !plans.plan ? (bar, machine, from) => void move(bar, machine, from) : undefined} />
      <aside className={s['side']}>
        <Segmented block size="small" className={s['tabs'] ?? ''} value={side} onChange={setSide} options={[{ value: 'orders', label: t('schedule.orders') }, { value: 'plans', label: t('plans.all') }]} data-side />
        {busy && !proposal ? <p style={{ color: 'var(--text2)', marginBottom: 12 }}>{t('schedule.checking')}</p> : null}
        {refused ? <div role="alert" className={s['refused']} data-refused><StateMark state="late" size={12} /><span>{refused}</span></div> : null}
        {proposal ? (
          <div className={s['proposal']}>
            <h2><StateMark state="promise" />{t('schedule.proposal')}</h2>
            <p style={{ fontSize: 13 }}>{t('schedule.moved', { n: proposal.proposal.length })} · {proposal.slipped.length ? t('schedule.slips', { n: proposal.slipped.length }) : t('schedule.noSlip')}</p>
            {proposal.repaired?.length ? <p style={{ fontSize: 13 }} data-repaired>{t('schedule.repaired', { n: proposal.repaired.length, t: duration(proposal.gained ?? 0, t) })}</p> : null}
            {proposal.slipped.map(slip => <div key={slip.order.id} className={s['slip']}><b style={{ fontWeight: 500, marginRight: 8 }}>{slip.order.title}</b><span><Moved before={slip.before} after={slip.after} /></span></div>)}
            <div className={s['acts']}><Button type="primary" size="small" loading={busy} onClick={() => void accept()} data-action="accept">{t('schedule.accept')}</Button><Button size="small" onClick={() => setProposal(null)}>{t('schedule.drop')}</Button></div>
          </div>
        ) : null}
        {undo.length && !proposal ? <p style={{ marginBottom: 12 }}><Button size="small" icon={<UndoOutlined />} loading={busy} onClick={takeBack} data-action="undo">{t('schedule.undo')}</Button></p> : null}
        {plans.plan || proposal ? null : <Stale title={t('schedule.stale')} changed={schedule.changed ?? []} again={t('schedule.run')} busy={running} onAgain={may ? onRun : undefined} />}
        {side === 'plans' ? <PlanPanel {...plans} schedule={schedule} may={may} order={order} onOrder={chooseOrder} />
          : <ScheduleSide schedule={shown} bar={chosen} onUnlock={may && !plans.plan ? unlock : undefined} order={order} onOrder={chooseOrder} onBar={choose} />}
      </aside>
    </div>
  )
}
