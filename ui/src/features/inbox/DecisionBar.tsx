/** The bar of decisions: approve at once, the others ask for their reason in place; keys A, R, T. */
import type { Ref, Task, TaskCan } from '@jingwei/client'
import { Button, Input, type InputRef } from 'antd'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useHotkeys } from '@/hooks/useHotkeys'
import { PERSONS } from '@/lib/forms'
import { RefPicker } from '@/lib/RefPicker'
import s from './inbox.module.css'

export interface Answer { note: string; to?: string }
const FIRST: readonly TaskCan[] = ['approve', 'complete']
const ASKS: readonly TaskCan[] = ['reject', 'return', 'transfer', 'withdraw']
const KEY: Partial<Record<TaskCan, string>> = { approve: 'A', complete: 'A', reject: 'R', transfer: 'T' }

export function DecisionBar({ task, busy, decide }: { task: Task; busy: TaskCan | null; decide: (what: TaskCan, answer: Answer) => Promise<void> }) {
  const { t } = useTranslation()
  const [note, setNote] = useState('')
  const [asking, setAsking] = useState<TaskCan | null>(null)
  const [to, setTo] = useState<Ref | null>(null)
  const input = useRef<InputRef>(null)
  const can = (what: TaskCan): boolean => task.can.includes(what)
  const start = (what: TaskCan): void => {
    if (!can(what)) return
    if (ASKS.includes(what)) {
      setAsking(what)
      if (what !== 'transfer') setTimeout(() => input.current?.focus(), 30)
    } else void decide(what, { note })
  }
  const forward: TaskCan = can('approve') ? 'approve' : 'complete'
  useHotkeys({ a: () => start(forward), r: () => start('reject'), t: () => start('transfer'), Escape: () => setAsking(null) }, busy === null)
  const label = (what: TaskCan): string => (FIRST.includes(what) && task.button ? task.button : what === 'complete' && task.kind === 'cc' ? t('inbox.read') : t(`inbox.${what}`))

  if (asking && asking !== 'approve' && asking !== 'complete' && asking !== 'urge') {
    const ready = asking === 'transfer' ? to !== null : note.trim() !== ''
    const send = (): void => { if (ready) void decide(asking, { note: note.trim(), ...(to ? { to: to.id } : {}) }) }
    return (
      <div className={s['bar']} onKeyDown={event => { if (event.key === 'Escape') setAsking(null) }}>
        {asking === 'transfer' ? <RefPicker to={PERSONS} value={to} onChange={setTo} autoFocus placeholder={t('inbox.to')} style={{ width: 200 }} /> : null}
        <Input ref={input} className={s['note'] ?? ''} value={note} onChange={event => setNote(event.target.value)} placeholder={t(`inbox.noteFor.${asking}`)} onPressEnter={send} />
        <Button onClick={() => setAsking(null)}>{t('common.cancel')}</Button>
        <Button type="primary" danger={asking === 'reject'} disabled={!ready} loading={busy === asking} onClick={send} data-decide={asking}>{label(asking)}</Button>
      </div>
    )
  }
  const others = task.can.filter(what => !FIRST.includes(what))
  return (
    <div className={s['bar']}>
      {task.kind === 'cc' ? <span className={s['note']} /> : <Input ref={input} className={s['note'] ?? ''} value={note} onChange={event => setNote(event.target.value)} placeholder={t('inbox.note')} onPressEnter={() => start(forward)} />}
      {[...others].reverse().map(what => (
        <Button key={what} danger={what === 'reject'} loading={busy === what} onClick={() => start(what)} data-decide={what}>{label(what)}{KEY[what] ? <kbd>{KEY[what]}</kbd> : null}</Button>
      ))}
      {can(forward) ? <Button type="primary" loading={busy === forward} onClick={() => start(forward)} data-decide={forward}>{label(forward)}<kbd>A</kbd></Button> : null}
    </div>
  )
}
