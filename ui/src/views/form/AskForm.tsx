/** A few values asked before an action runs, as a small dialog with the same fields as everywhere. */
import { ApiError, newKey, type Fault, type Field, type Form, type Value, type Values } from '@jingwei/client'
import { compare } from '@jingwei/core/decimal'
import { changes, check, toWrite, type DraftField } from '@jingwei/core/draft'
import { Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FaultList } from './FaultList'
import { FormView } from './FormView'
import { faultsOf, wording } from './useDraft'

interface Props { title: string; text?: string | null; fields: Field[]; danger?: boolean; ok: string; run: (values: Values, key: string) => Promise<void>; close: () => void
  /** The record: what is chosen and the rows that are asked about begin as they are. */
  record?: Values
}

const NOTHING: Values = {}

const startOf = (fields: readonly Field[], record: Values): Values =>
  Object.fromEntries(fields.flatMap(field => (field.type === 'table' || (field.type === 'choice' && record[field.field])) ? [[field.field, record[field.field] ?? null]] : (field.default === undefined || field.default === null ? [] : [[field.field, field.default]])))

export function AskForm({ title, text, fields, danger, ok, run, close, record = NOTHING }: Props) {
  const { t } = useTranslation()
  const [values, setValues] = useState<Values>(() => startOf(fields, record))
  const [faults, setFaults] = useState<Fault[]>([])
  const [busy, setBusy] = useState(false)
  const [key, setKey] = useState(newKey)
  const form: Form = { form: '', title, list: [], sections: [], fields, actions: [], can: {} }
  const change = (field: string, value: Value): void => { setValues({ ...values, [field]: value }); setKey(newKey()) }
  const submit = async (): Promise<void> => {
    const wrong = check(fields as DraftField[], values, (a, b) => compare(a, b) > 0).map(one => wording(one, form, t))
    setFaults(wrong)
    if (wrong.length) return
    setBusy(true)
    try {
      const lines = changes(fields.filter(field => field.type === 'table') as DraftField[], record, values).values
      const heads = fields.filter(field => field.type !== 'table').map(field => [field.field, toWrite(field.type, values[field.field])])
      await run({ ...Object.fromEntries(heads), ...lines }, key)
      close()
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      setFaults(faultsOf(error, null, t('common.offlineError')))
      if (!error.offline) setKey(newKey())
    } finally {
      setBusy(false)
    }
  }
  return (
    <Modal open title={title} okText={ok} cancelText={t('common.cancel')} onCancel={close} onOk={() => void submit()} confirmLoading={busy} okButtonProps={{ danger: danger ?? false }} destroyOnHidden width={fields.length > 3 || fields.some(field => field.type === 'table') ? 640 : 440}>
      {text ? <p style={{ color: 'var(--text2)', marginBottom: 8 }}>{text}</p> : null}
      <FaultList faults={faults} scope="ask" />
      <FormView form={form} values={values} editing scope="ask" onChange={change} faults={faults} focus={fields[0]?.field ?? null} />
    </Modal>
  )
}
