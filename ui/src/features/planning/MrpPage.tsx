/** What must I order or move today? Messages by urgency, planned orders, and why. */
import { jobs, newKey, planning, type Mrp, type MrpMessage } from '@jingwei/client'
import { Empty, Meter, Page, StateMark, type State } from '@jingwei/kit'
import { PlayCircleOutlined, RightOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Drawer, Segmented } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { ended, useJob } from '@/hooks/useJob'
import { useNarrow } from '@/hooks/useNarrow'
import { address } from '@/lib/address'
import { Asked, sentence } from '@/lib/Asked'
import { instant } from '@/lib/format'
import { keys } from '@/lib/keys'
import { useSession } from '@/lib/session'
import { ITEM, PLANNED_ORDER } from './forms'
import { PeggingPanel } from './PeggingPanel'
import { PlannedOrders } from './PlannedOrders'
import { RunLog } from './RunLog'
import { ReleaseButton } from './ReleaseButton'
import s from './planning.module.css'

type Band = 'high' | 'medium' | 'low'
const BANDS: readonly Band[] = ['high', 'medium', 'low']
const TONE: Record<Band, State> = { high: 'late', medium: 'waiting', low: 'draft' }

/** Urgency comes as a word or as a rank, 1 being the most urgent. */
function band(message: MrpMessage): Band {
  const u = message.urgency
  if (typeof u === 'number') return u <= 1 ? 'high' : u === 2 ? 'medium' : 'low'
  return u === 'high' || u === 'urgent' || u === 'critical' ? 'high' : u === 'medium' || u === 'warning' ? 'medium' : 'low'
}

export default function MrpPage() {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const client = useQueryClient()
  const may = useSession().catalogue.pages.mrp?.includes('run') ?? false
  const query = useQuery({ queryKey: keys.mrp, queryFn: () => planning.latest() })
  const [started, setJob] = useState<string | null>(null)
  // A run somebody else has started, or this page before it was left, is followed too.
  const job = started ?? query.data?.job ?? null
  const run = useJob(job)
  const state = run.data?.state
  useEffect(() => {
    if (!job || !state || state === 'waiting' || state === 'running') return
    if (state === 'done') message.success(t('mrp.done'))
    else if (state === 'cancelled') message.info(t('mrp.stopped'))
    else message.error(run.data?.faults?.[0]?.message ?? run.data?.note ?? t('mrp.failed'))
    setJob(null)
    void client.invalidateQueries({ queryKey: keys.mrp })
  }, [job, state, run.data, client, message, t])
  const start = async (): Promise<void> => {
    try {
      setJob((await planning.run({}, newKey())).job)
    } catch (error) {
      message.error(sentence(error, t('common.offlineError')))
    }
  }
  const busy = job !== null && !ended(run.data)
  return (
    <Page padded={false} title={t('mrp.title')} sub={query.data?.at ? t('mrp.at', { at: instant(query.data.at) }) : undefined}
      tools={busy
        ? <><div style={{ width: 180 }}><Meter part={run.data?.total ? run.data.done / run.data.total : 0.15} label={<span style={{ fontSize: 12, color: 'var(--text2)' }}>{run.data?.note ?? t('mrp.running')}</span>} /></div><Button onClick={() => { if (job) void jobs.cancel(job) }}>{t('mrp.cancelRun')}</Button></>
        : !may ? null : <Button type="primary" icon={<PlayCircleOutlined />} onClick={() => void start()} data-action="run">{t('mrp.run')}</Button>}>
      <Asked query={query} rows={10}>
        {mrp => (mrp.run === null ? <Empty title={t('mrp.never')} text={t('mrp.neverText')} step={may ? <Button type="primary" onClick={() => void start()} loading={busy}>{t('mrp.run')}</Button> : undefined} /> : <Plan mrp={mrp} />)}
      </Asked>
    </Page>
  )
}

function Plan({ mrp }: { mrp: Mrp }) {
  const { t } = useTranslation()
  const [tab, setTab] = useState<'messages' | 'orders' | 'log'>(mrp.messages.length ? 'messages' : 'orders')
  const [chosen, setChosen] = useState<string | null>(null)
  const narrow = useNarrow()
  const pegging = chosen ? <PeggingPanel order={chosen} planned={mrp.orders.find(order => order.id === chosen)} /> : null
  return (
    <div className={tab === 'log' ? s['whole'] : s['split']}>
      <div className={s['left']}>
        <div style={{ padding: '10px 20px' }}><Segmented value={tab} onChange={setTab} options={[{ value: 'messages', label: `${t('mrp.messages')} ${mrp.messages.length}` }, { value: 'orders', label: `${t('mrp.orders')} ${mrp.orders.length}` }, { value: 'log', label: t('mrp.log.title') }]} /></div>
        {mrp.note && tab !== 'log' ? <p className={s['remark']} data-remark>{mrp.note}</p> : null}
        {tab === 'log' ? <RunLog /> : tab === 'messages' ? <Messages mrp={mrp} chosen={chosen} choose={setChosen} /> : <PlannedOrders mrp={mrp} chosen={chosen} choose={setChosen} />}
      </div>
      {tab === 'log' ? null : narrow ? (
        <Drawer open={chosen !== null} onClose={() => setChosen(null)} placement="bottom" size="78%" title={t('mrp.pegging')} styles={{ body: { padding: '12px 16px 32px' } }}>{pegging}</Drawer>
      ) : <aside className={s['right']}>{pegging ?? <Empty title={t('mrp.pick')} text={t('mrp.pickText')} />}</aside>}
    </div>
  )
}

interface ListProps { mrp: Mrp; chosen: string | null; choose: (id: string) => void }

function Messages({ mrp, chosen, choose }: ListProps) {
  const { t } = useTranslation()
  if (mrp.messages.length === 0) return <Empty title={t('mrp.noMessages')} text={t('mrp.noMessagesText')} />
  return (
    <>
      {BANDS.map(one => {
        const list = mrp.messages.filter(message => band(message) === one)
        if (list.length === 0) return null
        return (
          <div key={one}>
            <div className={s['bandHead']}><StateMark state={TONE[one]} />{t(`mrp.urgency.${one}`)}<span style={{ color: 'var(--text3)', fontWeight: 400 }}>{list.length}</span></div>
            {list.map((message, i) => (
              <div key={i} className={`${s['message']} ${message.order && message.order === chosen ? s['chosen'] : ''}`} role="button" tabIndex={0} onClick={() => { if (message.order) choose(message.order) }} onKeyDown={event => { if (event.key === 'Enter' && message.order) choose(message.order) }}>
                <StateMark state={TONE[one]} size={12} />
                <div style={{ minWidth: 0 }}><p>{message.text}</p><small><Link to={address.record(ITEM, message.item.id)} onClick={event => event.stopPropagation()}>{message.item.title}</Link></small></div>
                {message.action && message.order ? <ReleaseButton order={{ id: message.order, name: message.item.title ?? '', action: message.action }} primary={one === 'high'} /> : <Leads message={message} />}
              </div>
            ))}
          </div>
        )
      })}
    </>
  )
}

/** The way to the document a message is about: the order to move, the order to see for whom, or the structure to complete. */
function Leads({ message }: { message: MrpMessage }) {
  const { t } = useTranslation()
  const about = message.document
  const [to, says] = about ? [address.record(about.form, about.id), `${about.kind} ${about.title ?? ''}`]
    : message.kind === 'no_bom' ? [address.bom(message.item.id), t('bom.title')]
      : message.order ? [address.record(PLANNED_ORDER, message.order), t('mrp.openPlanned')] : [address.record(ITEM, message.item.id), t('mrp.openItem')]
  return <Link to={to} className={s['leads']} data-leads={about?.form ?? (message.order ? PLANNED_ORDER : ITEM)} onClick={event => event.stopPropagation()}>{says}<RightOutlined /></Link>
}
