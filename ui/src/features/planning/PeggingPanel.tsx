/** Why this quantity, and for whom: the pegging of one planned order. */
import { planning, type PegNode, type PlannedOrder } from '@jingwei/client'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { address } from '@/lib/address'
import { Amount } from '@/lib/Amount'
import { Asked } from '@/lib/Asked'
import { date } from '@/lib/format'
import { keys } from '@/lib/keys'
import { Derivation } from './Derivation'
import { PLANNED_ORDER } from './forms'
import { releasable } from './PlannedOrders'
import { ReleaseButton } from './ReleaseButton'
import s from './planning.module.css'

export function PeggingPanel({ order, planned }: { order: string; planned: PlannedOrder | undefined }) {
  const { t } = useTranslation()
  const query = useQuery({ queryKey: keys.pegging(order), queryFn: () => planning.pegging(order) })
  return (
    <>
      {planned ? <h1 style={{ fontSize: 16, marginBottom: 12 }}><Link to={address.record(PLANNED_ORDER, order)}>{planned.item.title}</Link> <span style={{ color: 'var(--text2)', fontWeight: 400 }}><Amount value={planned.quantity} /></span></h1> : null}
      {planned ? releasable(planned).map(one => <p key={one.id} style={{ marginBottom: 16 }}><ReleaseButton order={one} primary /></p>) : null}
      <Asked query={query} rows={6}>
        {({ tree, why }) => (
          <>
            <Derivation order={order} kept={why} />
            <h2>{t('mrp.pegging')}</h2>
            <ul className={s['peg']}><Peg node={tree} /></ul>
          </>
        )}
      </Asked>
    </>
  )
}

function Peg({ node }: { node: PegNode }) {
  const inside = <><span style={{ overflow: 'hidden', textOverflow: 'ellipsis' }}>{node.title}</span><small><Amount value={node.quantity} />{node.due ? ` · ${date(node.due)}` : ''}{node.note ? ` · ${node.note}` : ''}</small></>
  return (
    <li>
      {node.form && node.id ? <Link className={s['node']} to={address.record(node.form, node.id)}>{inside}</Link> : <div className={s['node']}>{inside}</div>}
      {node.children.length ? <ul className={s['peg']}>{node.children.map((child, i) => <Peg key={i} node={child} />)}</ul> : null}
    </li>
  )
}
