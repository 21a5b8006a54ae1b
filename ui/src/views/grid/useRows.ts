/** Rows of a form page by page, by key and never by offset. */
import { records, type Filter, type Page, type Value } from '@jingwei/client'
import { useInfiniteQuery, type InfiniteData, type UseInfiniteQueryResult } from '@tanstack/react-query'
import { keys } from '@/lib/keys'

export interface GridRow { id: string; ver: number; values: Record<string, Value> }
export interface RowsQuery { filter: Filter | null; sort: string; q: string; fields: string[] }

export function rowsOf(pages: readonly Page[] | undefined): GridRow[] {
  return (pages ?? []).flatMap(page => page.rows.map(row => ({
    id: String(row[0]), ver: Number(row[1]),
    values: Object.fromEntries(page.columns.map((column, i) => [column, row[i + 2]])),
  })))
}

export function useRows(form: string, { filter, sort, q, fields }: RowsQuery, limit = 100, enabled = true): UseInfiniteQueryResult<InfiniteData<Page>> {
  return useInfiniteQuery({
    queryKey: keys.records(form, 'rows', { filter, sort, q, fields, limit }),
    queryFn: ({ pageParam, signal }) =>
      records.list(form, { filter, sort, q, fields, limit, ...(pageParam ? { after: pageParam } : {}) }, signal),
    initialPageParam: '',
    getNextPageParam: page => page.next,
    enabled,
    placeholderData: before => before,
  })
}
