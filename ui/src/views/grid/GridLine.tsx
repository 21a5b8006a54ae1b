/** One row of the grid; it is drawn again only when something of its own changes, so that scrolling draws new rows alone. */
import type { Field, Value, Values } from '@jingwei/client'
import { memo, useState, type CSSProperties, type MouseEvent, type RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import { standing, useKinds } from '@/fields/kind'
import { said } from '@/lib/said'
import s from './grid.module.css'
import type { GridRow } from './useRows'

/** What a row asks of its grid; held in a ref, so that rows keep the same properties while the grid moves on. */
export interface LineActs {
  click: (index: number, row: GridRow, event: MouseEvent) => void
  pick: (index: number, range: boolean) => void
  edit: (row: GridRow, field: Field) => void
  done: (row: GridRow, field: Field, next: Value | undefined) => void
}

interface Props {
  row: GridRow; index: number; start: number; template: string; columns: readonly Field[]; lead: string | null
  picked: boolean; active: boolean; editing: string | null; acts: RefObject<LineActs>
}

export const GridLine = memo(function GridLine({ row, index, start, template, columns, lead, picked, active, editing, acts }: Props) {
  const { t } = useTranslation()
  const kinds = useKinds()
  const place: CSSProperties = { transform: `translateY(${start}px)`, gridTemplateColumns: template }
  return (
    <div role="row" data-row={row.id} aria-rowindex={index + 2} aria-selected={picked} className={`${s['row']} ${picked ? s['picked'] : ''} ${active ? s['cursor'] : ''}`} style={place} onClick={event => acts.current.click(index, row, event)}>
      <div className={`${s['check']} ${s['pin']}`} role="gridcell" onClick={event => event.stopPropagation()}>
        <input type="checkbox" aria-label={t('inbox.select')} checked={picked} onChange={() => undefined} onClick={event => acts.current.pick(index, event.shiftKey)} />
      </div>
      {columns.map(field => {
        const kind = kinds[field.type]
        const here = editing === field.field && kind.Edit !== null
        return (
          <div key={field.field} role="gridcell" className={`${standing(kinds, field).align === 'right' ? s['right'] : ''} ${field.field === lead ? s['lead'] : ''} ${here ? s['editing'] : ''}`}
            onDoubleClick={event => { event.stopPropagation(); acts.current.edit(row, field) }} onClick={here ? event => event.stopPropagation() : undefined}>
            {here ? <CellEdit field={field} value={row.values[field.field]} near={row.values} done={next => acts.current.done(row, field, next)} /> : <kind.Show field={field} value={said(field, row.values)} dense />}
          </div>
        )
      })}
    </div>
  )
})

const PICKED_AT_ONCE = new Set(['choice', 'link', 'person', 'department', 'date', 'datetime', 'switch'])

function CellEdit({ field, value, near, done }: { field: Field; value: Value; near: Values; done: (next: Value | undefined) => void }) {
  const kind = useKinds()[field.type]
  const [next, setNext] = useState<Value>(value)
  const picks = PICKED_AT_ONCE.has(kind.type)
  if (!kind.Edit) return null
  return (
    <div style={{ width: '100%' }} onBlur={() => { if (!picks) done(next === value ? undefined : next) }}
      onKeyDown={event => {
        event.stopPropagation()
        if (event.key === 'Escape') done(undefined)
        if (event.key === 'Enter' && !picks) done(next === value ? undefined : next)
      }}>
      <kind.Edit field={field} value={next} near={near} sheet autoFocus onChange={changed => { setNext(changed); if (picks) done(changed) }} />
    </div>
  )
}
