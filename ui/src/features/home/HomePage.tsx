/** What is my turn, and what happens if I don't? */
import { work, type Books, type Home, type HomeNumber } from '@jingwei/client'
import { grouped } from '@jingwei/core/decimal'
import { Empty, Panel, StateChip, StateMark } from '@jingwei/kit'
import { InfoCircleOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Tooltip } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { Sparkline } from '@/charts/sparkline'
import { address } from '@/lib/address'
import { Asked } from '@/lib/Asked'
import { date } from '@/lib/format'
import { keys } from '@/lib/keys'
import { useSession } from '@/lib/session'
import { PromiseLine } from '@/views/promise/PromiseLine'
import { TaskLine } from '@/views/task/TaskLine'
import { FreeDesk, REPORT } from './FreeDesk'
import { HomeWeave } from './HomeWeave'
import { MyJobs } from './MyJobs'
import s from './home.module.css'

export default function HomePage() {
  const query = useQuery({ queryKey: keys.home, queryFn: () => work.home() })
  return <div style={{ height: '100%', overflow: 'auto' }}><Asked query={query} rows={10}>{home => <Board home={home} />}</Asked></div>
}

function Board({ home }: { home: Home }) {
  const { t } = useTranslation()
  const { me } = useSession()
  const navigate = useNavigate()
  const hour = new Date().getHours()
  const hello = hour < 12 ? 'home.goodMorning' : hour < 18 ? 'home.goodAfternoon' : 'home.goodEvening'
  const late = home.tasks.filter(task => task.late).length
  const sides = (['owe', 'owed'] as const).filter(side => home.promises[side].length > 0)
  return (
    <div className={s['page']}>
      <div className={s['hello']}>
        <div><h1>{t(hello, { name: me.person.title })}</h1><p>{home.tasks.length ? t('home.summary', { tasks: home.tasks.length, late }) : t('home.summaryNone')}</p></div>
        <span className={s['grow']} />
        {home.books ? <BooksMark books={home.books} /> : null}
      </div>
      {home.numbers.length ? <div className={s['numbers']}>{home.numbers.slice(0, 5).map(number => <Figure key={number.title} number={number} />)}</div> : null}
      {home.weave ? <div className={s['wide']}><HomeWeave weave={home.weave} atRisk={home.orders_at_risk.length > 0} /></div> : null}
      <div className={s['cols']}>
        <div className={s['col']}>
          {home.starts.some(one => one.form === REPORT) ? <MyJobs /> : null}
          <Panel flush title={t('home.tasks')} count={home.tasks.length || ''} tools={<Link className={s['all'] ?? ''} to={address.inbox}>{t('home.seeAll')}</Link>}>
            {home.tasks.length === 0 ? <FreeDesk home={home} /> : home.tasks.slice(0, 8).map(task => <TaskLine key={task.id} task={task} onOpen={() => void navigate(address.task(task.id))} />)}
          </Panel>
          <Panel flush title={t('home.risk')} count={home.orders_at_risk.length || ''} tools={<Link className={s['all'] ?? ''} to={address.weave}>{t('nav.weave')}</Link>}>
            {home.orders_at_risk.length === 0 ? <Empty small title={t('home.riskEmpty')} text={t('home.riskEmptyText')} /> : home.orders_at_risk.map(order => (
              <Link key={order.record.id} className={s['risk']} to={address.timeline(order.form, order.record.id)}>
                <span><b>{order.record.title}</b> <span style={{ color: 'var(--text2)', fontSize: 12 }}>{t('time.dueOn', { d: date(order.due) })}</span></span>
                <StateChip state={order.days_late > 0 ? 'late' : 'waiting'}>{order.days_late > 0 ? t('time.lateDays', { n: order.days_late }) : t('home.inDanger')}</StateChip>
                <span className={s['chain']}>{order.reason.map((reason, i) => <span key={i}>{i ? <i>← </i> : null}{reason}</span>)}</span>
              </Link>
            ))}
          </Panel>
        </div>
        <div className={s['col']}>
          {home.mine.length ? <Panel flush title={t('home.mine')}><div className={`${s['numbers']} ${s['own']}`}>{home.mine.map(number => <Figure key={number.title} number={number} />)}</div></Panel> : null}
          {sides.length === 0 ? <Panel flush title={t('promises.title')}><Empty small title={t('home.promisesEmpty')} text={t('home.promisesEmptyText')} /></Panel> : null}
          {sides.map(side => (
            <Panel key={side} flush title={t(side === 'owe' ? 'home.promisesOwe' : 'home.promisesOwed')} count={home.promises[side].filter(one => one.state !== 'kept').length || ''} tools={<Link className={s['all'] ?? ''} to={address.promises}>{t('home.seeAll')}</Link>}>
              {home.promises[side].slice(0, 6).map(promise => <PromiseLine key={promise.id} promise={promise} side={side} />)}
            </Panel>
          ))}
        </div>
      </div>
    </div>
  )
}

function Figure({ number }: { number: HomeNumber }) {
  return (
    <div className={s['number']}>
      <h3>{number.title}<Tooltip title={number.how}><InfoCircleOutlined style={{ fontSize: 11, color: 'var(--text3)' }} tabIndex={0} /></Tooltip></h3>
      <b>{grouped(number.value) || number.value || '–'}{number.unit && number.value !== '–' ? <small>{number.unit}</small> : null}</b>
      <footer><Target target={number.target} />{number.trend ? <Sparkline values={number.trend} /> : null}</footer>
    </div>
  )
}

function Target({ target }: { target: string | null | undefined }) {
  const { t } = useTranslation()
  return <span>{target ? t('home.target', { v: target }) : ''}</span>
}

function BooksMark({ books }: { books: Books }) {
  const { t } = useTranslation()
  const rows = [['home.stock', books.stock], ['home.movements', books.movements], ['home.ledger', books.ledger]] as const
  return (
    <Tooltip placement="bottomRight" title={<div>{rows.map(([label, value]) => <div key={label} style={{ display: 'flex', justifyContent: 'space-between', gap: 24 }}><span>{t(label)}</span><span>{grouped(value) ? `¥${grouped(value, { min: 2, max: 2 })}` : '–'}</span></div>)}<div style={{ marginTop: 6, opacity: .8, fontSize: 12 }}>{t('home.booksHow')}</div></div>}>
      <button type="button" className={s['books']} data-equal={books.equal}><StateMark state={books.equal ? 'done' : 'late'} size={12} />{t(books.equal ? 'home.books' : 'home.booksNot')}{grouped(books.stock) ? <b>¥{grouped(books.stock, { min: 2, max: 2 })}</b> : null}</button>
    </Tooltip>
  )
}
