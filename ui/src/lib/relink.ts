/** What a changed value takes along: the unit of amounts that came from a link, and line cells that follow their head. */
import { isEmpty, same } from '@jingwei/core/draft'
import type { Field, Row, Value } from '@jingwei/client'
import { isMeasured } from './format'

export function relinked<T extends Record<string, Value>>(fields: readonly Field[], values: T, name: string, next: Value): T {
  const changed: Record<string, Value> = { ...values, [name]: next }
  for (const field of fields) {
    const value = changed[field.field]
    // A unit that came from the old record would no longer fit.
    if (field.unit_from?.startsWith(`${name}.`) && isMeasured(value)) changed[field.field] = value.value
    // Lines that have no value of their own, or still the head's, go with the head.
    const follow = Array.isArray(value) ? (field.form?.fields ?? []).filter(one => one.default_formula === `parent.${name}`) : []
    for (const one of follow) {
      changed[field.field] = (changed[field.field] as Row[]).map(row => (isEmpty(row[one.field]) || same(row[one.field], values[name]) ? { ...row, [one.field]: next } : row))
    }
  }
  return changed as T
}
