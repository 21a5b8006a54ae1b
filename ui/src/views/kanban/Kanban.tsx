/** Records as cards in columns of a choice; a card may be dragged where the choice may be written. */
import { type Field, type Filter, type Form, type Option, type Value } from '@jingwei/client'
import { isEmpty } from '@jingwei/core/draft'
import { Bones, StateChip, stateOf } from '@jingwei/kit'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useKinds } from '@/fields/kind'
import { fieldOf } from '@/hooks/useForm'
import { rowsOf, useRows, type GridRow } from '@/views/grid/useRows'
import s from './kanban.module.css'

interface Props { form: Form; by: Field; columns: readonly Field[]; filter: Filter | null; q: string; sort: string; onOpen: (id: string) => void; onMove: ((row: GridRow, field: Field, value: Value) => void) | null }

export function Kanban(props: Props) {
  const options = (props.by.options ?? []).filter(option => !option.retired)
  return <div className={s['board']}>{options.map(option => <Column key={option.value} option={option} {...props} />)}</div>
}

function Column({ option, form, by, columns, filter, q, sort, onOpen, onMove }: Props & { option: Option }) {
  const { t } = useTranslation()
  const kinds = useKinds()
  const [over, setOver] = useState(false)
  const mine: Filter = ['and', [by.field, 'eq', option.value], ...(filter ? [filter] : [])] as Filter
  const query = useRows(form.form, { filter: mine, sort, q, fields: [...new Set([...columns.map(c => c.field), by.field])] }, 50)
  const rows = rowsOf(query.data?.pages)
  const lead = fieldOf(form, form.key) ?? columns[0]
  const title = form.title_field && form.title_field !== lead?.field ? fieldOf(form, form.title_field) : undefined
  const rest = columns.filter(field => field !== lead && field !== title && field.field !== by.field).slice(0, 3)
  const show = (field: Field, row: GridRow) => {
    const { Show } = kinds[field.type]
    return <Show field={field} value={row.values[field.field]} dense />
  }
  const drop = (text: string): void => {
    setOver(false)
    if (!onMove || !text) return
    const row = JSON.parse(text) as GridRow
    if (row.values[by.field] !== option.value) onMove(row, by, option.value)
  }
  return (
    <div className={`${s['column']} ${over ? s['over'] : ''}`} onDragOver={event => { if (onMove) { event.preventDefault(); setOver(true) } }} onDragLeave={() => setOver(false)} onDrop={event => drop(event.dataTransfer.getData('text/plain'))}>
      <div className={s['head']}><StateChip state={stateOf(option.colour)}>{option.title}</StateChip><span className={s['n']}>{rows.length}{query.hasNextPage ? '+' : ''}</span></div>
      <div className={s['list']} aria-busy={query.isPending}>
        {query.isPending ? <Bones rows={3} /> : query.error ? <button type="button" className={s['more']} style={{ border: 0, background: 'none', cursor: 'pointer', color: 'var(--late-ink)' }} onClick={() => void query.refetch()}>{t('common.loadError')} · {t('common.retry')}</button> : null}
        {rows.map(row => (
          <div key={row.id} className={s['card']} role="button" tabIndex={0} data-row={row.id} draggable={onMove !== null} onDragStart={event => event.dataTransfer.setData('text/plain', JSON.stringify(row))} onClick={() => onOpen(row.id)} onKeyDown={event => { if (event.key === 'Enter') onOpen(row.id) }}>
            {lead ? <b>{show(lead, row)}</b> : null}
            {title && !isEmpty(row.values[title.field]) ? <span>{show(title, row)}</span> : null}
            {rest.map(field => (isEmpty(row.values[field.field]) ? null : <div className={s['line']} key={field.field}><span>{field.title}</span><span>{show(field, row)}</span></div>))}
          </div>
        ))}
        {query.hasNextPage ? <button type="button" className={s['more']} style={{ border: 0, background: 'none', cursor: 'pointer' }} onClick={() => void query.fetchNextPage()}>{t('grid.moreInColumn')}</button> : null}
      </div>
    </div>
  )
}
