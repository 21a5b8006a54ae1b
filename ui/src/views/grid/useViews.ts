/** Saved views of a form, kept on the server: one's own and those shared by others. */
import { views, type Condition as Asked, type Look, type SavedView } from '@jingwei/client'
import { fromAddress, toAddress, type Condition } from '@jingwei/core/filter'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { keys } from '@/lib/keys'
import { writeState } from './useGridState'

/** What an address shows, as the server keeps it; `open` belongs to nobody's view. */
export function lookOf(search: URLSearchParams, widths: Record<string, number>): Look {
  const filter = fromAddress(search.get('f')).map((one): Asked => (one.op === 'empty' || one.op === 'notempty' ? [one.field, one.op] : [one.field, one.op, one.value]))
  const columns = (search.get('c') ?? '').split(',').filter(Boolean)
  return {
    ...(filter.length ? { filter } : {}), ...(search.get('s') ? { sort: search.get('s') ?? '' } : {}), ...(search.get('g') ? { group: search.get('g') ?? '' } : {}),
    ...(search.get('q') ? { q: search.get('q') ?? '' } : {}), ...(search.get('as') === 'kanban' ? { kind: 'kanban' as const } : {}), ...(columns.length ? { columns } : {}),
    ...(Object.keys(widths).length ? { widths } : {}),
  }
}

/** The address that shows a view; fields the reader does not have are left out rather than refused. */
export function searchOf(look: Look, known: ReadonlySet<string>): string {
  const filters = (look.filter ?? []).filter(([field]) => known.has(field.split('.')[0] ?? '')).map(([field, op, value]): Condition => ({ field, op, value }))
  const next = writeState({ filters, group: look.group && known.has(look.group) ? look.group : '', q: look.q ?? '', kind: look.kind ?? 'table', columns: (look.columns ?? []).filter(name => known.has(name)) }, new URLSearchParams())
  const sort = (look.sort ?? '').split(',').filter(name => known.has(name.replace(/^-/, ''))).join(',')
  if (sort) next.set('s', sort)
  return next.toString()
}

/** The same view, whatever the order of its parts in the address. */
export const sameSearch = (a: string, b: string): boolean => {
  const plain = (text: string): string => [...new URLSearchParams(text)].filter(([name]) => name !== 'open').map(([name, value]) => `${name}=${name === 'f' ? toAddress(fromAddress(value)) : value}`).sort().join('&')
  return plain(a) === plain(b)
}

export interface ViewDoors {
  views: SavedView[]; canShare: boolean; pending: boolean
  create: (title: string, look: Look, shared: boolean) => Promise<void>
  change: (view: SavedView, change: { title?: string; look?: Look; shared?: boolean }) => Promise<void>
  remove: (view: SavedView) => Promise<void>
}

export function useViews(form: string): ViewDoors {
  const client = useQueryClient()
  const query = useQuery({ queryKey: keys.views(form), queryFn: () => views.of(form), staleTime: 60_000 })
  const again = (): Promise<void> => client.invalidateQueries({ queryKey: keys.views(form) })
  return {
    views: query.data?.views ?? [], canShare: query.data?.can_share ?? false, pending: query.isPending,
    create: async (title, look, shared) => { await views.create(form, { title, look, shared }); await again() },
    change: async (view, change) => { await views.change(view.id, change); await again() },
    remove: async view => { await views.remove(view.id); await again() },
  }
}
