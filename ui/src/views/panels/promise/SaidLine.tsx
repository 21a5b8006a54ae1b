/** A sentence whose names lead to their records. */
import type { Said } from '@jingwei/client'
import { Link } from 'react-router'
import { address } from '@/lib/address'
import { date, fullDate } from '@/lib/format'
import s from './promise.module.css'

export function SaidLine({ said }: { said: readonly Said[] }) {
  return (
    <span>
      {said.map((one, i) =>
        one.date ? <b key={i} className={s['day']} title={fullDate(one.date)}>{date(one.date)}</b>
          : one.form && one.id ? <Link key={i} to={address.record(one.form, one.id)} target="_blank" rel="noreferrer">{one.text}</Link>
            : <span key={i}>{one.text}</span>)}
    </span>
  )
}
