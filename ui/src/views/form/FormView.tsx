/** A record by its form: sections of fields, quiet to read, a click on a value begins editing there. */
import type { Fault, Field, Form, Value, Values } from '@jingwei/client'
import { StateMark } from '@jingwei/kit'
import { isEmpty } from '@jingwei/core/draft'
import { Tooltip } from 'antd'
import { DownOutlined, QuestionCircleOutlined, RightOutlined } from '@ant-design/icons'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useKinds } from '@/fields/kind'
import { said } from '@/lib/said'
import { fieldId } from './FaultList'
import s from './form.module.css'

export interface FormViewProps {
  form: Form; values: Values; editing: boolean; scope: string
  /** The values with what follows from them: formulas, lookups, defaults. */
  shown?: Values
  /** A record that is not yet there: what has a default may stay empty. */
  fresh?: boolean
  onChange: (field: string, value: Value) => void
  /** Fields the person may write; undefined means all that the form allows. */
  only?: readonly string[] | undefined
  readonly?: readonly string[] | undefined
  faults?: readonly Fault[]
  focus?: string | null
  onAsk?: ((field: string) => void) | undefined
  skip?: readonly string[]
  /** What stands below a field: panels. */
  below?: Readonly<Record<string, ReactNode>>
}

const wordsAt = (faults: readonly Fault[], field: string): string | undefined =>
  faults.find(fault => fault.path?.[0] === field && fault.path.length <= 2 && typeof fault.path[1] !== 'number')?.message

const NOTHING: Readonly<Record<string, ReactNode>> = {}

export function FormView({ form, skip = [], below = NOTHING, ...rest }: FormViewProps) {
  const { t } = useTranslation()
  const kinds = useKinds()
  /** What says nothing and cannot be filled in now takes no room; what is being computed keeps its place. */
  const idle = (field: Field): boolean => {
    const value = rest.shown?.[field.field] ?? rest.values[field.field]
    if (!isEmpty(value) || value === false || (field.required && rest.editing)) return false
    return !isOpen(field, kinds[field.type].Edit !== null, rest) && !(rest.editing && COMPUTED.has(field.type))
  }
  const byName = new Map(form.fields.map(field => [field.field, field]))
  const placed = new Set(form.sections.flatMap(section => section.fields))
  const left = form.fields.filter(field => !placed.has(field.field)).map(field => field.field)
  const sections = left.length ? [...form.sections, { title: form.sections.length ? t('record.extra') : '', fields: left, folded: false }] : form.sections
  return (
    <div className={rest.editing ? s['editing'] : ''}>
      {sections.map((section, i) => {
        const fields = section.fields.flatMap(name => {
          const field = byName.get(name)
          return field && !field.hidden && !skip.includes(name) && !idle(field) ? [field] : []
        })
        if (fields.length === 0) return null
        return (
          <Part key={i} title={section.title} folded={section.folded ?? false} opened={fields.some(field => rest.faults?.some(fault => fault.path?.[0] === field.field)) || fields.some(field => field.field === rest.focus)}>
            <div className={s['grid']}>{fields.map(field => <FieldBox key={field.field} field={field} form={form} named={field.title === section.title} {...rest} />)}</div>
            {fields.map(field => below[field.field] ?? null)}
          </Part>
        )
      })}
    </div>
  )
}

/** A section; one that few people need is folded until it is asked for, or until something in it is wrong. */
function Part({ title, folded, opened, children }: { title: string; folded: boolean; opened: boolean; children: ReactNode }) {
  const [open, setOpen] = useState(!folded)
  const shown = open || opened
  return (
    <section className={s['section']}>
      {!title ? null : folded
        ? <h2><button type="button" className={s['fold']} aria-expanded={shown} onClick={() => setOpen(!shown)}>{shown ? <DownOutlined /> : <RightOutlined />}{title}</button></h2>
        : <h2>{title}</h2>}
      {shown ? children : null}
    </section>
  )
}

const COMPUTED = new Set(['formula', 'lookup', 'rollup', 'serial'])

const isOpen = (field: Field, editable: boolean, { readonly, only }: Pick<FormViewProps, 'readonly' | 'only'>): boolean =>
  !field.readonly && editable && !readonly?.includes(field.field) && (only === undefined || only.includes(field.field))

interface BoxProps extends Omit<FormViewProps, 'skip' | 'below'> { field: Field; named?: boolean }

/** What was typed, else what stands there by itself; an amount takes the unit that follows from its item. */
const standing = (field: Field, own: Value, shown: Value): Value =>
  field.type === 'table' ? own : own === undefined || field.type === 'quantity' || field.readonly ? shown : own

export function FieldBox({ field, values, shown = values, fresh, editing, scope, onChange, only, readonly, faults = [], focus, onAsk, named }: BoxProps) {
  const { t } = useTranslation()
  const kind = useKinds()[field.type]
  const value = standing(field, values[field.field], shown[field.field])
  const open = isOpen(field, kind.Edit !== null, { readonly, only })
  const edit = editing && open
  const fault = wordsAt(faults, field.field)
  const inside = (row: number, name: string): string | undefined =>
    faults.find(one => one.path?.[0] === field.field && one.path[1] === row && (one.path[2] === name || (one.path.length === 2)))?.message
  const id = fieldId(scope, field.field)
  return (
    <div className={`${s['field']} ${kind.wide ? s['wide'] : ''}`} id={`${id}-box`} data-field={field.field}>
      {named && kind.wide ? null : <label className={s['label']} htmlFor={id}>
        {field.title}{edit && (field.expected || (field.required && !(fresh && field.defaulted))) ? <span className={s['star']} aria-hidden>*</span> : null}
        {edit && fresh && field.defaulted && isEmpty(value) ? <span className={s['auto']}>{t('record.auto')}</span> : null}
        {field.help ? <Tooltip title={field.help}><QuestionCircleOutlined style={{ fontSize: 11, color: 'var(--text3)' }} /></Tooltip> : null}
      </label>}
      {edit && kind.Edit
        ? <kind.Edit id={id} field={field} value={value} shown={shown[field.field]} near={shown} onChange={next => onChange(field.field, next)} invalid={Boolean(fault)} autoFocus={focus === field.field} wrong={inside} />
        : (
          <div className={`${s['value']} ${open && onAsk ? s['ask'] : ''}`} onClick={open && onAsk ? () => onAsk(field.field) : undefined}>
            {isEmpty(shown[field.field]) && shown[field.field] !== false && field.type !== 'serial' ? <span className={s['nothing']}>–</span> : <kind.Show field={field} value={said(field, shown)} />}
          </div>
        )}
      {fault ? <div className={s['fault']}><StateMark state="late" />{fault}</div> : null}
    </div>
  )
}
