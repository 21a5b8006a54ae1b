/** The list on a phone: a card a record, number and state first. */
import type { Field, Form } from '@jingwei/client'
import { isEmpty } from '@jingwei/core/draft'
import { useKinds } from '@/fields/kind'
import { fieldOf } from '@/hooks/useForm'
import { said } from '@/lib/said'
import s from './grid.module.css'
import type { GridRow } from './useRows'

export function RowCards({ form, rows, columns, onOpen }: { form: Form; rows: readonly GridRow[]; columns: readonly Field[]; onOpen: (id: string) => void }) {
  const kinds = useKinds()
  const lead = fieldOf(form, form.key) ?? fieldOf(form, form.title_field) ?? columns[0]
  const state = fieldOf(form, form.states)
  const rest = columns.filter(field => field !== lead && field !== state).slice(0, 4)
  const show = (field: Field | undefined, row: GridRow) => {
    if (!field) return null
    const { Show } = kinds[field.type]
    return <Show field={field} value={said(field, row.values)} dense />
  }
  return (
    <div className={s['cards']}>
      {rows.map(row => (
        <div key={row.id} role="button" tabIndex={0} className={s['card']} data-row={row.id} onClick={() => onOpen(row.id)} onKeyDown={event => { if (event.key === 'Enter') onOpen(row.id) }}>
          <header><b>{show(lead, row)}</b>{show(state, row)}</header>
          <dl>{rest.map(field => (isEmpty(row.values[field.field]) ? null : <div key={field.field}><dt>{field.title}</dt><dd>{show(field, row)}</dd></div>))}</dl>
        </div>
      ))}
    </div>
  )
}
