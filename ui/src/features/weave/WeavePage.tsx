/** The weave: departments stand as warps, orders cross them as wefts; whose court is the ball in? */
import { work, type Weave, type WeaveCell } from '@jingwei/client'
import { byConsequence, isLate, reach } from '@jingwei/core/weave'
import { Empty, Page, StateMark } from '@jingwei/kit'
import { SearchOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Checkbox, Input, Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { useNarrow } from '@/hooks/useNarrow'
import { address } from '@/lib/address'
import { Asked } from '@/lib/Asked'
import { date, fullDate } from '@/lib/format'
import { keys } from '@/lib/keys'
import { Knot } from '@/views/weave/Knot'
import k from '@/views/weave/knot.module.css'
import { Threads } from './Threads'
import s from './weave.module.css'

const ORDERS = 'sales.order'
const NONE: WeaveCell = { state: 'none' }
type Order = Weave['orders'][number]
const customerOf = (order: Order): string => (typeof order.customer === 'string' ? order.customer : order.customer?.title ?? '')

export default function WeavePage() {
  const { t } = useTranslation()
  const narrow = useNarrow()
  const [open, setOpen] = useState(true)
  const [onlyLate, setOnlyLate] = useState(false)
  const [dept, setDept] = useState<string | null>(null)
  const [text, setText] = useState('')
  const query = useQuery({ queryKey: [...keys.weave, open], queryFn: () => work.weave(open) })
  const shown = byConsequence(query.data?.orders ?? []).filter(order => {
    const cell = dept ? order.cells[dept]?.state : undefined
    return (!onlyLate || isLate(order)) && (!dept || cell === 'turn' || cell === 'late') && (!text || `${order.record.title}${customerOf(order)}`.toLowerCase().includes(text.toLowerCase()))
  })
  return (
    <Page padded={false} title={t('weave.title')} sub={narrow ? undefined : t('weave.sub')} middle={narrow ? null : <Legend />}
      tools={(
        <>
          {narrow ? null : <Input allowClear prefix={<SearchOutlined style={{ color: 'var(--text3)' }} />} value={text} onChange={event => setText(event.target.value)} placeholder={t('weave.filter')} style={{ width: 180 }} />}
          <Checkbox checked={onlyLate} onChange={event => setOnlyLate(event.target.checked)}>{t('weave.onlyLate')}</Checkbox>
          <Segmented value={open ? 'open' : 'all'} onChange={value => setOpen(value === 'open')} options={[{ value: 'open', label: t('weave.open') }, { value: 'all', label: t('common.all') }]} />
        </>
      )}>
      <Asked query={query} rows={10}>
        {weave => (weave.orders.length === 0 ? <Empty title={t('weave.empty')} text={t('weave.emptyText')} />
          : shown.length === 0 ? <Empty title={t('top.nothing')} />
            : narrow ? <Strips weave={weave} orders={shown} /> : <Cloth weave={weave} orders={shown} dept={dept} onDept={slug => setDept(slug === dept ? null : slug)} />)}
      </Asked>
    </Page>
  )
}

function Legend() {
  const { t } = useTranslation()
  return (
    <div className={s['legend']} style={{ marginLeft: 24 }}>
      {(['turn', 'waiting', 'late', 'done'] as const).map(state => <span key={state}><span className={`${k['knot']} ${s['sample']} ${k[state]} ${state === 'done' ? s['dot'] : ''}`}>{state === 'done' ? <StateMark state="done" size={7} /> : null}</span>{t(`weave.states.${state}`)}</span>)}
    </div>
  )
}

function Cloth({ weave, orders, dept, onDept }: { weave: Weave; orders: readonly Order[]; dept: string | null; onDept: (slug: string) => void }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const columns = weave.departments.map(one => one.slug)
  const today = new Date().toISOString().slice(0, 10)
  return (
    <div className={s['wrap']}>
      <div className={s['cloth']} style={{ gridTemplateColumns: `220px repeat(${columns.length}, minmax(72px, 1fr))` }} role="grid" aria-label={t('weave.title')}>
        <div className={s['corner']}>{t('weave.order')} · {t('weave.due')}</div>
        {weave.departments.map(one => (
          <button type="button" key={one.slug} className={s['dept']} data-on={dept === one.slug} onClick={() => onDept(one.slug)} title={t('weave.load', { title: one.title, open: one.open, late: one.late })}>
            <b>{one.title}</b><small>{one.open} {t('weave.inHand')}{one.late ? <i>{t('weave.lateN', { n: one.late })}</i> : null}</small>
          </button>
        ))}
        {orders.map((order, row) => {
          const to = address.timeline(order.form ?? ORDERS, order.record.id)
          const span = reach(order, columns)
          return (
            <div key={order.record.id} className={s['contents']} role="row" data-order={order.record.id}>
              <Link className={s['order']} to={to}>
                <b>{order.record.title}</b><small>{customerOf(order)}</small>
                <span className={`${s['due']} ${order.due < today ? s['overdue'] : ''}`} title={fullDate(order.due)}>{date(order.due)}</span>
              </Link>
              {columns.map((slug, i) => {
                const cell = order.cells[slug] ?? NONE
                const title = weave.departments[i]?.title ?? slug
                return (
                  <button type="button" key={slug} className={s['cell']} role="gridcell" onClick={() => void navigate(to)} data-state={cell.state}
                    aria-label={`${order.record.title} · ${title}: ${t(`weave.states.${cell.state}`)}`} title={`${title}: ${t(`weave.states.${cell.state}`)}`}>
                    <Threads over={(row + i) % 2 === 0} left={span !== null && i > 0 && i <= span[1]} right={span !== null && i < span[1]} begun={span !== null && i <= span[1]} last={row === orders.length - 1} />
                    <Knot cell={cell} />
                  </button>
                )
              })}
            </div>
          )
        })}
      </div>
    </div>
  )
}

function Strips({ weave, orders }: { weave: Weave; orders: readonly Order[] }) {
  const { t } = useTranslation()
  return (
    <div className={s['phone']}>
      {orders.map(order => (
        <Link key={order.record.id} className={s['strip']} to={address.timeline(order.form ?? ORDERS, order.record.id)}>
          <header><b>{order.record.title}</b><span>{customerOf(order)} · {t('time.dueOn', { d: date(order.due) })}</span></header>
          <div className={s['bits']}>{weave.departments.map(one => <i key={one.slug} className={s['bit']} data-state={order.cells[one.slug]?.state ?? 'none'} />)}</div>
          <div className={s['now']}>{weave.departments.map(one => {
            const cell = order.cells[one.slug] ?? NONE
            return cell.state === 'none' || cell.state === 'done' ? null : <span key={one.slug} style={{ display: 'inline-flex', gap: 4, alignItems: 'center' }}>{one.title}<Knot cell={cell} /></span>
          })}</div>
        </Link>
      ))}
    </div>
  )
}
