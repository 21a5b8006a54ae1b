/** When a link changes, an amount whose unit came from the old record loses that unit, or it would no longer fit. */
import type { Field, Value } from '@jingwei/client'
import { isMeasured } from './format'

export function relinked<T extends Record<string, Value>>(fields: readonly Field[], values: T, name: string, next: Value): T {
  const changed: Record<string, Value> = { ...values, [name]: next }
  for (const field of fields) {
    const value = changed[field.field]
    if (field.unit_from?.startsWith(`${name}.`) && isMeasured(value)) changed[field.field] = value.value
  }
  return changed as T
}
