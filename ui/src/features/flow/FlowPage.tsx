/** A flow's picture on a whole page, its log beside it. */
import { work } from '@jingwei/client'
import { Page, Panel, StateChip, type State } from '@jingwei/kit'
import { ArrowLeftOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams } from 'react-router'
import { useNarrow } from '@/hooks/useNarrow'
import { Asked } from '@/lib/Asked'
import { keys } from '@/lib/keys'
import { FlowGraph } from '@/views/flow/FlowGraph'
import { FlowSteps } from '@/views/flow/FlowSteps'

const STATUS: Record<string, { state: State; word: 'running' | 'done' | 'cancelled' | 'rejected' | 'failed' }> = {
  running: { state: 'running', word: 'running' }, done: { state: 'done', word: 'done' }, ended: { state: 'done', word: 'done' },
  cancelled: { state: 'draft', word: 'cancelled' }, withdrawn: { state: 'draft', word: 'cancelled' }, rejected: { state: 'late', word: 'rejected' }, failed: { state: 'late', word: 'failed' },
}

export default function FlowPage() {
  const { instance = '' } = useParams()
  const { t } = useTranslation()
  const navigate = useNavigate()
  const narrow = useNarrow()
  const query = useQuery({ queryKey: keys.flow(instance), queryFn: () => work.flow(instance) })
  return (
    <Asked query={query}>
      {flow => {
        const status = STATUS[flow.status]
        return (
          <Page padded={false} title={<span style={{ display: 'inline-flex', gap: 10, alignItems: 'center' }}>{flow.title}<StateChip state={status?.state ?? 'draft'}>{status ? t(`flow.status.${status.word}`) : flow.status}</StateChip></span>} sub={t('flow.title')}
            lead={<Button type="text" icon={<ArrowLeftOutlined />} aria-label={t('common.back')} onClick={() => void navigate(-1)} />}>
            <div style={narrow ? { height: '100%', overflow: 'auto' } : { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr) 340px', height: '100%' }}>
              <div style={{ height: narrow ? 420 : '100%', minWidth: 0 }}><FlowGraph flow={flow} /></div>
              <div style={{ overflow: 'auto', background: 'var(--surface)', borderLeft: narrow ? 0 : '1px solid var(--line-soft)' }}><Panel title={t('flow.log')} style={{ border: 0 }}><FlowSteps flow={flow} /></Panel></div>
            </div>
          </Page>
        )
      }}
    </Asked>
  )
}
