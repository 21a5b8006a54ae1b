/**
 * The grid: rows in view only, sticky head, groups with totals, keys, a cell edited where it stands.
 * Drawn as DOM rather than canvas so that screen readers, the browser's find and tests can read it.
 */
import type { Field, Value } from '@jingwei/client'
import type { SortKey } from '@jingwei/core/filter'
import { CaretDownOutlined, CaretRightOutlined, ArrowDownOutlined, ArrowUpOutlined } from '@ant-design/icons'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { sortable, standing, useKinds } from '@/fields/kind'
import { GridLine, type LineActs } from './GridLine'
import s from './grid.module.css'
import type { GridRow } from './useRows'

export interface GroupItem { kind: 'group'; key: string; value: Value; count: number; sums: Record<string, Value>; open: boolean }
export interface RowItem { kind: 'row'; row: GridRow }
export interface MoreItem { kind: 'more'; key: string; load: () => void; busy: boolean }
export type Item = GroupItem | RowItem | MoreItem

export interface GridProps {
  items: readonly Item[]
  columns: readonly Field[]
  lead: string | null
  groupField: Field | undefined
  sort: readonly SortKey[]
  onSort: (field: string, keep: boolean) => void
  widths: Record<string, number>
  onWidth: (field: string, width: number) => void
  picked: ReadonlySet<string>
  onPick: (ids: ReadonlySet<string>) => void
  onOpen: (id: string, whole: boolean) => void
  onToggle: (key: string) => void
  onEdit: ((row: GridRow, field: Field, value: Value) => void) | null
  editable: (field: Field) => boolean
  onEnd: () => void
}

const ROW = 36
const NO_ACTS: LineActs = { click: () => undefined, pick: () => undefined, edit: () => undefined, done: () => undefined }

export function Grid(props: GridProps) {
  const { items, columns, lead, sort, widths, picked, onPick, onOpen, onEnd } = props
  const { t } = useTranslation()
  const kinds = useKinds()
  const frame = useRef<HTMLDivElement>(null)
  const [cursor, setCursor] = useState(-1)
  const [anchor, setAnchor] = useState(-1)
  // A click opens, a double click edits in place: the first waits a moment for the second.
  const opening = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const [editing, setEditing] = useState<{ id: string; field: string } | null>(null)
  // The virtualizer's returned functions change with scrolling; this component must not be memoised by a compiler.
  const virtual = useVirtualizer({ count: items.length, getScrollElement: () => frame.current, estimateSize: () => ROW, overscan: 8 })
  const shown = virtual.getVirtualItems()
  const last = shown.at(-1)?.index ?? 0
  useEffect(() => {
    if (items.length && last >= items.length - 25) onEnd()
  }, [last, items.length, onEnd])

  const width = (field: Field): number => widths[field.field] ?? (field.field === lead ? Math.max(kinds[field.type].width, 150) : standing(kinds, field).width + (field.type === 'text' ? 20 : 12))
  const template = `40px ${columns.map((field, i) => (i === columns.length - 1 ? `minmax(${width(field)}px, 1fr)` : `${width(field)}px`)).join(' ')}`
  const rowIds = useMemo(() => items.flatMap(item => (item.kind === 'row' ? [item.row.id] : [])), [items])

  const pick = (index: number, range: boolean): void => {
    const item = items[index]
    if (item?.kind !== 'row') return
    const next = new Set(picked)
    if (range && anchor >= 0) {
      for (let i = Math.min(anchor, index); i <= Math.max(anchor, index); i += 1) {
        const one = items[i]
        if (one?.kind === 'row') next.add(one.row.id)
      }
    } else if (next.has(item.row.id)) next.delete(item.row.id)
    else next.add(item.row.id)
    setAnchor(index)
    onPick(next)
  }
  const acts = useRef<LineActs>(NO_ACTS)
  useEffect(() => {
    acts.current = {
      click: (index, row, event) => {
        setCursor(index)
        const whole = event.ctrlKey || event.metaKey
        clearTimeout(opening.current)
        if (!editing && event.detail < 2) opening.current = setTimeout(() => onOpen(row.id, whole), props.onEdit ? 210 : 0)
      },
      pick,
      edit: (row, field) => {
        if (!props.onEdit || !props.editable(field)) return
        clearTimeout(opening.current)
        setEditing({ id: row.id, field: field.field })
      },
      done: (row, field, next) => {
        setEditing(null)
        if (next !== undefined) props.onEdit?.(row, field, next)
        frame.current?.focus()
      },
    }
  })
  const move = (to: number): void => {
    const at = Math.max(0, Math.min(items.length - 1, to))
    setCursor(at)
    virtual.scrollToIndex(at)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== frame.current || event.ctrlKey || event.metaKey) {
      if (!(event.key === 'Enter' && event.ctrlKey)) return
    }
    const item = items[cursor]
    const act: Record<string, () => void> = {
      ArrowDown: () => move(cursor + 1), j: () => move(cursor + 1), ArrowUp: () => move(cursor - 1), k: () => move(cursor - 1),
      PageDown: () => move(cursor + 15), PageUp: () => move(cursor - 15), Home: () => move(0), End: () => move(items.length - 1),
      Enter: () => { if (item?.kind === 'row') onOpen(item.row.id, event.ctrlKey); else if (item?.kind === 'group') props.onToggle(item.key) },
      ' ': () => pick(cursor, event.shiftKey), Escape: () => onPick(new Set()),
    }
    const run = act[event.key]
    if (run) { event.preventDefault(); run() }
  }
  const resize = (event: PointerEvent<HTMLElement>, field: Field): void => {
    event.preventDefault()
    event.stopPropagation()
    const from = event.clientX
    const before = width(field)
    const grip = event.currentTarget
    grip.setPointerCapture(event.pointerId)
    grip.onpointermove = moved => props.onWidth(field.field, Math.max(56, Math.round(before + moved.clientX - from)))
    grip.onpointerup = () => { grip.onpointermove = null; grip.onpointerup = null }
  }

  return (
    <div className={s['frame']} ref={frame} tabIndex={0} onKeyDown={onKeyDown} role="grid" aria-rowcount={items.length} aria-label={t('grid.keys')}>
      <div className={s['head']} style={{ gridTemplateColumns: template }} role="row">
        <div className={`${s['check']} ${s['pin']}`}>
          <input type="checkbox" aria-label={t('common.all')} checked={picked.size > 0 && picked.size >= rowIds.length} onChange={event => onPick(event.target.checked ? new Set(rowIds) : new Set())} />
        </div>
        {columns.map(field => {
          const key = sort.find(one => one.field === field.field)
          return (
            <div key={field.field} role="columnheader" aria-sort={key ? (key.down ? 'descending' : 'ascending') : 'none'} className={`${sortable(field) ? s['sortable'] : ''} ${standing(kinds, field).align === 'right' ? s['right'] : ''}`} tabIndex={sortable(field) ? 0 : -1} onClick={event => { if (sortable(field)) props.onSort(field.field, event.shiftKey) }}
              onKeyDown={event => { if (sortable(field) && (event.key === 'Enter' || event.key === ' ')) { event.preventDefault(); event.stopPropagation(); props.onSort(field.field, event.shiftKey) } }}>
              <span>{field.title}</span>{key ? key.down ? <ArrowDownOutlined style={{ fontSize: 10 }} /> : <ArrowUpOutlined style={{ fontSize: 10 }} /> : null}
              <i className={s['grip']} onPointerDown={event => resize(event, field)} onClick={event => event.stopPropagation()} />
            </div>
          )
        })}
      </div>
      <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {shown.map(({ index, start }) => {
          const item = items[index]
          if (!item) return null
          const place = { transform: `translateY(${start}px)`, gridTemplateColumns: template }
          if (item.kind === 'more') return <div key={`more-${item.key}`} className={s['more']} style={place}><button type="button" className={s['sortable']} style={{ border: 0, background: 'none' }} onClick={item.load}>{item.busy ? t('app.loading') : t('common.loadMore')}</button></div>
          if (item.kind === 'group') return <GroupRow key={`group-${item.key}`} item={item} field={props.groupField} columns={columns} style={place} active={cursor === index} onToggle={() => { setCursor(index); props.onToggle(item.key) }} />
          const { row } = item
          return <GridLine key={row.id} row={row} index={index} start={start} template={template} columns={columns} lead={lead} picked={picked.has(row.id)} active={cursor === index} editing={editing?.id === row.id ? editing.field : null} acts={acts} />
        })}
      </div>
    </div>
  )
}

function GroupRow({ item, field, columns, style, active, onToggle }: { item: GroupItem; field: Field | undefined; columns: readonly Field[]; style: React.CSSProperties; active: boolean; onToggle: () => void }) {
  const { t } = useTranslation()
  const kinds = useKinds()
  const summed = columns.filter(column => item.sums[column.field] !== undefined && item.sums[column.field] !== null)
  const first = columns.findIndex(column => summed.includes(column))
  const Show = field ? kinds[field.type].Show : null
  return (
    <div className={`${s['group']} ${active ? s['cursor'] : ''}`} style={style} role="row" aria-expanded={item.open} onClick={onToggle}>
      <div style={{ gridColumn: `1 / ${first < 0 ? columns.length + 2 : Math.max(first + 2, 3)}` }}>
        {item.open ? <CaretDownOutlined style={{ fontSize: 10 }} /> : <CaretRightOutlined style={{ fontSize: 10 }} />}
        {item.value === null || item.value === undefined || item.value === '' ? t('grid.ungrouped') : Show && field ? <Show field={field} value={item.value} dense /> : String(item.value)}
        <span className={s['n']}>{item.count}</span>
      </div>
      {first < 0 ? null : columns.slice(Math.max(first, 1)).map(column => {
        const Sum = kinds[column.type].Show
        return <div key={column.field} className={s['right']}>{summed.includes(column) ? <Sum field={column} value={item.sums[column.field]} dense /> : null}</div>
      })}
    </div>
  )
}
