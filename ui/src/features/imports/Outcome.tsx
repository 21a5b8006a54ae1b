/** How far an import is and what came of it: what would be made or was made of which form, notices, errors. */
import { jobs, type Job } from '@jingwei/client'
import { Meter, Panel, StateChip, type State } from '@jingwei/kit'
import { RightOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { ended } from '@/hooks/useJob'
import { address } from '@/lib/address'
import type { Source } from './Choice'
import { FaultTable } from './FaultTable'
import s from './imports.module.css'

const TONE: Record<Job['state'], State> = { waiting: 'waiting', running: 'running', done: 'done', failed: 'late', cancelled: 'draft' }

interface Props { job: Job; source: Source; go: () => void; again: () => void; sending: boolean }

export function Outcome({ job, source, go, again, sending }: Props) {
  const { t } = useTranslation()
  const over = ended(job)
  const done = job.state === 'done'
  const faults = (job.faults ?? []).filter(fault => fault.code !== 'partly')
  const partly = job.faults?.find(fault => fault.code === 'partly')
  const writes = (job.made ?? []).reduce((n, one) => n + one.created + one.changed, 0)
  const word = done ? t(job.rehearsed ? 'imports.states.checked' : 'imports.states.done') : t(`imports.states.${job.state}`)
  return (
    <>
      <Panel title={t(done && job.rehearsed ? 'imports.wouldMake' : done ? 'imports.hasMade' : 'imports.progressTitle')} tools={<StateChip state={TONE[job.state]}>{word}</StateChip>}>
        {done ? null : (
          <Meter part={job.total ? job.done / job.total : 0} tone={job.state === 'failed' ? 'var(--late-solid)' : 'var(--accent)'}
            label={<div className={s['spread']}><span>{job.note}</span><span>{job.total ? t('imports.progress', { done: job.done, total: job.total }) : ''}</span></div>} />
        )}
        {done && job.made ? <Made made={job.made} links={!job.rehearsed} /> : null}
        <div className={s['row']} style={{ marginTop: 14 }}>
          <span className={s['hint']} role="status">
            {job.state === 'failed' ? partly?.message ?? t('imports.nothing') : job.state === 'cancelled' ? t('imports.stopped') : done && job.rehearsed ? t(writes ? 'imports.nothingYet' : 'imports.upToDate') : ''}
          </span>
          <span style={{ flex: 1 }} />
          {over ? null : <Button onClick={() => void jobs.cancel(job.id)}>{t('imports.cancel')}</Button>}
          {done && job.rehearsed && writes > 0 ? <Button type="primary" loading={sending} onClick={go} data-action="import">{t('imports.go', { n: writes })}</Button> : null}
          {done && !job.rehearsed ? <Button onClick={again}>{t('imports.again')}</Button> : null}
        </div>
      </Panel>
      {faults.length ? <FaultTable faults={faults} source={source} title={t('imports.faults', { n: faults.length })} tone="late" /> : null}
      {job.notices?.length ? <FaultTable faults={job.notices} source={source} title={t('imports.notices', { n: job.notices.length })} tone="waiting" /> : null}
    </>
  )
}

function Made({ made, links }: { made: NonNullable<Job['made']>; links: boolean }) {
  const { t } = useTranslation()
  const shown = made.filter(one => one.created + one.changed + one.unchanged > 0)
  if (shown.length === 0) return <p className={s['hint']}>{t('imports.nothingInIt')}</p>
  return (
    <table className={s['made']}>
      <thead><tr><th>{t('imports.into')}</th><th>{t('imports.created')}</th><th>{t('imports.changed')}</th><th>{t('imports.unchanged')}</th></tr></thead>
      <tbody>
        {shown.map((one, i) => (
          <tr key={`${one.form}${i}`}>
            <td>{links && one.form ? <Link to={address.grid(one.form)}>{one.title} <RightOutlined style={{ fontSize: 10 }} /></Link> : one.title}</td>
            {[one.created, one.changed, one.unchanged].map((n, j) => <td key={j} data-zero={n === 0}>{n.toLocaleString('en-US')}</td>)}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
