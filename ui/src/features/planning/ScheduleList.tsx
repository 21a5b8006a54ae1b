/** The schedule on a phone: machine by machine, what comes next. */
import type { Schedule } from '@jingwei/client'
import { StateMark } from '@jingwei/kit'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { address } from '@/lib/address'
import { shortInstant } from '@/lib/format'
import { OPERATION } from './forms'
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
              <Link key={bar.id} className={s['op']} to={address.record(OPERATION, bar.operation.id)}>
                <span style={{ color: 'var(--text2)', fontSize: 12 }}>{shortInstant(bar.from)}</span>
                <span>{bar.operation.title}<br /><small style={{ color: 'var(--text2)' }}>{bar.order.title}</small></span>
                <StateMark state={bar.late ? 'late' : bar.started ? 'running' : 'draft'} size={12} />
              </Link>
            ))}
          </section>
        )
      })}
    </div>
  )
}
