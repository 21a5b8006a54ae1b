/** Two people, one field: choose per field which value stays, then save on the newest version. */
import type { ConflictBody, Form, Values } from '@jingwei/client'
import { same } from '@jingwei/core/draft'
import { Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fieldOf } from '@/hooks/useForm'
import { ValueOf } from './RecordRail'
import s from './records.module.css'

interface Props { form: Form; conflict: ConflictBody; close: () => void; save: (mine: Values) => void }

export function ConflictDialog({ form, conflict, close, save }: Props) {
  const { t } = useTranslation()
  const { base, mine, theirs } = conflict
  const fields = Object.keys(mine).filter(name => !same(mine[name], theirs[name]) && !same(base[name], theirs[name]))
  const [keep, setKeep] = useState<Record<string, 'mine' | 'theirs'>>(() => Object.fromEntries(fields.map(name => [name, 'mine'])))
  const chosen = (): Values => Object.fromEntries(Object.keys(mine).filter(name => (keep[name] ?? 'mine') === 'mine').map(name => [name, mine[name]]))
  return (
    <Modal open title={t('conflict.title')} okText={t('conflict.save')} cancelText={t('common.cancel')} onOk={() => save(chosen())} onCancel={close} width={680}>
      <p style={{ color: 'var(--text2)', marginBottom: 8 }}>{t('conflict.text', { n: fields.length })}</p>
      <table className={s['conflict']}>
        <thead><tr><th /><th>{t('conflict.base')}</th><th>{t('conflict.mine')}</th><th>{t('conflict.theirs')}</th></tr></thead>
        <tbody>
          {fields.map(name => {
            const field = fieldOf(form, name)
            return (
              <tr key={name}>
                <td>{field?.title ?? name}</td>
                <td style={{ color: 'var(--text3)' }}><ValueOf field={field} value={base[name]} /></td>
                {(['mine', 'theirs'] as const).map(side => (
                  <td key={side}>
                    <label className={s['option']} data-on={keep[name] === side}>
                      <input type="radio" name={name} checked={keep[name] === side} onChange={() => setKeep({ ...keep, [name]: side })} style={{ accentColor: 'var(--accent)' }} />
                      <ValueOf field={field} value={(side === 'mine' ? mine : theirs)[name]} />
                    </label>
                  </td>
                ))}
              </tr>
            )
          })}
        </tbody>
      </table>
    </Modal>
  )
}
