/** Two people, one field: choose per field which value stays, then save on the newest version. */
import type { Form, Row, Value, Values } from '@jingwei/client'
import { Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fieldOf } from '@/hooks/useForm'
import { ValueOf } from './RecordRail'
import s from './records.module.css'

export type Side = 'mine' | 'theirs'
interface Props { form: Form; fields: readonly string[]; base: Values; mine: Values; theirs: Values; busy: boolean; close: () => void; save: (keep: Record<string, Side>) => void }

export function ConflictDialog({ form, fields, base, mine, theirs, busy, close, save }: Props) {
  const { t } = useTranslation()
  const [keep, setKeep] = useState<Record<string, Side>>(() => Object.fromEntries(fields.map(name => [name, 'mine'])))
  const told = (name: string, value: Value) => {
    const field = fieldOf(form, name)
    return field?.type === 'table' ? <>{t('fields.lines', { n: Array.isArray(value) ? (value as Row[]).length : 0 })}</> : <ValueOf field={field} value={value} />
  }
  const some = fields.some(name => fieldOf(form, name)?.type === 'table')
  return (
    <Modal open title={t('conflict.title')} okText={t('conflict.save')} cancelText={t('conflict.back')} onOk={() => save(keep)} onCancel={close} confirmLoading={busy} width={680} data-conflict>
      <p style={{ color: 'var(--text2)', marginBottom: 8 }}>{t('conflict.text', { n: fields.length })}{some ? ` ${t('conflict.lines')}` : ''}</p>
      <div style={{ overflowX: 'auto' }}>
        <table className={s['conflict']}>
          <thead><tr><th /><th>{t('conflict.base')}</th><th>{t('conflict.mine')}</th><th>{t('conflict.theirs')}</th></tr></thead>
          <tbody>
            {fields.map(name => (
              <tr key={name}>
                <td>{fieldOf(form, name)?.title ?? name}</td>
                <td style={{ color: 'var(--text3)' }}>{told(name, base[name])}</td>
                {(['mine', 'theirs'] as const).map(side => (
                  <td key={side}>
                    <label className={s['option']} data-on={keep[name] === side}>
                      <input type="radio" name={name} checked={keep[name] === side} onChange={() => setKeep({ ...keep, [name]: side })} style={{ accentColor: 'var(--accent)' }} />
                      {told(name, (side === 'mine' ? mine : theirs)[name])}
                    </label>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Modal>
  )
}
