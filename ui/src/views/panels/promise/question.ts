/** From the lines of a draft to a question, and from an answer back to dates in the draft. */
import type { Field, Form, PanelSpec, PromiseAsked, PromisedLine, Row, Value, Values } from '@jingwei/client'
import { isEmpty } from '@jingwei/core/draft'
import { isRef } from '@/lib/format'
import dayjs from 'dayjs'

export interface Asking { lines: PromiseAsked[]; rows: number[] }

const rowsOf = (value: Value): Row[] => (Array.isArray(value) ? (value as Row[]) : [])

/** The lines that can be asked about, and which rows they are: those with an item and a quantity. */
export function asking(spec: PanelSpec, values: Values, shown: Values): Asking {
  const { lines: table = '', item = '', quantity = '', date = '' } = spec.parts
  const own = rowsOf(values[table])
  const full = rowsOf(shown[table])
  const found: Asking = { lines: [], rows: [] }
  own.forEach((row, i) => {
    const seen = full.length === own.length ? full[i] ?? row : row
    const ref = row[item]
    const amount = seen[quantity] ?? row[quantity]
    if (!isRef(ref) || !ref.id || isEmpty(amount)) return
    const wanted = row[date] === undefined ? seen[date] : row[date]
    found.lines.push({ item: ref.id, quantity: amount, wanted: typeof wanted === 'string' && wanted ? wanted : null, ...(typeof row.id === 'string' ? { line: row.id } : {}) })
    found.rows.push(i)
  })
  return found
}

/** The date a line would take: its earliest, unless what is wanted can be had. */
export const offered = (line: PromisedLine): string | null => (line.wrong || line.met ? null : line.earliest ?? null)

/** The rows with dates put into some of them; the others stay as they are typed. */
export function taken(spec: PanelSpec, values: Values, dates: ReadonlyMap<number, string>): Row[] {
  const { lines: table = '', date = '' } = spec.parts
  return rowsOf(values[table]).map((row, i) => { const day = dates.get(i); return day ? { ...row, [date]: day } : row })
}

export const daysLate = (line: PromisedLine): number => (line.earliest && line.wanted ? dayjs(line.earliest).diff(dayjs(line.wanted), 'day') : 0)

/** Whether the person may write the dates of the lines. */
export function writable(form: Form, spec: PanelSpec, readonly: readonly string[]): boolean {
  const { lines: table = '', date = '' } = spec.parts
  const field: Field | undefined = form.fields.find(one => one.field === table)
  const column = field?.form?.fields.find(one => one.field === date)
  return Boolean(field && column) && !field?.readonly && !column?.readonly && !readonly.includes(table)
}
