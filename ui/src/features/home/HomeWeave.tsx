/** The weave in small, on the desk of whoever heads several departments: whose court are these orders in? */
import type { Weave } from '@jingwei/client'
import { Panel } from '@jingwei/kit'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useNarrow } from '@/hooks/useNarrow'
import { address } from '@/lib/address'
import { date } from '@/lib/format'
import { Knot } from '@/views/weave/Knot'
import s from './home.module.css'

const ORDERS = 'sales.order'

export function HomeWeave({ weave, atRisk }: { weave: Weave; atRisk: boolean }) {
  const { t } = useTranslation()
  const narrow = useNarrow()
  if (weave.orders.length === 0) return null
  const to = (order: Weave['orders'][number]): string => address.timeline(order.form ?? ORDERS, order.record.id)
  const title = t(atRisk ? 'home.weaveRisk' : 'home.weaveNext')
  const all = <Link className={s['all'] ?? ''} to={address.weave}>{t('home.seeAll')}</Link>
  if (narrow) return (
    <Panel flush title={title} count={weave.orders.length} tools={all}>
      {weave.orders.map(order => (
        <Link key={order.record.id} className={s['risk']} to={to(order)}>
          <span><b>{order.record.title}</b> <small>{t('time.dueOn', { d: date(order.due) })}</small></span>
          <span className={s['courts']}>{weave.departments.map(one => {
            const cell = order.cells[one.slug]
            return cell && cell.state !== 'none' && cell.state !== 'done' ? <span key={one.slug}>{one.title}<Knot cell={cell} /></span> : null
          })}</span>
        </Link>
      ))}
    </Panel>
  )
  return (
    <Panel flush title={title} count={weave.orders.length} tools={all}>
      <div className={s['cloth']}>
        <table>
          <thead><tr><th />{weave.departments.map(one => <th key={one.slug}>{one.title}</th>)}</tr></thead>
          <tbody>{weave.orders.map(order => (
            <tr key={order.record.id}>
              <th scope="row"><Link to={to(order)}>{order.record.title}</Link><small>{t('time.dueOn', { d: date(order.due) })}</small></th>
              {weave.departments.map(one => {
                const cell = order.cells[one.slug]
                return <td key={one.slug} title={cell ? `${one.title}: ${t(`weave.states.${cell.state}`)}` : one.title}>{cell ? <Knot cell={cell} /> : null}</td>
              })}
            </tr>
          ))}</tbody>
        </table>
      </div>
    </Panel>
  )
}
