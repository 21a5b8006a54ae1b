/** The schedule on a phone: machine by machine, what comes next. */
import type { Schedule } from '@jingwei/client'
import { Strip } from '@jingwei/gantt'
import { StateChip, StateMark } from '@jingwei/kit'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { address } from '@/lib/address'
import { duration, plantOffset, shortInstant } from '@/lib/format'
import { barsOf, rowsOf } from './board'
import { OPERATION } from './forms'
import { lateness } from './ScheduleSide'
import s from './schedule.module.css'

export function ScheduleList({ schedule }: { schedule: Schedule }) {
  const { t } = useTranslation()
  const [now] = useState(() => new Date().toISOString())
  const drawn = useMemo(() => ({ rows: new Map(rowsOf(schedule, t).map(row => [row.id, row])), bars: barsOf(schedule, t) }), [schedule, t])
  const from = Date.parse(now)
  return (
    <div className={s['list']}>
      {schedule.machines.map(machine => {
        const bars = schedule.bars.filter(bar => bar.machine === machine.id && bar.to > now).sort((a, b) => a.from.localeCompare(b.from))
        if (bars.length === 0) return null
        const row = drawn.rows.get(machine.id)
        return (
          <section key={machine.id} className={s['machine']}>
            <h2>{machine.title}<small style={{ color: 'var(--text3)', fontWeight: 400 }}>{t('schedule.ops', { n: bars.length })}</small></h2>
            {row ? <div className={s['ahead']}><Strip row={row} bars={drawn.bars.filter(bar => bar.row === machine.id)} from={from} hours={24} offset={plantOffset(from)} label={t('gantt.next24', { title: machine.title })} /></div> : null}
            {bars.slice(0, 8).map(bar => (
              <Link key={bar.id} className={s['op']} data-late={bar.late} to={address.record(bar.form ?? OPERATION, bar.operation.id)}>
                <span style={{ color: 'var(--text2)', fontSize: 12 }}>{shortInstant(bar.from)}</span>
                <span>{bar.operation.title}<br /><small style={{ color: 'var(--text2)' }}>{bar.order.title}</small></span>
                {bar.late ? <StateChip state="late">{t('schedule.lateBy', { t: duration(lateness(schedule, bar), t) })}</StateChip> : <StateMark state={bar.started ? 'running' : 'draft'} size={12} />}
              </Link>
            ))}
          </section>
        )
      })}
    </div>
  )
}
