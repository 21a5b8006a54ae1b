/** Computed fields while somebody types: the server's formulas on the draft; what cannot be known here stays as it was. */
import type { Field, FieldType, Form, Row, Value, Values } from '@jingwei/client'
import { Day, evaluate, Instant, names, parse, read, write, type Ambient, type Listed, type Tree, type Value as Computed } from '@jingwei/core/formula'
import { isMeasured, isRef } from './format'

type Known = Map<string, Computed | Listed>
export interface Linked { fields: readonly Field[]; values: Values }
/** `form/id` → what was read of that record. */
export type Links = ReadonlyMap<string, Linked>
export interface Me { id: string; title: string | null }
const NO_LINKS: Links = new Map()
const NUMBERS: readonly FieldType[] = ['number', 'quantity', 'money', 'percent']

function toFormula(field: Field, value: Value): Computed | undefined {
  const type = field.result ?? field.type
  if (value === null || value === undefined || value === '') return null
  try {
    if (isMeasured(value)) return read('number', value.value)
    if (isRef(value)) return read('number', value.id)
    if (NUMBERS.includes(type)) return read('number', value as string)
    if (typeof value === 'boolean') return value
    if (type === 'date') return read('date', value as string)
    if (type === 'datetime') return read('datetime', value as string)
    return typeof value === 'string' ? value : undefined
  } catch {
    // Half a number is no number yet.
    return undefined
  }
}

const trees = new Map<string, Tree | null>()
function treeOf(text: string): Tree | null {
  let tree = trees.get(text)
  if (tree === undefined) {
    try {
      tree = parse(text)
    } catch {
      tree = null
    }
    trees.set(text, tree)
  }
  return tree
}

/** Names a field reads beyond its own row: `item.unit`, `lines.item.is_new`. */
export function through(field: Field): string[] {
  const texts = [field.formula, field.default_formula].flatMap(text => (text ? [text] : []))
  const read = texts.flatMap(text => { const tree = treeOf(text); return tree ? [...names(tree)] : [] }).filter(name => name.includes('.'))
  return [...read, ...(field.unit_from ? [field.unit_from] : []), ...(field.type === 'lookup' && field.through && field.reads ? [`${field.through}.${field.reads}`] : [])]
}

/** What a name of two parts says: the field of the linked record and its value there. */
function beyond(fields: readonly Field[], values: Values, name: string, links: Links): { field: Field; value: Value } | null {
  const [own = '', reads = ''] = name.split('.')
  const link = fields.find(field => field.field === own)
  const ref = values[own]
  const there = link?.to && isRef(ref) && ref.id ? links.get(`${link.to}/${ref.id}`) : undefined
  const field = there?.fields.find(one => one.field === reads)
  return there && field ? { field, value: there.values[reads] } : null
}

function shownAs(type: FieldType, field: Field, before: Value, result: Computed, me: Me): Value {
  const plain = write(result)
  if (plain === null) return null
  if (type === 'money' || type === 'quantity') {
    const unit = isMeasured(before) ? before.unit : type === 'money' ? field.currency ?? 'CNY' : field.unit ?? ''
    return { value: String(plain), unit }
  }
  // Only the id is computed, so a person other than the reader has no name here yet.
  if (type === 'person' || type === 'link' || type === 'department') return String(plain) === me.id ? { ...me } : undefined
  return plain
}

interface Level { fields: readonly Field[]; above: Known; ambient: Ambient; links: Links; me: Me; fresh: boolean }

/** A formula's value, undefined while something it reads is not known here. */
function value(text: string, values: Values, level: Level): Computed | undefined {
  const tree = treeOf(text)
  if (!tree) return undefined
  const known: Known = new Map(level.above)
  for (const one of level.fields) {
    const read = toFormula(one, values[one.field])
    if (read !== undefined) known.set(one.field, read)
  }
  for (const name of names(tree)) {
    const there = name.includes('.') && !known.has(name) ? beyond(level.fields, values, name, level.links) : null
    const read = there ? toFormula(there.field, there.value) : undefined
    if (read !== undefined) known.set(name, read)
    if (!known.has(name)) return undefined
  }
  try {
    const result = evaluate(tree, { values: known, ambient: level.ambient })
    return Array.isArray(result) ? undefined : (result as Computed)
  } catch {
    // The server says what is wrong when it computes; a preview only stays silent.
    return undefined
  }
}

/** Fields with a default, each after those its default reads, as the server takes them. */
function defaulted(fields: readonly Field[]): Field[] {
  const placed = new Set<Field>()
  const seen = new Set<Field>()
  const place = (field: Field): void => {
    const tree = field.default_formula && !seen.has(field) ? treeOf(field.default_formula) : null
    if (!tree) return
    seen.add(field)
    const reads = [...names(tree)].map(name => name.split('.')[0])
    fields.filter(one => reads.includes(one.field)).forEach(place)
    placed.add(field)
  }
  fields.forEach(place)
  return [...placed]
}

/** What stands there because nothing was typed: the linked record's own value, or a default. */
function filled(values: Values, level: Level): Values {
  const next = { ...values }
  for (const field of level.fresh ? defaulted(level.fields) : []) {
    const text = field.default_formula
    if (!text || next[field.field] !== undefined) continue
    const there = /^\w+\.\w+$/.test(text.trim()) ? beyond(level.fields, next, text.trim(), level.links) : null
    const result = there ? undefined : value(text, next, level)
    const shown = there ? there.value : result === undefined ? undefined : shownAs(field.type, field, undefined, result, level.me)
    if (shown !== undefined) next[field.field] = shown
  }
  for (const field of level.fields) {
    if (field.type === 'lookup' && field.through && field.reads) {
      const ref = next[field.through]
      const there = beyond(level.fields, next, `${field.through}.${field.reads}`, level.links)
      if (there) next[field.field] = there.value
      else if (!isRef(ref)) next[field.field] = null
    }
    const amount = next[field.field]
    if (field.type === 'quantity' && field.unit_from && (typeof amount === 'string' || typeof amount === 'number') && amount !== '') {
      const unit = beyond(level.fields, next, field.unit_from, level.links)?.value
      if (typeof unit === 'string') next[field.field] = { value: String(amount), unit }
    }
  }
  return next
}

/** Everything of one level; formulas twice over, for one may read another. */
function computed(values: Values, level: Level): Values {
  let next = filled(values, level)
  const formulas = level.fields.filter(field => field.type === 'formula' && field.formula)
  for (let round = 0; round < 2; round += 1) {
    for (const field of formulas) {
      const result = value(field.formula ?? '', next, level)
      if (result !== undefined) next = { ...next, [field.field]: shownAs(field.result ?? 'text', field, next[field.field], result, level.me) }
    }
  }
  return next
}

/** What a formula of the form says on the draft; undefined while something it reads is not known here. */
export function told(text: string, fields: readonly Field[], values: Values, me: Me, parent?: Linked): Value | undefined {
  const ambient = ambientOf(me)
  if (!ambient) return undefined
  const above: Known = new Map()
  for (const field of parent?.fields ?? []) {
    const read = toFormula(field, parent?.values[field.field])
    if (read !== undefined) above.set(`parent.${field.field}`, read)
  }
  const result = value(text, values, { fields, above, ambient, links: NO_LINKS, me, fresh: false })
  return result === undefined ? undefined : write(result)
}

/** A draft whose empty fields say what the step proposes for them. */
export function proposed(presets: Readonly<Record<string, string>>, fields: readonly Field[], values: Values, me: Me): Values {
  const ambient = ambientOf(me)
  const next = { ...values }
  for (const field of ambient ? fields : []) {
    const text = presets[field.field]
    if (!ambient || !text || (next[field.field] ?? '') !== '') continue
    const result = value(text, values, { fields, above: new Map(), ambient, links: NO_LINKS, me, fresh: false })
    const shown = result === undefined ? undefined : shownAs(field.type, field, undefined, result, me)
    if (shown !== undefined) next[field.field] = shown
  }
  return next
}

function ambientOf(me: Me): Ambient | null {
  const now = new Date()
  const today = Day.of(now.getFullYear(), now.getMonth() + 1, now.getDate())
  return today && { now: Instant.parse(now.toISOString()), today, actor: me.id, zone: Intl.DateTimeFormat().resolvedOptions().timeZone }
}

export function preview(form: Form, values: Values, me: Me, links: Links = NO_LINKS, fresh = false): Values {
  const ambient = ambientOf(me)
  if (!ambient) return values
  const top: Level = { fields: form.fields, above: new Map(), ambient, links, me, fresh }
  const next = filled(values, top)
  const parent: Known = new Map()
  for (const field of form.fields) {
    const read = toFormula(field, next[field.field])
    if (read !== undefined) parent.set(`parent.${field.field}`, read)
  }
  const columns: Known = new Map()
  const tops = form.fields.flatMap(through)
  for (const table of form.fields.filter(field => field.type === 'table')) {
    const fields = table.form?.fields ?? []
    const rows = (Array.isArray(next[table.field]) ? (next[table.field] as Row[]) : [])
      .map(row => computed(row, { ...top, fields, above: parent, fresh: row.id === undefined }) as Row)
    next[table.field] = rows
    for (const field of fields) {
      const column = rows.map(row => toFormula(field, row[field.field]))
      if (column.every(one => one !== undefined)) columns.set(`${table.field}.${field.field}`, column)
    }
    for (const name of tops.filter(one => one.startsWith(`${table.field}.`) && one.split('.').length === 3)) {
      const column = rows.map(row => {
        const there = beyond(fields, row, name.slice(table.field.length + 1), links)
        return there ? toFormula(there.field, there.value) : undefined
      })
      if (column.every(one => one !== undefined)) columns.set(name, column)
    }
  }
  return computed(next, { ...top, above: columns })
}
