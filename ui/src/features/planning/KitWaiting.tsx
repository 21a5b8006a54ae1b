/** The work orders that wait for their kit, before the release or released short: each is one click away. */
import { records, type Filter } from '@jingwei/client'
import { Empty, Panel, StateChip, stateOf } from '@jingwei/kit'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { fieldOf, useForm } from '@/hooks/useForm'
import { address } from '@/lib/address'
import { Amount } from '@/lib/Amount'
import { Asked } from '@/lib/Asked'
import { date, isMeasured, isRef } from '@/lib/format'
import { keys } from '@/lib/keys'
import { WORK_ORDER } from './forms'
import s from './planning.module.css'

const FIELDS = ['number', 'item', 'quantity', 'due', 'kit']
const WAITING: Filter = ['or', ['state', 'eq', 'confirmed'], ['and', ['state', 'in', ['released', 'started']], ['kit', 'eq', 'short']]]

export function KitWaiting() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const form = useForm(WORK_ORDER)
  const query = useQuery({ queryKey: keys.records(WORK_ORDER, 'kit'), queryFn: () => records.list(WORK_ORDER, { filter: WAITING, fields: FIELDS, sort: 'due', limit: 50 }) })
  const options = form.data ? fieldOf(form.data, 'kit')?.options : undefined
  return (
    <Asked query={query} rows={6}>{page => (page.rows.length === 0
      ? <Empty title={t('kit.noneWaiting')} text={t('kit.noneWaitingText')} />
      : (
        <div className={s['kit']}>
          <Panel flush title={t('kit.waiting')} count={page.rows.length}>
            <div style={{ overflow: 'auto' }}>
              <table className={s['table']}>
                <tbody>{page.rows.map(([id, , ...cells]) => {
                  const [number, item, quantity, due, kit] = FIELDS.map(name => cells[page.columns.indexOf(name)])
                  const state = options?.find(one => one.value === kit)
                  return (
                    <tr key={String(id)} onClick={() => void navigate(address.kit(String(id)))}>
                      <td><Link to={address.kit(String(id))}>{String(number)}</Link></td>
                      <td>{isRef(item) ? item.title : ''}</td>
                      <td className={s['num']}>{isMeasured(quantity) ? <Amount value={quantity} /> : null}</td>
                      <td>{typeof due === 'string' ? t('time.dueOn', { d: date(due) }) : ''}</td>
                      <td>{state ? <StateChip state={stateOf(state.colour)}>{state.title}</StateChip> : null}</td>
                    </tr>
                  )
                })}</tbody>
              </table>
            </div>
          </Panel>
        </div>
      ))}</Asked>
  )
}
