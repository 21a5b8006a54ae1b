/** The form of one record: reads quietly, edits on a click or E, saves with Ctrl-S, settles conflicts. */
import { ApiError, newKey, records, type Fault, type Form, type Record_, type Row, type Value, type Values } from '@jingwei/client'
import { changes, mergeRows, same } from '@jingwei/core/draft'
import { useQueryClient } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useHotkeys } from '@/hooks/useHotkeys'
import { useLinked } from '@/hooks/useLinked'
import { sentence } from '@/lib/Asked'
import { expecting, notYet } from '@/lib/expected'
import { keys } from '@/lib/keys'
import { preview } from '@/lib/preview'
import { useSession } from '@/lib/session'
import { FaultList } from '@/views/form/FaultList'
import { FormView } from '@/views/form/FormView'
import { asDraft, faultsOf, useDraft } from '@/views/form/useDraft'
import { usePanels } from '@/views/panels/usePanels'
import { ConflictDialog, type Side } from './ConflictDialog'
import s from './records.module.css'
import { useRecordDoors } from './useRecord'

/** My changes upon the newest record, field by field as it was chosen. */
function upon(form: Form, base: Values, mine: Values, now: Values, keep: Record<string, Side>): Values {
  const rows = (value: Value): Row[] => (Array.isArray(value) ? (value as Row[]) : [])
  return Object.fromEntries(form.fields.map(field => {
    const name = field.field
    if (keep[name] === 'theirs' || same(base[name], mine[name])) return [name, now[name]]
    return [name, field.type === 'table' ? (mergeRows(rows(base[name]), rows(mine[name]), rows(now[name])) as Row[]) : mine[name]]
  }))
}

/** Whether the place a fault names is one the reader fills in. */
const mayWrite = (form: Form, record: Record_, fault: Fault): boolean =>
  form.fields.some(field => field.field === fault.path?.[0] && !field.readonly && !record.readonly?.includes(field.field))

interface Props { form: Form; record: Record_; onDirty: (dirty: boolean) => void; flat?: boolean; refused?: readonly Fault[] }

const NONE: readonly Fault[] = []
const NO_FIELDS: readonly string[] = []

export function RecordBody({ form, record, onDirty, flat, refused = NONE }: Props) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const client = useQueryClient()
  const doors = useRecordDoors()
  const [editing, setEditing] = useState(false)
  const [settling, setSettling] = useState(false)
  const [focus, setFocus] = useState<string | null>(null)
  const draft = useDraft(form, record.values, record.readonly)
  const { dirty, reset } = draft
  const { me } = useSession()
  const links = useLinked(form, draft.values, editing)
  const shown = useMemo(() => preview(form, draft.values, me.person, links), [form, draft.values, me.person, links])
  const asking = useMemo(() => expecting(form, shown, me.person), [form, shown, me.person])
  const { values, ver } = record
  const { setFaults } = draft

  // A newer version from elsewhere replaces what is shown only while nothing is being typed; a draft is saved upon the version it began with.
  const [held, setHeld] = useState(record)
  useEffect(() => { if (!editing) { reset(values); setHeld(record) } }, [ver, values, editing, reset, record])
  useEffect(() => { onDirty(dirty > 0) }, [dirty, onDirty])
  // What an action lacks and the reader may give: the form opens right there.
  const opened = useRef(refused)
  useEffect(() => {
    if (refused === opened.current) return
    opened.current = refused
    if (!refused.length || !record.can.update || !refused.every(fault => mayWrite(form, record, fault))) return
    setFocus(null)
    setEditing(true)
    // New faults of the open form: its fields take the keyboard only now.
    setFaults(refused.map(fault => ({ ...fault })))
  }, [refused, form, record, setFaults])

  const save = async (): Promise<void> => {
    const ok = await draft.submit(async (sent, key) => {
      if (Object.keys(sent.values).length) {
        const saved = await doors.save(held, sent.values as Values, key)
        reset(saved.values)
        setHeld(saved)
      }
    })
    if (ok) { setEditing(false); message.success(t('common.saved')) }
  }
  const settle = async (keep: Record<string, Side>): Promise<void> => {
    setSettling(true)
    const newest = await records.get(record.form, record.id).catch((error: unknown) => { message.error(sentence(error, t('common.offlineError'))); return null })
    if (newest) {
      const merged = upon(form, held.values, draft.values, newest.values, keep)
      const sent = changes(asDraft(form, newest.readonly), newest.values, merged)
      setHeld(newest)
      try {
        const saved = Object.keys(sent.values).length ? await doors.save(newest, sent.values as Values, newKey()) : newest
        client.setQueryData(keys.record(record.form, record.id), saved)
        reset(saved.values)
        setHeld(saved)
        setEditing(false)
        message.success(t('common.saved'))
      } catch (error) {
        draft.rebase(newest.values, merged)
        if (error instanceof ApiError && !error.conflict) draft.setFaults(faultsOf(error, sent, t('common.offlineError')))
        else message.warning(t('conflict.again'))
      }
      draft.closeConflict()
    }
    setSettling(false)
  }
  const faults = draft.faults.length || editing ? draft.faults : refused
  const hidden = notYet(asking, shown, !editing).filter(name => !faults.some(fault => fault.path?.[0] === name))
  const begin = (field: string | null): void => { setFocus(field); setEditing(true) }
  const closed = record.can.update ? record.readonly ?? NO_FIELDS : form.fields.map(field => field.field)
  const below = usePanels({ form, values: editing ? draft.values : record.values, shown: editing ? shown : record.values, record: record.id, editing, readonly: closed, onChange: draft.set })
  useHotkeys({ e: () => begin(null), 'mod+s': () => { if (editing) void save() } }, record.can.update)

  return (
    <>
      <div className={`${s['sheet']} ${flat ? s['flat'] : ''}`}>
        <div style={{ paddingTop: faults.length ? 12 : 0 }}><FaultList faults={faults} scope={record.id} form={form} /></div>
        <FormView form={asking} values={editing ? draft.values : record.values} shown={editing ? shown : record.values} editing={editing} scope={record.id} onChange={draft.set} readonly={closed} faults={faults} focus={focus} onAsk={record.can.update ? begin : undefined} skip={[...(form.states ? [form.states] : []), ...hidden]} below={below} />
      </div>
      {editing ? (
        <div className={s['save']}>
          {held.ver !== ver ? <span className={s['newer']} role="status">{t('record.newer')}</span> : null}
          <Button onClick={() => { reset(record.values); setEditing(false) }}>{dirty ? t('record.discard') : t('common.cancel')}</Button>
          <Button type="primary" loading={draft.saving} disabled={dirty === 0} onClick={() => void save()}>{t('record.saveChanges', { n: dirty })}</Button>
        </div>
      ) : null}
      {draft.conflict ? <ConflictDialog form={form} fields={Object.keys(draft.conflict.mine)} base={held.values} mine={draft.values} theirs={draft.conflict.theirs} busy={settling} close={draft.closeConflict} save={keep => void settle(keep)} /> : null}
    </>
  )
}
