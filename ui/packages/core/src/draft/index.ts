/** A record being edited: what changed, what must be sent, and what is plainly missing. */

export interface DraftField {
  field: string; type: string; title: string; required?: boolean; readonly?: boolean; defaulted?: boolean
  min?: string | null; max?: string | null; above?: string | null; max_length?: number | null
  options?: { value: string; title: string }[]; form?: { fields: DraftField[] }
}
export type DraftValues = Record<string, unknown>
export type Path = (string | number)[]
export type Wrong = { path: Path; code: 'required' | 'min' | 'above' | 'max' | 'max_length' | 'number' | 'retired'; bound?: string }
type Line = Record<string, unknown> & { id?: string; $key?: string; $delete?: true }

const NEVER_SENT = new Set(['serial', 'lookup', 'rollup', 'formula'])
const NUMERIC = new Set(['number', 'quantity', 'money', 'percent'])

export function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true
  if (Array.isArray(value)) return value.length === 0
  if (typeof value === 'object' && 'value' in value) return isEmpty((value as { value: unknown }).value)
  return false
}

/** Equal as the API sees it: a link by its id, a quantity by value and unit. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (isEmpty(a) && isEmpty(b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return String(a) === String(b) && typeof a === typeof b
  if (Array.isArray(a) || Array.isArray(b)) {
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, i) => same(item, b[i]))
  }
  const [x, y] = [a as Record<string, unknown>, b as Record<string, unknown>]
  if ('id' in x && 'title' in x && 'id' in y) return x['id'] === y['id']
  const keys = new Set([...Object.keys(x), ...Object.keys(y)])
  return [...keys].every(key => key.startsWith('$') || same(x[key], y[key]))
}

/** The value as the API takes it: a link as its id (pasted ones by their key), files as ids, money and quantity as they are. */
export function toWrite(type: string, value: unknown): unknown {
  if (isEmpty(value) && type !== 'switch') return type === 'attachment' ? [] : null
  if (type === 'link' || type === 'person' || type === 'department') {
    if (typeof value !== 'object' || value === null || !('id' in value)) return value
    const { id, key } = value as { id: string; key?: string }
    return id || key === undefined ? id : { key }
  }
  if (type === 'attachment' && Array.isArray(value)) {
    return value.map(item => (typeof item === 'object' && item !== null ? (item as { id: string }).id : item))
  }
  return value
}

const writable = (field: DraftField): boolean => !field.readonly && !NEVER_SENT.has(field.type)

function lineValues(fields: readonly DraftField[], line: Line): DraftValues {
  const sent: DraftValues = {}
  for (const field of fields) {
    if (writable(field) && !isEmpty(line[field.field])) sent[field.field] = toWrite(field.type, line[field.field])
  }
  return sent
}

/** Sub-table as patches: changed lines by id, new lines without, deleted lines marked. */
export function linePatches(fields: readonly DraftField[], before: readonly Line[], after: readonly Line[]): { patches: Line[]; rows: number[] } {
  const patches: Line[] = []
  const rows: number[] = []
  const old = new Map(before.map(line => [line.id, line]))
  after.forEach((line, row) => {
    const was = line.id === undefined ? undefined : old.get(line.id)
    if (!was) {
      const values = lineValues(fields, line)
      const part = typeof line['$split'] === 'string' ? { $split: line['$split'] } : {}
      if (Object.keys(values).length) { patches.push({ ...values, ...part } as Line); rows.push(row) }
      return
    }
    const changed: Line = { id: line.id as string }
    for (const field of fields) {
      if (writable(field) && !same(was[field.field], line[field.field])) changed[field.field] = toWrite(field.type, line[field.field])
    }
    if (Object.keys(changed).length > 1) { patches.push(changed); rows.push(row) }
  })
  const kept = new Set(after.map(line => line.id))
  for (const line of before) {
    if (line.id !== undefined && !kept.has(line.id)) { patches.push({ id: line.id, $delete: true }); rows.push(-1) }
  }
  return { patches, rows }
}

/** My sub-table upon what stands there now: my changed cells, my new and removed lines, and the lines others added. */
export function mergeRows(base: readonly Line[], mine: readonly Line[], now: readonly Line[]): Line[] {
  const was = new Map(base.map(line => [line.id, line]))
  const stands = new Map(now.map(line => [line.id, line]))
  const changed = (line: Line, before: Line): [string, unknown][] => Object.entries(line).filter(([name, value]) => name !== 'id' && !same(before[name], value))
  const kept = mine.flatMap((line): Line[] => {
    const before = line.id === undefined ? undefined : was.get(line.id)
    if (!before) return [line]
    const there = stands.get(line.id)
    if (there) return [{ ...there, ...Object.fromEntries(changed(line, before)) }]
    // Somebody removed the line: untouched it goes, changed it comes back as a new one.
    return changed(line, before).length ? [Object.fromEntries(Object.entries(line).filter(([name]) => name !== 'id'))] : []
  })
  const known = new Set([...base, ...mine].map(line => line.id))
  return [...kept, ...now.filter(line => !known.has(line.id))]
}

export interface Sent { values: DraftValues; rows: Record<string, number[]> }

/** Only what changed against `before`; `rows` maps each sent line back to the row the person sees. */
export function changes(fields: readonly DraftField[], before: DraftValues, after: DraftValues): Sent {
  const values: DraftValues = {}
  const rows: Record<string, number[]> = {}
  for (const field of fields) {
    const name = field.field
    if (field.type === 'table') {
      const sent = linePatches(field.form?.fields ?? [], (before[name] ?? []) as Line[], (after[name] ?? []) as Line[])
      if (sent.patches.length) { values[name] = sent.patches; rows[name] = sent.rows }
    } else if (writable(field) && !same(before[name], after[name])) {
      values[name] = toWrite(field.type, after[name])
    }
  }
  return { values, rows }
}

/** Names a fault's row as the person sees it. */
export function rowShown(path: Path, rows: Record<string, number[]>): Path {
  const [table, row, ...rest] = path
  if (typeof table !== 'string' || typeof row !== 'number') return path
  const shown = rows[table]?.[row]
  return shown === undefined || shown < 0 ? path : [table, shown, ...rest]
}

/** On a `fresh` record or line the server fills what has a default; a required field without one must be filled here. */
export function check(fields: readonly DraftField[], values: DraftValues, greater: (a: string, b: string) => boolean, at: Path = [], fresh = false): Wrong[] {
  return fields.flatMap(field => {
    const value = values[field.field]
    const path = [...at, field.field]
    if (field.type === 'table') {
      const lines = (value ?? []) as Line[]
      const none: Wrong[] = field.required && lines.length === 0 ? [{ path, code: 'required' }] : []
      return [...none, ...lines.flatMap((line, row) =>
        blank(field.form?.fields ?? [], line) ? [] : check(field.form?.fields ?? [], line, greater, [...path, row], line.id === undefined))]
    }
    return writable(field) ? checkOne(field, value, path, greater).filter(wrong => wrong.code !== 'required' || !fresh || !field.defaulted) : []
  })
}

function blank(fields: readonly DraftField[], line: Line): boolean {
  return line.id === undefined && Object.keys(lineValues(fields, line)).length === 0
}

function checkOne(field: DraftField, value: unknown, path: Path, greater: (a: string, b: string) => boolean): Wrong[] {
  if (isEmpty(value)) return field.required ? [{ path, code: 'required' }] : []
  if (NUMERIC.has(field.type)) {
    const text = typeof value === 'object' ? String((value as { value: unknown }).value) : String(value)
    if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(text)) return [{ path, code: 'number' }]
    if (field.min && greater(field.min, text)) return [{ path, code: 'min', bound: field.min }]
    if (field.above && !greater(text, field.above)) return [{ path, code: 'above', bound: field.above }]
    if (field.max && greater(text, field.max)) return [{ path, code: 'max', bound: field.max }]
  }
  if (field.max_length && typeof value === 'string' && value.length > field.max_length) {
    return [{ path, code: 'max_length', bound: String(field.max_length) }]
  }
  return []
}

/** A block copied from a sheet: rows of cells. */
export function pasted(text: string): string[][] {
  const lines = text.replace(/\r\n?/g, '\n').replace(/\n$/, '').split('\n')
  return lines.map(line => line.split('\t').map(cell => cell.trim()))
}
