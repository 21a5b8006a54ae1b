/** Computed fields while somebody types: the server's formulas on the draft; what cannot be known here stays as it was. */
import type { Field, FieldType, Form, Row, Value, Values } from '@jingwei/client'
import { Day, evaluate, Instant, names, parse, read, write, type Ambient, type Listed, type Tree, type Value as Computed } from '@jingwei/core/formula'
import { isMeasured, isRef } from './format'

type Known = Map<string, Computed | Listed>
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

function asShown(field: Field, before: Value, result: Computed): Value {
  const plain = write(result)
  if (plain === null) return null
  if (field.result === 'money' || field.result === 'quantity') {
    const unit = isMeasured(before) ? before.unit : field.result === 'money' ? field.currency ?? 'CNY' : field.unit ?? ''
    return { value: String(plain), unit }
  }
  return plain
}

/** All formulas of one level; twice over, for one may read another. */
function computed<T extends Values>(fields: readonly Field[], values: T, above: Known, ambient: Ambient): T {
  const formulas = fields.filter(field => field.type === 'formula' && field.formula)
  if (formulas.length === 0) return values
  let next = values
  for (let round = 0; round < 2; round += 1) {
    for (const field of formulas) {
      const tree = treeOf(field.formula ?? '')
      if (!tree) continue
      const known: Known = new Map(above)
      for (const one of fields) {
        const value = toFormula(one, next[one.field])
        if (value !== undefined) known.set(one.field, value)
      }
      if ([...names(tree)].some(name => !known.has(name))) continue
      try {
        const result = evaluate(tree, { values: known, ambient })
        if (!Array.isArray(result)) next = { ...next, [field.field]: asShown(field, next[field.field], result as Computed) }
      } catch {
        // The server says what is wrong when it computes; a preview only stays silent.
      }
    }
  }
  return next
}

export function preview(form: Form, values: Values, actor: string): Values {
  const now = new Date()
  const today = Day.of(now.getFullYear(), now.getMonth() + 1, now.getDate())
  if (!today) return values
  const ambient: Ambient = { now: Instant.parse(now.toISOString()), today, actor, zone: Intl.DateTimeFormat().resolvedOptions().timeZone }
  const next: Values = { ...values }
  const columns: Known = new Map()
  for (const table of form.fields.filter(field => field.type === 'table')) {
    const fields = table.form?.fields ?? []
    const rows = (Array.isArray(next[table.field]) ? (next[table.field] as Row[]) : []).map(row => computed(fields, row, new Map(), ambient))
    next[table.field] = rows
    for (const field of fields) {
      const column = rows.map(row => toFormula(field, row[field.field]))
      if (column.every(value => value !== undefined)) columns.set(`${table.field}.${field.field}`, column)
    }
  }
  return computed(form.fields, next, columns, ambient)
}
