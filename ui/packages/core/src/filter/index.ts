/** Filters as the filter bar keeps them: a flat list of conditions that all hold, in the address and to the API. */

export type Op = 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le' | 'in' | 'contains' | 'starts' | 'empty' | 'notempty'
export interface Condition { field: string; op: Op; value: unknown }

const OPS: readonly string[] = ['eq', 'ne', 'gt', 'ge', 'lt', 'le', 'in', 'contains', 'starts', 'empty', 'notempty']
const NO_VALUE: readonly Op[] = ['empty', 'notempty']

export function isComplete({ op, value }: Condition): boolean {
  if (NO_VALUE.includes(op)) return true
  if (Array.isArray(value)) return value.length > 0
  return value !== undefined && value !== null && value !== ''
}

/** The API's form; conditions still being typed are left out. */
export function toApi(conditions: readonly Condition[]): [string, Op, unknown?][] {
  return conditions.filter(isComplete).map(({ field, op, value }) => (NO_VALUE.includes(op) ? [field, op] : [field, op, value]))
}

export function toAddress(conditions: readonly Condition[]): string {
  const complete = toApi(conditions)
  return complete.length ? JSON.stringify(complete) : ''
}

/** Reads an address; whatever is not a condition is dropped, for an address may be typed by hand. */
export function fromAddress(text: string | null): Condition[] {
  if (!text) return []
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    return []
  }
  if (!Array.isArray(parsed)) return []
  return parsed.flatMap(item => {
    if (!Array.isArray(item) || typeof item[0] !== 'string' || !OPS.includes(String(item[1]))) return []
    return [{ field: item[0], op: item[1] as Op, value: item[2] as unknown }]
  })
}

export interface SortKey { field: string; down: boolean }

export function sortToApi(keys: readonly SortKey[]): string {
  return keys.map(key => (key.down ? '-' : '') + key.field).join(',')
}

export function sortFromApi(text: string | null): SortKey[] {
  return (text ?? '').split(',').filter(Boolean).map(part => ({ field: part.replace(/^-/, ''), down: part.startsWith('-') }))
}

/** A click on a header: up → down → none; with `keep` the other keys stay (shift). */
export function nextSort(keys: readonly SortKey[], field: string, keep: boolean): SortKey[] {
  const mine = keys.find(key => key.field === field)
  const next = !mine ? [{ field, down: false }] : mine.down ? [] : [{ field, down: true }]
  if (!keep) return next
  const at = keys.findIndex(key => key.field === field)
  return at < 0 ? [...keys, ...next] : [...keys.slice(0, at), ...next, ...keys.slice(at + 1)]
}
