/** Bring data in: choose a file, watch it go, see every error at once. */
import { jobs, newKey, type Job } from '@jingwei/client'
import { Meter, Page, Panel, StateChip, type State } from '@jingwei/kit'
import { InboxOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { App, Button, Segmented } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ended, useJob } from '@/hooks/useJob'
import { Failed, sentence } from '@/lib/Asked'
import { fileSize } from '@/lib/format'
import { FaultTable } from './FaultTable'
import s from './imports.module.css'

type Source = 'inventree' | 'csv'
const TONE: Record<Job['state'], State> = { waiting: 'waiting', running: 'running', done: 'done', failed: 'late', cancelled: 'draft' }

export default function ImportPage() {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const client = useQueryClient()
  const [source, setSource] = useState<Source>('inventree')
  const [file, setFile] = useState<File | null>(null)
  const [over, setOver] = useState(false)
  const [sending, setSending] = useState(false)
  const [id, setId] = useState<string | null>(null)
  const picker = useRef<HTMLInputElement>(null)
  const job = useJob(id)
  const state = job.data?.state
  useEffect(() => { if (state === 'done') void client.invalidateQueries({ queryKey: ['records'] }) }, [state, client])
  const take = (chosen: File | undefined): void => {
    if (!chosen) return
    setFile(chosen)
    setSource(chosen.name.toLowerCase().endsWith('.csv') ? 'csv' : 'inventree')
  }
  const start = async (): Promise<void> => {
    if (!file) return
    setSending(true)
    try {
      setId((await jobs.importFile(source, file, newKey())).job)
    } catch (error) {
      message.error({ content: sentence(error, t('common.offlineError')), duration: 8 })
    } finally {
      setSending(false)
    }
  }
  return (
    <Page title={t('imports.title')} sub={t('imports.sub')}>
      <div className={s['page']}>
        {id === null ? (
          <Panel>
            <input ref={picker} type="file" accept=".json,.csv" hidden onChange={event => take(event.target.files?.[0])} data-file />
            <button type="button" className={`${s['drop']} ${over ? s['over'] : ''}`} onClick={() => picker.current?.click()} onDragOver={event => { event.preventDefault(); setOver(true) }} onDragLeave={() => setOver(false)} onDrop={event => { event.preventDefault(); setOver(false); take(event.dataTransfer.files[0]) }}>
              <InboxOutlined style={{ fontSize: 28, color: 'var(--text3)' }} /><b>{file ? file.name : t('imports.drop')}</b>{file ? fileSize(file.size) : t('imports.about')}
            </button>
            <div className={s['row']} style={{ marginTop: 14 }}>
              <span style={{ color: 'var(--text2)' }}>{t('imports.source')}</span>
              <Segmented value={source} onChange={setSource} options={[{ value: 'inventree', label: t('imports.inventree') }, { value: 'csv', label: t('imports.csv') }]} />
              <span style={{ flex: 1 }} />
              <Button type="primary" disabled={!file} loading={sending} onClick={() => void start()} data-action="import">{t('imports.start')}</Button>
            </div>
          </Panel>
        ) : job.data ? <Progress job={job.data} name={file?.name ?? ''} again={() => { setId(null); setFile(null) }} /> : job.error ? <Failed error={job.error} retry={() => void job.refetch()} /> : null}
      </div>
    </Page>
  )
}

function Progress({ job, name, again }: { job: Job; name: string; again: () => void }) {
  const { t } = useTranslation()
  const over = ended(job)
  const faults = job.faults ?? []
  return (
    <>
      <Panel title={name} tools={<StateChip state={TONE[job.state]}>{t(`imports.states.${job.state}`)}</StateChip>}>
        <Meter part={job.state === 'done' ? 1 : job.total ? job.done / job.total : 0} tone={job.state === 'failed' ? 'var(--late-solid)' : job.state === 'done' ? 'var(--done-solid)' : 'var(--accent)'}
          label={<div style={{ display: 'flex', justifyContent: 'space-between', fontSize: 12, color: 'var(--text2)' }}><span>{job.note}</span><span>{job.total ? t('imports.progress', { done: job.done, total: job.total }) : ''}</span></div>} />
        <div className={s['row']} style={{ marginTop: 12 }}>
          {job.state === 'failed' ? <span style={{ color: 'var(--late-ink)' }}>{t('imports.nothing')}</span> : null}
          <span style={{ flex: 1 }} />
          {over ? <Button type="primary" onClick={again}>{t('imports.again')}</Button> : <Button onClick={() => void jobs.cancel(job.id)}>{t('imports.cancel')}</Button>}
        </div>
      </Panel>
      {over && isCounts(job.result) ? <Panel title={t('imports.result')}><div className={s['result']}>{Object.entries(job.result).map(([what, n]) => <div key={what}><b>{String(n)}</b><span>{what}</span></div>)}</div></Panel> : null}
      {faults.length ? <FaultTable faults={faults} /> : over ? <Panel><StateChip state="done">{t('imports.noFaults')}</StateChip></Panel> : null}
    </>
  )
}

const isCounts = (result: unknown): result is Record<string, string | number> =>
  typeof result === 'object' && result !== null && !Array.isArray(result) && Object.values(result).every(value => typeof value === 'number' || typeof value === 'string')
