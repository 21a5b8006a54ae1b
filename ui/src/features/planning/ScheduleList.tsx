/** The schedule on a phone: machine by machine, what comes next. */
import type { Schedule } from '@jingwei/client'
import { StateChip, StateMark } from '@jingwei/kit'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { address } from '@/lib/address'
import { duration, shortInstant } from '@/lib/format'
import { OPERATION } from './forms'
import { lateness } from './ScheduleSide'
import s from './schedule.module.css'

export function ScheduleList({ schedule }: { schedule: Schedule }) {
  const { t } = useTranslation()
  const now = new Date().toISOString()
  return (
    <div className={s['list']}>
      {schedule.machines.map(machine => {
        const bars = schedule.bars.filter(bar => bar.machine === machine.id && bar.to > now).sort((a, b) => a.from.localeCompare(b.from))
        if (bars.length === 0) return null
        return (
          <section key={machine.id} className={s['machine']}>
            <h2>{machine.title}<small style={{ color: 'var(--text3)', fontWeight: 400 }}>{t('schedule.ops', { n: bars.length })}</small></h2>
            {bars.slice(0, 8).map(bar => (
              <Link key={bar.id} className={s['op']} data-late={bar.late} to={address.record(OPERATION, bar.operation.id)}>
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
