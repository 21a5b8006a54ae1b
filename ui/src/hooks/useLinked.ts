/** The records that a draft's links name, read once for all, so that lookups, units and defaults show while typing. */
import { catalogue, records, type Field, type Form, type Row, type Values } from '@jingwei/client'
import { keepPreviousData, useQueries } from '@tanstack/react-query'
import { useMemo } from 'react'
import { isRef } from '@/lib/format'
import { keys } from '@/lib/keys'
import { pieces } from '@/lib/pieces'
import { through, type Links } from '@/lib/preview'

/** So many ids fit into one address. */
const PIECE = 150
type Wanted = Map<string, { ids: Set<string>; fields: Set<string> }>

function gather(fields: readonly Field[], all: readonly Values[], from: readonly string[], wanted: Wanted): void {
  for (const field of fields) {
    const to = field.to
    const read = from.filter(name => name.startsWith(`${field.field}.`)).map(name => name.split('.')[1] ?? '')
    if (!to || read.length === 0) continue
    const place = wanted.get(to) ?? { ids: new Set(), fields: new Set() }
    for (const values of all) {
      const value = values[field.field]
      if (isRef(value) && value.id) place.ids.add(value.id)
    }
    read.forEach(name => place.fields.add(name))
    if (place.ids.size) wanted.set(to, place)
  }
}

function wantedBy(form: Form, values: Values): Wanted {
  const wanted: Wanted = new Map()
  const above = form.fields.flatMap(through)
  gather(form.fields, [values], above, wanted)
  for (const table of form.fields.filter(field => field.type === 'table')) {
    const fields = table.form?.fields ?? []
    const rows = Array.isArray(values[table.field]) ? (values[table.field] as Row[]) : []
    const deep = above.filter(name => name.startsWith(`${table.field}.`)).map(name => name.slice(table.field.length + 1))
    gather(fields, rows, [...fields.flatMap(through), ...deep], wanted)
  }
  return wanted
}

export function useLinked(form: Form, values: Values, enabled: boolean): Links {
  const wanted = useMemo(() => (enabled ? [...wantedBy(form, values)] : []), [form, values, enabled])
  return useQueries({
    queries: wanted.flatMap(([to, { ids, fields }]) => pieces([...ids].sort(), PIECE).map(listed => {
      return {
        queryKey: keys.records(to, 'linked', listed, [...fields].sort()), staleTime: 30_000, placeholderData: keepPreviousData,
        queryFn: async () => {
          const shape = await catalogue.form(to)
          const seen = shape.fields.filter(field => fields.has(field.field) && field.type !== 'table')
          const page = seen.length ? await records.list(to, { filter: ['id', 'in', listed], fields: seen.map(field => field.field), limit: PIECE }) : null
          return { to, fields: seen, rows: page?.rows.map(row => ({ id: String(row[0]), values: Object.fromEntries((page.columns).map((name, i) => [name, row[i + 2]])) })) ?? [] }
        },
      }
    })),
    combine: results => new Map(results.flatMap(result => result.data?.rows.map(row => [`${result.data.to}/${row.id}`, { fields: result.data.fields, values: row.values }] as const) ?? [])),
  })
}
