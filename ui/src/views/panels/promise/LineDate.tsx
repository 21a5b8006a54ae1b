/** One line of the order: when it can be had, how that fits what is wanted, what it waits for. */
import type { PromisedLine } from '@jingwei/client'
import { StateChip, StateMark } from '@jingwei/kit'
import { DownOutlined, UpOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Amount } from '@/lib/Amount'
import { date, fullDate } from '@/lib/format'
import { daysLate, offered } from './question'
import s from './promise.module.css'
import { SaidLine } from './SaidLine'

/** No mistake: the line needs no date any more. */
const NOTHING_OPEN = 'all_done'

interface Props { line: PromisedLine; row: number; several: boolean; take: ((day: string) => void) | null }

function Verdict({ line }: { line: PromisedLine }) {
  const { t } = useTranslation()
  if (!line.earliest) return <StateChip state="late">{t('promising.never')}</StateChip>
  if (line.met) return <StateChip state="done">{t('promising.met')}</StateChip>
  if (line.wanted) return <StateChip state="late">{t('promising.late', { n: daysLate(line) })}</StateChip>
  return dayjs(line.earliest).isSame(dayjs(), 'day') ? <StateChip state="done">{t('promising.today')}</StateChip> : <StateChip state="promise">{t('promising.soonest')}</StateChip>
}

export function LineDate({ line, row, several, take }: Props) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const number = several ? <span className={s['no']}>{row + 1}</span> : null
  if (line.wrong) {
    return <li className={s['line']} data-line={row} data-wrong={line.wrong.field}><div className={s['head']}>{number}<span className={line.wrong.code === NOTHING_OPEN ? s['settled'] : s['wrong']}><StateMark state={line.wrong.code === NOTHING_OPEN ? 'done' : 'late'} /><SaidLine said={line.wrong.said} /></span></div></li>
  }
  const chain = line.chain ?? []
  const root = chain[chain.length - 1]
  const day = offered(line)
  return (
    <li className={s['line']} data-line={row} data-met={line.met ? '' : undefined}>
      <div className={s['head']}>
        {number}
        <div className={s['what']}>
          <b>{line.item?.title}</b> <span><Amount value={line.quantity} /></span>
          <small>{line.wanted ? t('promising.wanted', { d: date(line.wanted) }) : t('promising.noDate')}</small>
        </div>
        <div className={s['date']} data-state={line.met ? 'done' : line.wanted || !line.earliest ? 'late' : 'promise'}>
          {line.earliest ? <small>{t('promising.earliest')}</small> : null}{line.earliest ? <time dateTime={line.earliest} title={fullDate(line.earliest)}>{date(line.earliest)}</time> : null}
          <Verdict line={line} />
        </div>
        <div className={s['acts']}>
          {take && day ? <Button size="small" onClick={() => take(day)} data-take={row}>{t('promising.take')}</Button> : null}
          <Button size="small" type="text" icon={open ? <UpOutlined /> : <DownOutlined />} iconPlacement="end" aria-expanded={open} onClick={() => setOpen(!open)} data-why={row}>{t('promising.why')}</Button>
        </div>
      </div>
      {!open && root && root.code !== 'stock' ? <p className={s['root']}><SaidLine said={root.said} /></p> : null}
      {line.part && line.wanted && Number(line.part.value) > 0 ? <p className={s['part']}><StateMark state="waiting" />{t('promising.part', { d: date(line.wanted) })} <b><Amount value={line.part} /></b></p> : null}
      {open ? <ol className={s['chain']}>{[...chain].reverse().map((link, i) => <li key={i} data-code={link.code}><SaidLine said={link.said} /></li>)}</ol> : null}
      {(line.notes ?? []).map((note, i) => <p key={i} className={s['note']}><StateMark state="waiting" /><SaidLine said={note} /></p>)}
    </li>
  )
}
