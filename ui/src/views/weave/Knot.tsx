/** What a department owes an order now, as colour, shape and words together. */
import type { WeaveCell } from '@jingwei/client'
import { StateMark } from '@jingwei/kit'
import { useTranslation } from 'react-i18next'
import s from './knot.module.css'

export function Knot({ cell }: { cell: WeaveCell }) {
  const { t } = useTranslation()
  const hours = cell.hours === null || cell.hours === undefined ? '' : t('time.hoursShort', { n: Math.round(cell.hours) })
  if (cell.state === 'none') return null
  if (cell.state === 'done') return <span className={`${s['knot']} ${s['done']}`}><StateMark state="done" size={8} /></span>
  if (cell.state === 'late') return <span className={`${s['knot']} ${s['late']}`}><StateMark state="late" />{t('time.daysShort', { n: cell.days ?? '' })}</span>
  return <span className={`${s['knot']} ${s[cell.state]}`}><StateMark state={cell.state === 'turn' ? 'running' : 'waiting'} />{hours}</span>
}
