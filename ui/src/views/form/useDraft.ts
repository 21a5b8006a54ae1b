/** The draft of one record: values, what is wrong with them, and the one submit with its key. */
import { ApiError, newKey, type ConflictBody, type Fault, type Form, type Value, type Values } from '@jingwei/client'
import { compare } from '@jingwei/core/decimal'
import { changes, check, rowShown, type DraftField, type Sent, type Wrong } from '@jingwei/core/draft'
import { useCallback, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fieldOf } from '@/hooks/useForm'
import { relinked } from '@/lib/relink'
import type { TFunction } from 'i18next'

const NONE: readonly string[] = []
const greater = (a: string, b: string): boolean => compare(a, b) > 0

export const asDraft = (form: Form, readonly: readonly string[] = []): DraftField[] =>
  form.fields.map(field => ({ ...field, readonly: field.readonly === true || readonly.includes(field.field) }) as DraftField)

export function titleAt(form: Form, path: readonly (string | number)[]): { title: string; row: number | null } {
  const top = fieldOf(form, String(path[0]))
  if (typeof path[1] === 'number') {
    const inner = fieldOf(top?.form, String(path[2]))
    return { title: inner?.title ?? top?.title ?? '', row: path[1] }
  }
  return { title: top?.title ?? String(path[0] ?? ''), row: null }
}

export function wording(wrong: Wrong, form: Form, t: TFunction): Fault {
  const { title, row } = titleAt(form, wrong.path)
  const text = t(`check.${wrong.code}`, { title, bound: wrong.bound ?? '' })
  return { path: wrong.path, code: wrong.code, message: row === null ? text : `${t('check.row', { n: row + 1 })} · ${text}` }
}

export interface Draft {
  values: Values; faults: Fault[]; dirty: number; saving: boolean; conflict: ConflictBody | null
  set: (field: string, value: Value) => void
  reset: (values: Values) => void
  /** Checks, sends, and tells whether it went through; throws nothing a person should not see. */
  submit: (send: (sent: Sent, key: string) => Promise<void>) => Promise<boolean>
  setFaults: (faults: Fault[]) => void
  /** The same draft upon a newer record. */
  rebase: (base: Values, values: Values) => void
  closeConflict: () => void
}

/** `base` is what the server has, `start` what the person begins with (defaults of a new record). */
export function useDraft(form: Form, initial: Values, readonly: readonly string[] = NONE, start: Values = initial): Draft {
  const { t } = useTranslation()
  const [base, setBase] = useState(initial)
  const [values, setValues] = useState(start)
  const [faults, setFaults] = useState<Fault[]>([])
  const [saving, setSaving] = useState(false)
  const [conflict, setConflict] = useState<ConflictBody | null>(null)
  const [key, setKey] = useState(newKey)
  const fields = useMemo(() => asDraft(form, readonly), [form, readonly])
  const sent = useMemo(() => changes(fields, base, values), [fields, base, values])

  const set = useCallback((field: string, value: Value) => {
    setValues(before => relinked(form.fields, before, field, value))
    setFaults(before => before.filter(fault => fault.path?.[0] !== field))
    setKey(newKey())
  }, [form])
  const reset = useCallback((next: Values) => {
    setBase(next)
    setValues(next)
    setFaults([])
    setKey(newKey())
  }, [])

  const rebase = useCallback((next: Values, mine: Values) => {
    setBase(next)
    setValues(mine)
    setKey(newKey())
  }, [])

  const submit = async (send: (sent: Sent, key: string) => Promise<void>): Promise<boolean> => {
    const wrong = check(fields, values, greater, [], start !== initial).map(one => wording(one, form, t))
    setFaults(wrong)
    if (wrong.length) return false
    setSaving(true)
    try {
      await send(sent, key)
      return true
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      if (error.conflict) setConflict(error.conflict)
      else setFaults(faultsOf(error, sent, t('common.offlineError')))
      // A refused submit was answered; the next try is a new intention. A broken line keeps its key.
      if (!error.offline) setKey(newKey())
      return false
    } finally {
      setSaving(false)
    }
  }
  return { values, faults, dirty: Object.keys(sent.values).length, saving, conflict, set, reset, submit, setFaults, rebase, closeConflict: () => setConflict(null) }
}

export function faultsOf(error: ApiError, sent: Sent | null, offline: string): Fault[] {
  if (error.offline) return [{ path: null, message: offline }]
  if (error.faults.length === 0) return [{ path: null, message: error.detail || error.title }]
  return error.faults.map(fault => ({ ...fault, path: fault.path && sent ? rowShown([...fault.path], sent.rows) : fault.path ?? null }))
}
