/** A sub-table edited like a sheet: click or type into a cell, Tab and Enter move, Excel ranges paste in. */
import type { Field, Ref, Row, Value } from '@jingwei/client'
import { compare } from '@jingwei/core/decimal'
import { isEmpty, pasted } from '@jingwei/core/draft'
import { DeleteOutlined, PlusOutlined, SplitCellsOutlined } from '@ant-design/icons'
import { App, Button, Tooltip } from 'antd'
import { useEffect, useRef, useState, type ClipboardEvent, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useNarrow } from '@/hooks/useNarrow'
import { isMeasured, isRef } from '@/lib/format'
import { relinked } from '@/lib/relink'
import { resolved } from '@/lib/resolve'
import { standing, useKinds, type EditProps, type FieldKind } from '../kind'
import s from './sheet.module.css'
import { SheetCards } from './SheetCards'
import { SheetTotals } from './SheetTotals'

export interface SheetColumn { field: Field; kind: FieldKind; right: boolean; editable: boolean }

const LINKS = new Set(['link', 'person', 'department'])
const NUMBERS = new Set(['number', 'quantity', 'money', 'percent'])
/** A pasted code until its record is known. */
const pastedRef = (key: string): Value => ({ id: '', title: key, key }) as Value
const pastedKey = (value: Value): string | null => (isRef(value) && value.id === '' ? value.title : null)

let made = 0
export const newLine = (fields: readonly Field[]): Row => {
  made += 1
  const line: Row = { $key: `new${made}` }
  for (const field of fields) if (field.default !== undefined && field.default !== null) line[field.field] = field.default
  return line
}

/** What was typed into a cell, else what stands there by itself. */
export const cellOf = (field: Field, own: Row, shown: Row | undefined): Value =>
  own[field.field] === undefined || field.type === 'quantity' || field.readonly ? shown?.[field.field] : own[field.field]

export function useColumns(field: Field): SheetColumn[] {
  const kinds = useKinds()
  return (field.form?.fields ?? []).filter(one => !one.hidden).map(one => {
    const kind = kinds[one.type]
    return { field: one, kind, right: standing(kinds, one).align === 'right', editable: !one.readonly && kind.Edit !== null }
  })
}

/** Without the columns that read from elsewhere and find nothing for any line. */
export function telling(columns: SheetColumn[], rows: readonly Row[]): SheetColumn[] {
  return columns.filter(({ field }) => !['lookup', 'rollup'].includes(field.type) || rows.some(row => !isEmpty(row[field.field])))
}

export function Sheet({ field, value, shown, onChange, wrong, id }: EditProps) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const narrow = useNarrow()
  const rows = Array.isArray(value) ? (value as Row[]) : []
  const full = Array.isArray(shown) && shown.length === rows.length ? (shown as Row[]) : rows
  // Lines that come from another document: people fill them in, but neither add nor remove any.
  const given = field.rows === 'given'
  const every = useColumns(field)
  // What neither says anything nor can be filled in would only push the rest out of sight.
  const columns = given ? every.filter(one => one.editable || full.some(row => !isEmpty(row[one.field.field]))) : every
  const latest = useRef({ rows, onChange })
  useEffect(() => { latest.current = { rows, onChange } })
  const [active, setActive] = useState<{ row: number; col: number } | null>(null)
  const body = useRef<HTMLTableSectionElement>(null)

  const write = (row: number, name: string, next: Value): void =>
    onChange(rows.map((line, i) => (i === row ? relinked(field.form?.fields ?? [], line, name, next) : line)))
  const add = (): void => {
    onChange([...rows, newLine(field.form?.fields ?? [])])
    const first = columns.findIndex(column => column.editable)
    setActive({ row: rows.length, col: Math.max(0, first) })
  }
  const split = field.split ?? null
  /** A part of a line stands below it: the same thing, of which nothing more is expected and everything people fill in is open. */
  const divide = (row: number): void => {
    const from = rows[row]
    const source = from?.id ?? from?.['$split']
    if (!from || !split || typeof source !== 'string') return
    made += 1
    const part: Row = { $key: `new${made}`, $split: source }
    for (const one of field.form?.fields ?? []) if (one.readonly || one.type === 'link') part[one.field] = from[one.field]
    const whole = from[split]
    part[split] = isMeasured(whole) ? { ...whole, value: '0' } : null
    onChange([...rows.slice(0, row + 1), part, ...rows.slice(row + 1)])
    setActive({ row: row + 1, col: Math.max(0, columns.findIndex(column => column.editable)) })
  }
  const isPart = (line: Row): boolean => {
    const whole = split ? line[split] : undefined
    return line['$split'] !== undefined || (split !== null && isMeasured(whole) && compare(whole.value, '0') === 0)
  }
  /** What stands at the end of a line: lines that were given are divided, parts of them are put together again. */
  const tools = (line: Row, row: number) => (
    <>
      {split ? <Tooltip title={t('sheet.split')}><Button type="text" size="small" icon={<SplitCellsOutlined />} aria-label={t('sheet.split')} data-split={row} onClick={() => divide(row)} /></Tooltip> : null}
      {!given || isPart(line) ? <Button type="text" size="small" icon={<DeleteOutlined />} aria-label={t('sheet.remove')} onClick={() => remove(row)} /> : null}
    </>
  )
  const remove = (row: number): void => {
    const before = rows
    onChange(rows.filter((_, i) => i !== row))
    setActive(null)
    const key = `gone${Date.now()}`
    message.open({ key, type: 'info', duration: 5, content: <>{t('sheet.removed')} <Button type="link" size="small" onClick={() => { onChange(before); message.destroy(key) }}>{t('common.undo')}</Button></> })
  }

  const step = (from: { row: number; col: number }, rowBy: number, colBy: number): void => {
    let { row, col } = from
    row += rowBy
    for (let guard = 0; colBy && guard < columns.length * 2; guard += 1) {
      col += colBy
      if (col >= columns.length) { col = 0; row += 1 }
      if (col < 0) { col = columns.length - 1; row -= 1 }
      if (columns[col]?.editable) break
    }
    if (row >= rows.length && (rowBy > 0 || colBy > 0)) { if (!given) add(); return }
    setActive(row < 0 || row >= rows.length ? null : { row, col })
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!active || event.nativeEvent.isComposing) return
    const kind = columns[active.col]?.kind.type
    const popup = kind === 'link' || kind === 'person' || kind === 'department' || kind === 'choice' || kind === 'date' || kind === 'datetime'
    if (event.key === 'Tab') { event.preventDefault(); step(active, 0, event.shiftKey ? -1 : 1) }
    else if (event.key === 'Enter' && !popup && !event.shiftKey) { event.preventDefault(); step(active, 1, 0) }
    else if (event.key === 'Escape') {
      event.stopPropagation()
      const at = active
      setActive(null)
      requestAnimationFrame(() => body.current?.querySelector<HTMLElement>(`[data-cell="${at.row}:${at.col}"]`)?.focus())
    }
  }
  const cellKey = (event: KeyboardEvent<HTMLTableCellElement>, row: number, col: number): void => {
    const to = { ArrowUp: [row - 1, col], ArrowDown: [row + 1, col], ArrowLeft: [row, col - 1], ArrowRight: [row, col + 1] }[event.key]
    if (to) {
      event.preventDefault()
      body.current?.querySelector<HTMLElement>(`[data-cell="${to[0]}:${to[1]}"]`)?.focus()
    } else if (columns[col]?.editable && (event.key === 'Enter' || event.key === 'F2' || (event.key.length === 1 && !event.ctrlKey && !event.metaKey))) {
      if (event.key === 'Enter' || event.key === 'F2') event.preventDefault()
      setActive({ row, col })
    }
  }
  /** Pasted codes become the records they name; what names nothing stays, and the server says so beside it. */
  const name = async (lines: readonly Row[]): Promise<void> => {
    for (const { field: one, editable } of columns) {
      const texts = [...new Set(lines.flatMap(line => pastedKey(line[one.field]) ?? []))]
      if (!editable || !one.to || texts.length === 0) continue
      const found = await resolved(one.to, texts).catch(() => new Map<string, Ref>())
      if (found.size) latest.current.onChange(latest.current.rows.map(line => { const ref = found.get(pastedKey(line[one.field]) ?? ''); return ref ? { ...line, [one.field]: ref } : line }))
      const lost = texts.filter(text => !found.has(text))
      if (lost.length) message.warning(t('sheet.unknown', { n: lost.length, title: one.title, text: lost.slice(0, 3).join('、') }))
    }
  }
  const onPaste = (event: ClipboardEvent): void => {
    const block = pasted(event.clipboardData.getData('text/plain'))
    if (block.length < 2 && (block[0]?.length ?? 0) < 2) return
    event.preventDefault()
    const at = active ?? { row: rows.length, col: columns.findIndex(column => column.editable) }
    const next = [...rows]
    const unread: string[] = []
    block.forEach((cells, r) => {
      const row = at.row + r
      if (given && !next[row]) return
      const line: Row = { ...(next[row] ?? newLine(field.form?.fields ?? [])) }
      cells.forEach((cell, c) => {
        const column = columns[at.col + c]
        if (!column?.editable) return
        const read = LINKS.has(column.kind.type) ? (cell ? pastedRef(cell) : null) : cell === '' ? null : column.kind.fromText(cell, column.field)
        if (read !== undefined) line[column.field.field] = read
        // A number nobody can read stays as it was pasted, to be corrected; a word that is no option has no place to stay.
        else if (NUMBERS.has(column.kind.type)) line[column.field.field] = cell
        else unread.push(cell)
      })
      next[row] = line
    })
    setActive(null)
    onChange(next)
    if (unread.length) message.warning(t('sheet.unread', { n: unread.length, text: unread.slice(0, 3).join('、') }))
    void name(next)
  }

  if (narrow) return <SheetCards columns={columns} rows={rows} full={full} write={write} add={add} tools={tools} wrong={wrong} given={given} />
  return (
    <div id={id} onKeyDown={onKeyDown} onPaste={onPaste}>
      <div className={s['wrap']} tabIndex={-1}>
        <table className={s['sheet']}>
          <thead><tr>
            <th className={s['no']}>#</th>
            {columns.map(({ field: one, kind, right }) => (
              <th key={one.field} className={right ? s['right'] : ''} style={{ minWidth: kind.width }}>
                <Tooltip title={one.help ?? ''}>{one.title}</Tooltip>{one.required || one.expected ? <span className={s['star']}>*</span> : null}
              </th>
            ))}
            <th className={s['kill']} />
          </tr></thead>
          <tbody ref={body}>
            {rows.length === 0 ? <tr><td colSpan={columns.length + 2} className={s['none']}>{t('sheet.empty')}</td></tr> : null}
            {rows.map((line, row) => (
              <tr key={line.id ?? String(line['$key'] ?? row)}>
                <td className={s['no']}>{row + 1}</td>
                {columns.map(({ field: one, kind, right, editable }, col) => {
                  const fault = wrong?.(row, one.field)
                  const now = cellOf(one, line, full[row])
                  const here = active?.row === row && active.col === col && kind.Edit !== null
                  const name = [editable ? s['cell'] : s['computed'], right ? s['right'] : '', here ? s['active'] : '', fault ? s['wrong'] : ''].join(' ')
                  return (
                    <td key={one.field} className={name} data-cell={`${row}:${col}`} data-name={one.field} tabIndex={here ? -1 : 0} title={fault}
                      onClick={() => { if (editable && !here) setActive({ row, col }) }} onKeyDown={event => { if (!here) cellKey(event, row, col) }}>
                      {here && kind.Edit
                        ? <kind.Edit field={one} value={now} near={full[row]} onChange={next => write(row, one.field, next)} autoFocus sheet invalid={Boolean(fault)} />
                        : <kind.Show field={one} value={now} dense />}
                    </td>
                  )
                })}
                <td className={s['kill']}>{tools(line, row)}</td>
              </tr>
            ))}
          </tbody>
          {rows.length > 1 ? <SheetTotals columns={columns} rows={full} className={s['foot'] ?? ''} tail /> : null}
        </table>
      </div>
      {given ? null : (
        <div className={s['bar']}>
          <Button size="small" icon={<PlusOutlined />} onClick={add}>{t('sheet.add')}</Button>
          <span className={s['hint']}>{t('sheet.paste')}</span>
        </div>
      )}
    </div>
  )
}
