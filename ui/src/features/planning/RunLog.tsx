/** Every MRP run: what it read, how long it took, what it changed; two of them side by side. */
import { planning, type MrpRun } from '@jingwei/client'
import { Empty, StateChip, stateOf } from '@jingwei/kit'
import { useQuery } from '@tanstack/react-query'
import { Button, Checkbox } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { fieldOf, useForm } from '@/hooks/useForm'
import { useNarrow } from '@/hooks/useNarrow'
import { address } from '@/lib/address'
import { Asked } from '@/lib/Asked'
import { instant } from '@/lib/format'
import { keys } from '@/lib/keys'
import { MRP_RUN } from './forms'
import { RunDifference } from './RunDifference'
import s from './planning.module.css'

const FINISHED = new Set(['done', 'reviewed', 'superseded'])

export function RunLog() {
  const { t } = useTranslation()
  const narrow = useNarrow()
  const query = useQuery({ queryKey: keys.mrpRuns, queryFn: () => planning.runs() })
  const [ticked, setTicked] = useState<readonly string[]>([])
  const [pair, setPair] = useState<readonly [string, string] | null>(null)
  // The newest two ticked are compared; a third replaces the first.
  const tick = (id: string, on: boolean): void => { setTicked(on ? [...ticked, id].slice(-2) : ticked.filter(one => one !== id)); setPair(null) }
  return (
    <Asked query={query} rows={8}>
      {({ runs }) => (runs.length === 0 ? <Empty title={t('mrp.never')} text={t('mrp.neverText')} /> : (
        <>
          <div className={s['bar']}>
            <span className={s['hint']}>{t('mrp.log.pick')}</span><span className={s['push']} />
            <Button size="small" type="primary" disabled={ticked.length !== 2} onClick={() => setPair([ticked[0] ?? '', ticked[1] ?? ''])} data-action="compare">{t('mrp.log.compare')}</Button>
          </div>
          {pair ? <RunDifference from={pair[0]} to={pair[1]} close={() => setPair(null)} /> : null}
          <div className={s['scroll']}><table className={`${s['table']} ${s['still']} ${narrow ? s['two'] : ''}`}>
            <thead><tr><th className={s['tick']} /><th>{t('mrp.log.number')}</th>{narrow ? <th>{t('mrp.state')}</th> : <><th>{t('mrp.log.at')}</th><th>{t('mrp.state')}</th><th>{t('mrp.log.method')}</th><th className={s['num']}>{t('mrp.orders')}</th><th className={s['num']}>{t('mrp.log.changes')}</th><th className={s['num']}>{t('mrp.messages')}</th><th>{t('mrp.log.read')}</th><th>{t('mrp.log.seconds')}</th><th>{t('mrp.log.snapshot')}</th></>}</tr></thead>
            <tbody>{runs.map(run => <Run key={run.id} run={run} on={ticked.includes(run.id)} tick={tick} narrow={narrow} />)}</tbody>
          </table></div>
        </>
      ))}
    </Asked>
  )
}

function Run({ run, on, tick, narrow }: { run: MrpRun; on: boolean; tick: (id: string, on: boolean) => void; narrow: boolean }) {
  const { t } = useTranslation()
  const form = useForm(MRP_RUN)
  const state = fieldOf(form.data, form.data?.states)?.options?.find(one => one.value === run.state)
  const scrap = fieldOf(form.data, 'scrap_rule')?.options?.find(one => one.value === run.scrap_rule)
  const done = FINISHED.has(run.state)
  const box = <td className={s['tick']}>{done ? <Checkbox aria-label={run.number} checked={on} onChange={event => tick(run.id, event.target.checked)} /> : null}</td>
  const chip = <td><StateChip state={stateOf(state?.colour)}>{state?.title ?? run.state}</StateChip></td>
  if (narrow) {
    return (
      <tr data-run={run.number}>
        {box}
        <td>
          <Link to={address.record(MRP_RUN, run.id)}>{run.number}</Link> <small style={{ color: 'var(--text2)' }}>{instant(run.at)}</small>
          <small className={s['under']}>{run.made === null ? run.note : `${t('mrp.orders')} ${String(run.orders ?? 0)} (+${String(run.made)} ~${String(run.changed)} −${String(run.gone)}) · ${t('mrp.messages')} ${String(run.messages ?? 0)}`}</small>
          {run.made !== null && run.note ? <small className={s['under']}>{run.note}</small> : null}
        </td>
        {chip}
      </tr>
    )
  }
  return (
    <tr data-run={run.number}>
      {box}
      <td><Link to={address.record(MRP_RUN, run.id)}>{run.number}</Link></td><td>{instant(run.at)}</td>
      {chip}
      <td>{run.method ? t(`mrp.log.methods.${run.method}`) : ''}{scrap ? <small className={s['more']} data-scrap>{scrap.title}</small> : null}</td>
      <td className={s['num']}>{run.orders}</td>
      <td className={s['num']}>{run.made === null ? '' : <>+{run.made} ~{run.changed} −{run.gone}</>}</td>
      <td className={s['num']}>{run.messages}</td>
      <td>{run.items_read === null ? run.note : t('mrp.log.counts', { items: run.items_read, lines: run.lines_read, demands: run.demands_read, supplies: run.supplies_read })}{run.items_read !== null && run.note ? <small className={s['under']}>{run.note}</small> : null}</td>
      <td>{run.seconds_reading === null ? run.seconds : t('mrp.log.took', { all: run.seconds, reading: run.seconds_reading, computing: run.seconds_computing, writing: run.seconds_writing })}</td>
      <td style={{ color: 'var(--text2)' }}>{run.snapshot}</td>
    </tr>
  )
}
