/** The form of one record: reads quietly, edits on a click or E, saves with Ctrl-S, settles conflicts. */
import { newKey, records, type Form, type Record_, type Values } from '@jingwei/client'
import { useQueryClient } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useHotkeys } from '@/hooks/useHotkeys'
import { sentence } from '@/lib/Asked'
import { keys } from '@/lib/keys'
import { preview } from '@/lib/preview'
import { useSession } from '@/lib/session'
import { FaultList } from '@/views/form/FaultList'
import { FormView } from '@/views/form/FormView'
import { useDraft } from '@/views/form/useDraft'
import { ConflictDialog } from './ConflictDialog'
import s from './records.module.css'
import { useRecordDoors } from './useRecord'

interface Props { form: Form; record: Record_; onDirty: (dirty: boolean) => void; flat?: boolean }

export function RecordBody({ form, record, onDirty, flat }: Props) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const client = useQueryClient()
  const doors = useRecordDoors()
  const [editing, setEditing] = useState(false)
  const [focus, setFocus] = useState<string | null>(null)
  const draft = useDraft(form, record.values, record.readonly)
  const { dirty, reset } = draft
  const { me } = useSession()
  const shown = useMemo(() => preview(form, draft.values, me.person.id), [form, draft.values, me.person.id])
  const { values, ver } = record

  // A newer version from elsewhere replaces what is shown only while nothing is being typed.
  useEffect(() => { if (!editing) reset(values) }, [ver, values, editing, reset])
  useEffect(() => { onDirty(dirty > 0) }, [dirty, onDirty])

  const save = async (): Promise<void> => {
    const ok = await draft.submit(async (sent, key) => {
      if (Object.keys(sent.values).length) {
        const saved = await doors.save(record, sent.values as Values, key)
        reset(saved.values)
      }
    })
    if (ok) { setEditing(false); message.success(t('common.saved')) }
  }
  const settle = async (mine: Values): Promise<void> => {
    draft.closeConflict()
    try {
      const newest = await records.get(record.form, record.id)
      const saved = Object.keys(mine).length ? await doors.save(newest, mine, newKey()) : newest
      client.setQueryData(keys.record(record.form, record.id), saved)
      reset(saved.values)
      setEditing(false)
    } catch (error) {
      message.error(sentence(error, t('common.offlineError')))
    }
  }
  const begin = (field: string | null): void => { setFocus(field); setEditing(true) }
  useHotkeys({ e: () => begin(null), 'mod+s': () => { if (editing) void save() } }, record.can.update)

  return (
    <>
      <div className={`${s['sheet']} ${flat ? s['flat'] : ''}`}>
        <div style={{ paddingTop: draft.faults.length ? 12 : 0 }}><FaultList faults={draft.faults} scope={record.id} /></div>
        <FormView form={form} values={editing ? shown : record.values} editing={editing} scope={record.id} onChange={draft.set} readonly={record.readonly} faults={draft.faults} focus={focus} onAsk={record.can.update ? begin : undefined} skip={form.states ? [form.states] : []} />
      </div>
      {editing ? (
        <div className={s['save']}>
          <Button onClick={() => { reset(record.values); setEditing(false) }}>{dirty ? t('record.discard') : t('common.cancel')}</Button>
          <Button type="primary" loading={draft.saving} disabled={dirty === 0} onClick={() => void save()}>{t('record.saveChanges', { n: dirty })}</Button>
        </div>
      ) : null}
      {draft.conflict ? <ConflictDialog form={form} conflict={draft.conflict} close={draft.closeConflict} save={mine => void settle(mine)} /> : null}
    </>
  )
}
