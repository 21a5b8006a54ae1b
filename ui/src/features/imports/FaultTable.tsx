/** Every error of an import, searchable, to be taken away as a file. */
import type { Fault } from '@jingwei/client'
import { Panel, StateMark } from '@jingwei/kit'
import { Button, Input } from 'antd'
import { useState } from 'react'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { Source } from './Choice'
import s from './imports.module.css'

const STEP = 500
const plain = (parts: readonly (string | number)[]): string => parts.map(part => (typeof part === 'number' ? `[${part + 1}]` : part)).join(' ')

/** A table's error stands at line and column, an export's at model, number and field. */
function placed(fault: Fault, source: Source, t: TFunction): string {
  const [line, ...rest] = fault.path ?? []
  if (source === 'csv' && typeof line === 'string' && /^\d+$/.test(line)) return [t('imports.line', { n: line }), ...(rest.length ? [plain(rest)] : [])].join(' · ')
  return plain(fault.path ?? [])
}

/** A spreadsheet must not take what a file said for a formula. */
const quoted = (text: string): string => `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replace(/"/g, '""')}"`

interface Props { faults: readonly Fault[]; source: Source; title: string; tone: 'late' | 'waiting' }

export function FaultTable({ faults, source, title, tone }: Props) {
  const { t } = useTranslation()
  const where = (fault: Fault): string => placed(fault, source, t)
  const [text, setText] = useState('')
  const [shown, setShown] = useState(STEP)
  const found = faults.filter(fault => !text || `${where(fault)} ${fault.message}`.toLowerCase().includes(text.toLowerCase()))
  const take = (): void => {
    const lines = [['where', 'code', 'message'], ...faults.map(fault => [where(fault), fault.code ?? '', fault.message])]
    const file = new Blob(['\ufeff' + lines.map(line => line.map(quoted).join(',')).join('\r\n')], { type: 'text/csv' })
    const link = document.createElement('a')
    link.href = URL.createObjectURL(file)
    link.download = `${tone === 'late' ? 'errors' : 'notices'}.csv`
    link.click()
    URL.revokeObjectURL(link.href)
  }
  return (
    <Panel flush title={<span style={{ color: `var(--${tone}-ink)`, display: 'inline-flex', gap: 6, alignItems: 'center' }}><StateMark state={tone} size={12} />{title}</span>} tools={<><Input size="small" allowClear value={text} onChange={event => setText(event.target.value)} placeholder={t('imports.findFault')} style={{ width: 160 }} /><Button size="small" onClick={take}>{t('imports.download')}</Button></>}>
      <div style={{ maxHeight: '52vh', overflow: 'auto' }}>
        <table className={s['table']}>
          <thead><tr><th>{t('imports.where')}</th><th>{t('imports.what')}</th></tr></thead>
          <tbody>{found.slice(0, shown).map((fault, i) => <tr key={i}><td className={s['where']}>{where(fault) || '–'}</td><td>{fault.message}</td></tr>)}</tbody>
        </table>
        {found.length > shown ? <div style={{ padding: 12, textAlign: 'center' }}><Button size="small" onClick={() => setShown(shown + STEP)}>{t('common.loadMore')}</Button></div> : null}
      </div>
    </Panel>
  )
}
