/** A flow as a vertical list: what happened with words and time, where it is now, what comes. */
import type { Flow } from '@jingwei/client'
import { ahead } from '@jingwei/core/graph'
import { CheckOutlined, CloseOutlined, RollbackOutlined } from '@ant-design/icons'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ago, duration, shortInstant } from '@/lib/format'
import { nodeKind } from '@/nodes/registry'
import s from './flow.module.css'

/** Steps people take or wait for; the engine's own steps are in the picture, not in the story. */
const TOLD = new Set(['approve', 'handle', 'cc', 'wait', 'timer', 'sub', 'push'])
/** What goes back, with how it is drawn. */
const BACK: Record<string, ReactNode> = { rejected: <CloseOutlined />, returned: <RollbackOutlined />, withdrawn: <RollbackOutlined /> }
/** That a flow is over is told by its last step. */
const ENDINGS = new Set(['ended', 'finished'])
const WORDS = ['started', 'approved', 'rejected', 'returned', 'transferred', 'completed', 'withdrawn', 'urged', 'finished', 'ended', 'reminded', 'escalated', 'cancelled', 'settled', 'late', 'passed', 'due', 'met'] as const
type Word = (typeof WORDS)[number]

export function FlowSteps({ flow }: { flow: Flow }) {
  const { t } = useTranslation()
  const held = flow.tokens.filter(token => token.persons.length > 0 || TOLD.has(nodeKind(flow.nodes.find(node => node.node === token.node)?.kind ?? '').kind))
  const live = new Set(flow.tokens.map(token => token.node))
  const comes = ahead([...live], flow.edges)
  const title = (node: string): string => flow.nodes.find(one => one.node === node)?.title ?? node
  const future = flow.status === 'running' ? flow.nodes.filter(node => comes.has(node.node) && !live.has(node.node) && TOLD.has(nodeKind(node.kind).kind)) : []
  const told = flow.log.filter(entry => entry.what !== 'opened' && (entry.what !== 'finished' || !flow.log.some(other => other.what === 'ended')))
  const word = (what: string): string => ((WORDS as readonly string[]).includes(what) ? t(`flow.what.${what as Word}`) : what)
  return (
    <ol className={s['steps']}>
      {told.map((entry, i) => (
        <li key={`log${i}`} className={`${s['step']} ${s['past']} ${BACK[entry.what] ? s['back'] : ''}`}>
          <span className={s['dot']}>{BACK[entry.what] ?? <CheckOutlined />}</span>
          <div>
            <div className={s['name']}>{title(entry.node)}</div>
            <div className={s['meta']}>{[entry.actor?.title, word(entry.what), shortInstant(entry.at), entry.minutes ? t('flow.took', { t: duration(entry.minutes, t) }) : ''].filter(Boolean).join(' · ')}</div>
            {entry.note && !ENDINGS.has(entry.what) ? <div className={s['note']}>{entry.note}</div> : null}
          </div>
        </li>
      ))}
      {held.map((token, i) => (
        <li key={`token${i}`} className={`${s['step']} ${token.late ? s['lateLive'] : s['live']}`}>
          <span className={s['dot']}>{nodeKind(flow.nodes.find(node => node.node === token.node)?.kind ?? '').icon}</span>
          <div>
            <div className={s['name']}>{title(token.node)}</div>
            <div className={s['meta']}>{[token.persons.length ? t('flow.here', { who: token.persons.map(p => p.title).join('、') }) : '', token.since === null ? '' : ago(token.since, t)].filter(Boolean).join(' · ')}</div>
          </div>
        </li>
      ))}
      {future.map(node => (
        <li key={node.node} className={`${s['step']} ${s['future']}`}>
          <span className={s['dot']}>{nodeKind(node.kind).icon}</span>
          <div><div className={s['name']}>{node.title}</div>{node.who ? <div className={s['meta']}>{node.who}</div> : null}</div>
        </li>
      ))}
    </ol>
  )
}
