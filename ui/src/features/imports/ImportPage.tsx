/** Bring data in: choose a file, rehearse it and see every error at once, then import it for good. */
import { jobs, newKey } from '@jingwei/client'
import { Page } from '@jingwei/kit'
import { useQueryClient } from '@tanstack/react-query'
import { App } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ended, useJob } from '@/hooks/useJob'
import { Failed, sentence } from '@/lib/Asked'
import { useSession } from '@/lib/session'
import { Choice, complete, guessed, NOTHING, ratesOf, type Chosen } from './Choice'
import s from './imports.module.css'
import { Outcome } from './Outcome'

export default function ImportPage() {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const { me, catalogue } = useSession()
  const client = useQueryClient()
  const [chosen, setChosen] = useState<Chosen>({ ...NOTHING, source: me.admin ? 'inventree' : 'csv' })
  const [sending, setSending] = useState(false)
  const [id, setId] = useState<string | null>(null)
  const job = useJob(id)
  const over = ended(job.data)
  useEffect(() => { if (over && !job.data?.rehearsed) void client.invalidateQueries({ queryKey: ['records'] }) }, [over, job.data?.rehearsed, client])

  const choose = (change: Partial<Chosen>): void => { setId(null); setChosen(before => ({ ...before, ...change })) }
  const take = (file: File): void => {
    const source = /\.(csv|txt|tsv)$/i.test(file.name) ? 'csv' : 'inventree'
    if (source === 'inventree' && !me.admin) { message.warning(t('imports.adminOnly')); return }
    choose({ file, source, form: source === 'csv' ? guessed(file.name, catalogue) ?? chosen.form : chosen.form })
  }
  const start = async (dry: boolean): Promise<void> => {
    if (!chosen.file) return
    setSending(true)
    try {
      const asked = { dry, ...(chosen.source === 'csv' ? { form: chosen.form } : { rates: ratesOf(chosen) }) }
      setId((await jobs.importFile(chosen.source, chosen.file, asked, newKey())).job)
    } catch (error) {
      // A file that was saved again since it was chosen can no longer be read: the browser says no more than that.
      message.error({ content: sentence(error, t('imports.unreadable')), duration: 10 })
    } finally {
      setSending(false)
    }
  }
  return (
    <Page title={t('imports.title')} sub={t('imports.sub')}>
      <div className={s['page']}>
        <Choice chosen={chosen} choose={choose} take={take} busy={sending || (id !== null && !over && !job.error)} checked={id !== null} check={complete(chosen) ? () => void start(true) : null} />
        {id !== null && job.data ? <Outcome job={job.data} source={chosen.source} go={() => void start(false)} again={() => { setId(null); setChosen({ ...chosen, file: null }) }} sending={sending} /> : null}
        {id !== null && !job.data && job.error ? <Failed error={job.error} retry={() => void job.refetch()} /> : null}
      </div>
    </Page>
  )
}
