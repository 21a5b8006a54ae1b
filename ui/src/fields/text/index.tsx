/** One line of text; where a code is meant, a phone's camera may read it and typing stays possible. */
import { readCode } from '@jingwei/core/code'
import { ScanOutlined } from '@ant-design/icons'
import { Button, Input } from 'antd'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNarrow } from '@/hooks/useNarrow'
import { TEXT_OPS, type EditProps, type FieldKind, type ShowProps } from '../kind'

const Camera = lazy(() => import('@/lib/Camera').then(({ Camera: found }) => ({ default: found })))

const Show = ({ value }: ShowProps) => <>{typeof value === 'string' || typeof value === 'number' ? value : ''}</>

const Edit = (props: EditProps) => {
  const { field, value, onChange, id, invalid, autoFocus, sheet } = props
  const narrow = useNarrow()
  const input = (
    <Input {...(id ? { id } : {})} value={typeof value === 'string' ? value : ''} onChange={event => onChange(event.target.value)} autoComplete="off"
      {...(invalid ? { status: 'error' as const } : {})} autoFocus={autoFocus ?? false} variant={sheet ? 'borderless' : 'outlined'} size={sheet ? 'small' : 'middle'}
      {...(field.max_length ? { maxLength: field.max_length + 50 } : {})} />
  )
  return field.scan && narrow && !sheet ? <Scanned onCode={onChange}>{input}</Scanned> : input
}

function Scanned({ onCode, children }: { onCode: (text: string) => void; children: React.ReactNode }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const [failed, setFailed] = useState(false)
  const take = (text: string): void => {
    const code = readCode(text)
    setOpen(false)
    onCode(code.kind === 'text' ? code.text : text)
  }
  return (
    <>
      <span style={{ display: 'flex', gap: 6 }}>{children}<Button icon={<ScanOutlined />} aria-label={t('stock.scan')} onClick={() => { setFailed(false); setOpen(true) }} style={{ flex: 'none', width: 48, height: 'auto' }} data-scan /></span>
      {failed ? <small role="status" style={{ color: 'var(--text2)' }}>{t('floor.noCamera')} {t('floor.noCameraText')}</small> : null}
      {open ? <Suspense><Camera onCode={take} close={() => setOpen(false)} onFailed={() => { setOpen(false); setFailed(true) }} /></Suspense> : null}
    </>
  )
}

export const text: FieldKind = {
  type: 'text', align: 'left', width: 160, Show, Edit, ops: TEXT_OPS, wide: false,
  fromText: typed => typed, toText: value => (typeof value === 'string' ? value : ''),
}
