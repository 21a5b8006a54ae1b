/** A flow as a vertical list: what happened with words and time, where it is now, what comes. */
import type { Flow } from '@jingwei/client'
import { CheckOutlined } from '@ant-design/icons'
import { useTranslation } from 'react-i18next'
import { ago, duration, shortInstant } from '@/lib/format'
import { nodeKind } from '@/nodes/registry'
import s from './flow.module.css'

const SILENT = new Set(['start', 'end', 'exclusive', 'parallel', 'join'])

export function FlowSteps({ flow }: { flow: Flow }) {
  const { t } = useTranslation()
  const live = new Set(flow.tokens.map(token => token.node))
  const acted = new Set(flow.log.map(entry => entry.node))
  const title = (node: string): string => flow.nodes.find(one => one.node === node)?.title ?? node
  const future = flow.status === 'running' ? flow.nodes.filter(node => !live.has(node.node) && !acted.has(node.node) && !SILENT.has(nodeKind(node.kind).kind)) : []
  return (
    <ol className={s['steps']}>
      {flow.log.map((entry, i) => (
        <li key={`log${i}`} className={`${s['step']} ${s['past']}`}>
          <span className={s['dot']}><CheckOutlined /></span>
          <div>
            <div className={s['name']}>{title(entry.node)}</div>
            <div className={s['meta']}>{[entry.actor?.title, entry.what, shortInstant(entry.at), entry.minutes ? t('flow.took', { t: duration(entry.minutes, t) }) : ''].filter(Boolean).join(' · ')}</div>
            {entry.note ? <div className={s['note']}>{entry.note}</div> : null}
          </div>
        </li>
      ))}
      {flow.tokens.map((token, i) => (
        <li key={`token${i}`} className={`${s['step']} ${token.late ? s['lateLive'] : s['live']}`}>
          <span className={s['dot']}>{nodeKind(flow.nodes.find(node => node.node === token.node)?.kind ?? '').icon}</span>
          <div>
            <div className={s['name']}>{title(token.node)}</div>
            <div className={s['meta']}>{[token.persons.length ? t('flow.here', { who: token.persons.map(p => p.title).join('、') }) : '', ago(token.since, t)].filter(Boolean).join(' · ')}</div>
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
