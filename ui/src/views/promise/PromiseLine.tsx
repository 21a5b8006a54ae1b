/** One promise: who owes whom what by when, answered where it stands. */
import { newKey, work, type Commitment, type PromiseDo } from '@jingwei/client'
import { StateChip, type State } from '@jingwei/kit'
import { useQueryClient } from '@tanstack/react-query'
import { App, Button, DatePicker, Input } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { address } from '@/lib/address'
import { Amount } from '@/lib/Amount'
import { sentence } from '@/lib/Asked'
import { date } from '@/lib/format'
import { keys } from '@/lib/keys'
import s from './promise.module.css'

const TONE: Record<Commitment['state'], State> = { asked: 'waiting', accepted: 'promise', countered: 'waiting', refused: 'draft', kept: 'done', broken: 'late' }

export function PromiseLine({ promise, side }: { promise: Commitment; side: 'owe' | 'owed' }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const client = useQueryClient()
  const [asking, setAsking] = useState<'counter' | 'refuse' | null>(null)
  const [due, setDue] = useState(promise.proposed ?? promise.due)
  const [note, setNote] = useState('')
  const [busy, setBusy] = useState(false)
  const overdue = promise.state === 'accepted' && dayjs(promise.due).isBefore(dayjs(), 'day')
  const answer = async (what: PromiseDo): Promise<void> => {
    setBusy(true)
    try {
      await work.answer(promise.id, { do: what, ...(what === 'counter' ? { due } : {}), ...(note ? { note } : {}) }, newKey())
      message.success(t('promises.answered'))
      setAsking(null)
      await Promise.all([client.invalidateQueries({ queryKey: keys.promises }), client.invalidateQueries({ queryKey: keys.home })])
    } catch (error) {
      message.error(sentence(error, t('common.offlineError')))
    } finally {
      setBusy(false)
    }
  }
  const mineToAnswer = promise.mine !== false && ((side === 'owe' && promise.state === 'asked') || (side === 'owed' && promise.state === 'countered'))
  return (
    <div className={s['line']} data-promise={promise.id}>
      <div style={{ minWidth: 0 }}>
        <div className={s['what']}><b>{promise.what}</b>{promise.quantity ? <> <Amount value={promise.quantity} /></> : null}</div>
        <div className={s['sub']}>
          {side === 'owe' ? t('promises.to', { who: promise.to.title }) : t('promises.from', { who: promise.from.title })}
          {' · '}{promise.record.title ? <Link to={address.record(promise.form, promise.record.id)}>{promise.record.title}</Link> : t('common.hidden')}
          {promise.proposed && promise.state === 'countered' ? ` · ${t('promises.proposedOn', { d: date(promise.proposed) })}` : ''}
        </div>
      </div>
      <div className={s['right']}>
        <StateChip state={overdue ? 'late' : TONE[promise.state]}>{t(`promises.states.${promise.state}`)}</StateChip>
        <span style={{ fontSize: 12, color: overdue ? 'var(--late-ink)' : 'var(--text2)' }}>{date(promise.due)}</span>
      </div>
      {mineToAnswer && asking === null ? (
        <div className={s['acts']}>
          <Button size="small" type="primary" ghost loading={busy} onClick={() => void answer(side === 'owe' ? 'accept' : 'agree')}>{side === 'owe' ? t('promises.accept') : t('promises.agree')}</Button>
          <Button size="small" onClick={() => setAsking('counter')}>{t('promises.counter')}</Button>
          <Button size="small" type="text" onClick={() => setAsking('refuse')}>{t('promises.refuse')}</Button>
        </div>
      ) : null}
      {asking ? (
        <div className={s['acts']}>
          {asking === 'counter' ? <DatePicker size="small" value={dayjs(due)} onChange={next => { if (next && !Array.isArray(next)) setDue(next.format('YYYY-MM-DD')) }} allowClear={false} style={{ width: 128 }} aria-label={t('promises.date')} /> : null}
          <Input size="small" autoFocus value={note} onChange={event => setNote(event.target.value)} placeholder={t('promises.why')} style={{ flex: 1, minWidth: 120 }} onPressEnter={() => { if (note) void answer(asking) }} />
          <Button size="small" type="primary" loading={busy} disabled={!note} onClick={() => void answer(asking)}>{t(`promises.${asking}`)}</Button>
          <Button size="small" type="text" onClick={() => setAsking(null)}>{t('common.cancel')}</Button>
        </div>
      ) : null}
    </div>
  )
}
