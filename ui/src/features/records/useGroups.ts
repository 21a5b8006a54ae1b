/** Groups with counts and sums from the server; the rows of a group are read when it opens. */
import { records, type Field, type Filter, type Form, type Value } from '@jingwei/client'
import { useQueries, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { fieldOf } from '@/hooks/useForm'
import { isRef } from '@/lib/format'
import { keys } from '@/lib/keys'
import type { Item } from '@/views/grid/Grid'
import { rowsOf, type RowsQuery } from '@/views/grid/useRows'

const SUMMED = new Set(['quantity', 'money', 'number'])
const summed = (field: Field): boolean => SUMMED.has(field.type) || (['formula', 'rollup'].includes(field.type) && SUMMED.has(field.result ?? ''))

export const groupKey = (value: Value): string => (isRef(value) ? value.id : value === null || value === undefined ? '' : String(value))

function within(by: string, value: Value, filter: Filter | null): Filter {
  const own: Filter = groupKey(value) === '' ? [by, 'empty'] : [by, 'eq', isRef(value) ? value.id : value]
  return (filter ? ['and', own, filter] : ['and', own]) as Filter
}

export function useGroups(form: Form, by: string, columns: readonly Field[], query: RowsQuery): { items: Item[]; toggle: (key: string) => void; pending: boolean; error: Error | null } {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set())
  const sums = columns.filter(summed).map(field => field.field)
  const groups = useQuery({
    queryKey: keys.records(form.form, 'groups', by, sums, query.filter), queryFn: () => records.group(form.form, by, sums, query.filter), enabled: by !== '',
  })
  const opened = (groups.data?.rows ?? []).filter(group => open.has(`${by}:${groupKey(group.key)}`))
  const parts = useQueries({
    queries: opened.map(group => ({
      queryKey: keys.records(form.form, 'in', by, groupKey(group.key), query),
      queryFn: () => records.list(form.form, { ...query, filter: within(by, group.key, query.filter), limit: 500 }),
    })),
  })
  // States stand in the order in which they follow each other, not by the alphabet of their slugs.
  const options = fieldOf(form, by)?.options?.map(option => option.value) ?? []
  const place = (value: Value): number => { const at = options.indexOf(groupKey(value)); return at < 0 ? options.length : at }
  const ordered = [...(groups.data?.rows ?? [])].sort((a, b) => place(a.key) - place(b.key))
  const items: Item[] = ordered.flatMap(group => {
    const key = `${by}:${groupKey(group.key)}`
    const at = opened.indexOf(group)
    const head: Item = { kind: 'group', key, value: group.key, count: group.count, sums: group.sums ?? {}, open: at >= 0 }
    if (at < 0) return [head]
    const page = parts[at]?.data
    const rows: Item[] = page ? rowsOf([page]).map(row => ({ kind: 'row', row })) : [{ kind: 'more', key, load: () => undefined, busy: true }]
    return [head, ...rows]
  })
  const toggle = (key: string): void => {
    const next = new Set(open)
    if (next.has(key)) next.delete(key)
    else next.add(key)
    setOpen(next)
  }
  return { items, toggle, pending: by !== '' && groups.isPending, error: groups.error }
}
