/** Who promised what: owed by me, owed to me. */
import { work, type Commitment } from '@jingwei/client'
import { Empty, Page, Panel } from '@jingwei/kit'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Asked } from '@/lib/Asked'
import { keys } from '@/lib/keys'
import { PromiseLine } from '@/views/promise/PromiseLine'

const listOf = (answer: { promises: Commitment[] } | Commitment[]): Commitment[] => (Array.isArray(answer) ? answer : answer.promises)
const keptRate = (list: readonly Commitment[]): string => {
  const ended = list.filter(promise => promise.state === 'kept' || promise.state === 'broken')
  return ended.length ? `${Math.round((ended.filter(promise => promise.state === 'kept').length / ended.length) * 100)}%` : ''
}

export default function PromisesPage() {
  const { t } = useTranslation()
  return (
    <Page title={t('promises.title')}>
      <div style={{ display: 'grid', gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 360px), 1fr))', gap: 16, maxWidth: 1280, margin: '0 auto', alignItems: 'start' }}><Side side="owe" /><Side side="owed" /></div>
    </Page>
  )
}

function Side({ side }: { side: 'owe' | 'owed' }) {
  const { t } = useTranslation()
  const query = useQuery({ queryKey: [...keys.promises, side], queryFn: async () => listOf(await work.promises(side)) })
  const rate = keptRate(query.data ?? [])
  return (
    <Panel flush title={t(`promises.${side}`)} count={query.data?.length ?? ''} tools={rate ? <span style={{ fontSize: 12, color: 'var(--text2)' }}>{t('promises.kept')} <b style={{ color: 'var(--done-ink)' }}>{rate}</b></span> : null}>
      <Asked query={query}>{list => (list.length === 0 ? <Empty small title={t('home.promisesEmpty')} text={t('home.promisesEmptyText')} /> : <>{list.map(promise => <PromiseLine key={promise.id} promise={promise} side={side} />)}</>)}</Asked>
    </Panel>
  )
}
