/** When each line of an order can be had, while the order is being typed. */
import { Bones, StateMark } from '@jingwei/kit'
import { CalendarOutlined } from '@ant-design/icons'
import { App, Button } from 'antd'
import dayjs from 'dayjs'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { sentence } from '@/lib/Asked'
import { onPlantClock } from '@/lib/format'
import type { PanelProps } from '../kind'
import { LineDate } from './LineDate'
import { asking, offered, taken, writable } from './question'
import s from './promise.module.css'
import { Shortages } from './Shortages'
import { print, usePromise } from './usePromise'

export function PromisePanel({ form, spec, values, shown, record, editing, readonly, onChange }: PanelProps) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const [opened, setOpened] = useState(false)
  const question = useMemo(() => asking(spec, values, shown), [spec, values, shown])
  const live = editing || opened
  const query = usePromise(form.form, record, question, live)
  const may = editing && writable(form, spec, readonly)
  if (!live) return <p className={s['ask']}><Button icon={<CalendarOutlined />} onClick={() => setOpened(true)} data-promise-ask>{t('promising.ask')}</Button></p>

  const { told = null, rows = [], lines = [] } = query.data ?? {}
  /** Lines of the answer that still stand as they were asked about. */
  const standing = (told?.lines ?? []).flatMap((line, i) => {
    const row = rows[i]
    const at = row === undefined ? -1 : question.rows.indexOf(row)
    return row !== undefined && at >= 0 ? [{ line, row, old: print(question.lines[at]) !== lines[i] }] : []
  })
  const take = (dates: ReadonlyMap<number, string>): void => {
    onChange(spec.parts['lines'] ?? '', taken(spec, values, dates))
    message.success(t('promising.taken'))
  }
  const open = new Map(standing.flatMap(({ line, row, old }) => { const day = old ? null : offered(line); return day ? [[row, day] as const] : [] }))
  const busy = query.isFetching || standing.some(one => one.old)
  return (
    <section className={s['panel']} aria-label={t('promising.title')} data-panel="promise" data-busy={busy ? '' : undefined}>
      <header>
        <h3><CalendarOutlined /> {t('promising.title')}</h3>
        <small>{busy && !told ? t('promising.asking') : told?.renewing ? t('promising.renewing') : told ? t('promising.at', { at: onPlantClock(dayjs(told.at).valueOf()).format('HH:mm') }) : ''}</small>
        {may && open.size > 1 ? <Button size="small" type="primary" ghost onClick={() => take(open)} data-take-all>{t('promising.takeAll')}</Button> : null}
      </header>
      {question.lines.length === 0 ? <p className={s['hint']}>{t('promising.empty')}</p>
        : query.error ? <p className={s['failed']}><StateMark state="late" />{sentence(query.error, t('common.offlineError'))} <Button size="small" type="link" onClick={() => void query.refetch()}>{t('common.retry')}</Button></p>
          : told === null ? (query.data ? <p className={s['hint']}>{t('promising.working')}</p> : <Bones rows={Math.min(question.lines.length, 4)} />)
            : (
              <>
                <ul className={s['lines']}>
                  {standing.map(({ line, row, old }) => (
                    <div key={row} className={old ? s['old'] : ''}><LineDate line={line} row={row} several={question.rows.length > 1} take={may && !old ? day => take(new Map([[row, day]])) : null} /></div>
                  ))}
                </ul>
                {told.shortages && standing.some(({ line }) => line.earliest) ? <Shortages shortages={told.shortages} /> : null}
              </>
            )}
    </section>
  )
}
