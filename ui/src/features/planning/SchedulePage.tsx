/** What is late, why, and what if: machines as rows, a drag shows its ripple before anything is saved. */
import { newKey, planning, type Bar, type PlacedBar, type Proposal, type Schedule } from '@jingwei/client'
import { HOUR, ZOOMS } from '@jingwei/core/gantt'
import { Empty, Page, StateChip, StateMark } from '@jingwei/kit'
import { MinusOutlined, PlusOutlined, ThunderboltOutlined, UndoOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNarrow } from '@/hooks/useNarrow'
import { Asked, sentence } from '@/lib/Asked'
import { plantOffset, shortInstant } from '@/lib/format'
import { keys } from '@/lib/keys'
import { useSession } from '@/lib/session'
import { Gantt } from './Gantt'
import { ScheduleList } from './ScheduleList'
import { ScheduleSide } from './ScheduleSide'
import s from './schedule.module.css'

export default function SchedulePage() {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const client = useQueryClient()
  const narrow = useNarrow()
  const may = useSession().catalogue.pages.schedule?.includes('plan') ?? false
  const query = useQuery({ queryKey: keys.schedule, queryFn: () => planning.schedule() })
  const [zoom, setZoom] = useState(4)
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
      tools={(
        <>
          {narrow ? null : <><Button icon={<MinusOutlined />} aria-label={t('schedule.zoomOut')} disabled={zoom === 0} onClick={() => setZoom(zoom - 1)} /><Button icon={<PlusOutlined />} aria-label={t('schedule.zoomIn')} disabled={zoom === ZOOMS.length - 1} onClick={() => setZoom(zoom + 1)} /></>}
          {may ? <Button type="primary" icon={<ThunderboltOutlined />} loading={busy} onClick={() => void run()} data-action="run">{t('schedule.run')}</Button> : null}
        </>
      )}>
      <Asked query={query} rows={12}>
        {schedule => (schedule.bars.length === 0 ? <Empty title={t('schedule.empty')} text={t('schedule.emptyText')} step={may ? <Button type="primary" onClick={() => void run()}>{t('schedule.run')}</Button> : undefined} />
          : narrow ? <ScheduleList schedule={schedule} /> : <Board schedule={schedule} may={may} perHour={ZOOMS[zoom] ?? 10} onZoom={by => setZoom(before => Math.max(0, Math.min(ZOOMS.length - 1, before + by)))} />)}
      </Asked>
    </Page>
  )
}

/** Green is said only when every order has its times and none is late. */
function Standing({ schedule }: { schedule: Schedule }) {
  const { t } = useTranslation()
  const late = schedule.orders.filter(order => order.late_minutes > 0).length
  const open = schedule.orders.filter(order => order.finish === null).length
  return (
    <>
      {late ? <StateChip state="late">{`${t('schedule.late')} ${late}`}</StateChip> : null}
      {open ? <StateChip state="waiting">{t('schedule.open', { n: open })}</StateChip> : null}
      {late + open === 0 && schedule.orders.length > 0 ? <StateChip state="done">{t('schedule.noneLate')}</StateChip> : null}
    </>
  )
}

const asPlaced = (bar: Bar): PlacedBar => ({ bar: bar.id, machine: bar.machine, from: bar.from, to: bar.to, locked: bar.locked })

function Board({ schedule, may, perHour, onZoom }: { schedule: Schedule; may: boolean; perHour: number; onZoom: (by: number) => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const client = useQueryClient()
  const [chosen, setChosen] = useState<Bar | null>(null)
  const [order, setOrder] = useState<string | null>(null)
  const [proposal, setProposal] = useState<Proposal | null>(null)
  const [busy, setBusy] = useState(false)
  const [undo, setUndo] = useState<readonly PlacedBar[]>([])
  const scale = useMemo(() => {
    const from = Date.parse(schedule.from)
    return { from, to: Math.max(Date.parse(schedule.to), from + 24 * HOUR), perHour, offset: plantOffset(from) }
  }, [schedule.from, schedule.to, perHour])
  const [refused, setRefused] = useState<string | null>(null)
  const fail = (error: unknown): void => { setRefused(sentence(error, t('common.offlineError'))) }
  const choose = (bar: Bar | null): void => { setChosen(bar); setOrder(null); setRefused(null) }
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
      <Gantt schedule={schedule} scale={scale} proposal={proposal} highlight={order ?? chosen?.order.id ?? null} chosen={chosen?.id ?? null} onChoose={choose} onHeld={why => setRefused(t(`schedule.held.${why}`))} onMove={may ? (bar, machine, from) => void move(bar, machine, from) : undefined} onZoom={onZoom} />
      <aside className={s['side']}>
        {busy && !proposal ? <p style={{ color: 'var(--text2)', marginBottom: 12 }}>{t('schedule.checking')}</p> : null}
        {refused ? <div role="alert" className={s['refused']} data-refused><StateMark state="late" size={12} /><span>{refused}</span></div> : null}
        {proposal ? (
          <div className={s['proposal']}>
            <h2><StateMark state="promise" />{t('schedule.proposal')}</h2>
            <p style={{ fontSize: 13 }}>{t('schedule.moved', { n: proposal.proposal.length })} · {proposal.slipped.length ? t('schedule.slips', { n: proposal.slipped.length }) : t('schedule.noSlip')}</p>
            {proposal.slipped.map(slip => <div key={slip.order.id} className={s['slip']}><b style={{ fontWeight: 500, marginRight: 8 }}>{slip.order.title}</b><span><Moved before={slip.before} after={slip.after} /></span></div>)}
            <div className={s['acts']}><Button type="primary" size="small" loading={busy} onClick={() => void accept()} data-action="accept">{t('schedule.accept')}</Button><Button size="small" onClick={() => setProposal(null)}>{t('schedule.drop')}</Button></div>
          </div>
        ) : null}
        {undo.length && !proposal ? <p style={{ marginBottom: 12 }}><Button size="small" icon={<UndoOutlined />} loading={busy} onClick={takeBack} data-action="undo">{t('schedule.undo')}</Button></p> : null}
        <ScheduleSide schedule={schedule} bar={chosen} onUnlock={may ? unlock : undefined} order={order} onOrder={id => { setOrder(id === order ? null : id); setChosen(null) }} />
      </aside>
    </div>
  )
}

function Moved({ before, after }: { before: string; after: string }) {
  return <><span style={{ color: 'var(--text3)' }}>{shortInstant(before)}</span> → <span style={{ color: after > before ? 'var(--late-ink)' : 'var(--done-ink)' }}>{shortInstant(after)}</span></>
}
