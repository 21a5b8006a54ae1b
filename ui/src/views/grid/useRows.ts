/** Rows of a form page by page, by key and never by offset. */
import { records, type Filter, type Page, type Record_, type Value } from '@jingwei/client'
import { useInfiniteQuery, type InfiniteData, type QueryClient, type UseInfiniteQueryResult } from '@tanstack/react-query'
import { keys } from '@/lib/keys'

export interface GridRow { id: string; ver: number; values: Record<string, Value> }
export interface RowsQuery { filter: Filter | null; sort: string; q: string; fields: string[] }

const read = new WeakMap<Page, GridRow[]>()
/** A page's rows, made once: a row that did not change stays the same object and is not drawn again. */
function rowsOfPage(page: Page): GridRow[] {
  let rows = read.get(page)
  if (!rows) {
    rows = page.rows.map(row => ({ id: String(row[0]), ver: Number(row[1]), values: Object.fromEntries(page.columns.map((column, i) => [column, row[i + 2]])) }))
    read.set(page, rows)
  }
  return rows
}

export const rowsOf = (pages: readonly Page[] | undefined): GridRow[] => (pages ?? []).flatMap(rowsOfPage)

interface Place { after: string; limit: number }
const MOST = 500

/** The first page is small to be quick; who scrolls on gets larger ones. */
export function useRows(form: string, { filter, sort, q, fields }: RowsQuery, limit = 100, enabled = true): UseInfiniteQueryResult<InfiniteData<Page>> {
  return useInfiniteQuery({
    queryKey: keys.records(form, 'rows', { filter, sort, q, fields, limit }),
    queryFn: ({ pageParam, signal }) =>
      records.list(form, { filter, sort, q, fields, limit: pageParam.limit, ...(pageParam.after ? { after: pageParam.after } : {}) }, signal),
    initialPageParam: { after: '', limit } as Place,
    getNextPageParam: (page, pages): Place | null => (page.next ? { after: page.next, limit: pages.length < 2 ? limit : MOST } : null),
    enabled,
    placeholderData: before => before,
  })
}

/** A saved record in every list that shows it, without reading any of them again. */
export function replaceRow(client: QueryClient, form: string, saved: Record_): void {
  client.setQueriesData<InfiniteData<Page>>({ queryKey: keys.records(form, 'rows') }, before => before && {
    ...before,
    pages: before.pages.map(page => (page.rows.some(row => row[0] === saved.id)
      ? { ...page, rows: page.rows.map(row => (row[0] === saved.id ? [row[0], saved.ver, ...page.columns.map((name, i) => (name in saved.values ? saved.values[name] : row[i + 2]))] : row)) }
      : page)),
  })
}
