/** Operations given to me: for whoever reports work they are the turn, though no task stands in the inbox. */
import { records } from '@jingwei/client'
import { Panel } from '@jingwei/kit'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { address } from '@/lib/address'
import { Amount } from '@/lib/Amount'
import { isMeasured, isRef } from '@/lib/format'
import { keys } from '@/lib/keys'
import { useSession } from '@/lib/session'
import s from './home.module.css'

const OPERATION = 'production.operation'
const FIELDS = ['code', 'name', 'item', 'quantity']

export function MyJobs() {
  const { t } = useTranslation()
  const { me } = useSession()
  const { data } = useQuery({
    queryKey: keys.records(OPERATION, 'home', me.person.id),
    queryFn: () => records.list(OPERATION, { filter: ['and', ['operator', 'eq', me.person.id], ['state', 'in', ['dispatched', 'started']]], fields: FIELDS, limit: 6 }),
  })
  if (!data?.rows.length) return null
  return (
    <Panel flush title={t('floor.mine')} count={data.rows.length} tools={<Link className={s['all'] ?? ''} to={address.floor}>{t('nav.floor')}</Link>}>
      {data.rows.map(([id, , ...cells]) => {
        const [code, name, item, quantity] = FIELDS.map(field => cells[data.columns.indexOf(field)])
        return (
          <Link key={String(id)} className={s['risk']} to={address.operation(String(id))}>
            <span><b>{String(name)}</b> <small>{String(code)}</small></span>
            <span>{isMeasured(quantity) ? <Amount value={quantity} /> : null}</span>
            <span className={s['chain']}>{isRef(item) ? item.title : ''}</span>
          </Link>
        )
      })}
    </Panel>
  )
}
