/** One task in a list: what, for which document, what happens if nothing is done, and how long there is. */
import type { Fact, Task } from '@jingwei/client'
import { StateChip, type State } from '@jingwei/kit'
import type { TFunction } from 'i18next'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { isMeasured, plain, remaining, shortInstant } from '@/lib/format'
import { useUnits } from '@/lib/units'
import s from './task.module.css'

export function pressure(task: Task): State {
  if (task.late) return 'late'
  return task.minutes_left !== null && task.minutes_left !== undefined && task.minutes_left < 240 ? 'waiting' : 'draft'
}

/** 华东物流 · 驱动盒总成 130 套 · ¥54,600.00 */
export function aboutWords(facts: readonly Fact[], t: TFunction, unit: (code: string) => string): string {
  const said = (value: Parameters<typeof plain>[0]): string => plain(isMeasured(value) ? { ...value, unit: unit(value.unit) } : value)
  return facts.map(fact => {
    if (typeof fact !== 'object' || !('line' in fact)) return said(fact)
    const first = fact.line.map(said).filter(Boolean).join(' ')
    return first && (fact.of ?? 0) > 1 ? t('inbox.andMore', { first, n: fact.of }) : first
  }).filter(Boolean).join(' · ')
}

/** 吴芳驳回：航插停产 */
export const sentWords = (task: Task, t: TFunction): string => (task.sent ? t(`inbox.sentBy.${task.sent.how}`, { who: task.sent.by?.title ?? '', note: task.sent.note }) : '')

export function TaskLine({ task, chosen, onOpen, lead, past }: { task: Task; chosen?: boolean; onOpen: () => void; lead?: ReactNode; past?: boolean }) {
  const { t } = useTranslation()
  const units = useUnits()
  const about = aboutWords(task.facts, t, units.title)
  const tone = past ? 'draft' : pressure(task)
  return (
    <div role="button" tabIndex={0} className={`${s['line']} ${chosen ? s['chosen'] : ''}`} onClick={onOpen} onKeyDown={event => { if (event.key === 'Enter') onOpen() }} data-task={task.id} aria-current={chosen ?? false}>
      <span className={s['edge']} data-tone={tone} />
      <div className={s['main']}>
        <div className={s['title']}>{lead}<span>{task.title}</span>{task.urgent ? <span className={s['urgent']}>{t('inbox.urgent')}</span> : null}
          <span className={s['due']}>
            {past || task.minutes_left === null || task.minutes_left === undefined
              ? <span style={{ color: 'var(--text3)' }}>{shortInstant(task.due_at ?? task.opened_at)}</span>
              : <StateChip state={tone} bare={tone === 'draft'}>{remaining(task.minutes_left, t)}</StateChip>}
          </span>
        </div>
        <div className={s['sub']}>{[task.record.title, about || task.flow_title, task.department?.title, task.waiting_for ? t('inbox.waitingFor', { who: task.waiting_for }) : ''].filter(Boolean).join(' · ')}</div>
        {task.sent ? <div className={s['sent']}>{sentWords(task, t)}</div> : null}
        {task.reason ? <div className={s['reason']} style={task.late ? undefined : { color: 'var(--text2)' }}>{task.reason}</div> : null}
      </div>
    </div>
  )
}
