/** What the list shows lives in the address: filter, sort, group, search, kind of view, open record. */
import { fromAddress, sortFromApi, sortToApi, toAddress, type Condition, type SortKey } from '@jingwei/core/filter'
import { useCallback, useMemo } from 'react'
import { useSearchParams } from 'react-router'

export type ViewKind = 'table' | 'kanban'
export interface GridState { filters: Condition[]; sort: SortKey[]; group: string; q: string; kind: ViewKind; open: string; columns: string[] }

export function readState(params: URLSearchParams): GridState {
  return {
    filters: fromAddress(params.get('f')), sort: sortFromApi(params.get('s')), group: params.get('g') ?? '', q: params.get('q') ?? '',
    kind: params.get('as') === 'kanban' ? 'kanban' : 'table', open: params.get('open') ?? '', columns: (params.get('c') ?? '').split(',').filter(Boolean),
  }
}

export function writeState(state: Partial<GridState>, onto: URLSearchParams): URLSearchParams {
  const next = new URLSearchParams(onto)
  const put = (name: string, value: string | undefined): void => {
    if (value === undefined) return
    if (value) next.set(name, value)
    else next.delete(name)
  }
  put('f', state.filters && toAddress(state.filters))
  put('s', state.sort && sortToApi(state.sort))
  put('g', state.group)
  put('q', state.q)
  put('as', state.kind === undefined ? undefined : state.kind === 'kanban' ? 'kanban' : '')
  put('open', state.open)
  put('c', state.columns?.join(','))
  return next
}

export function useGridState(): [GridState, (change: Partial<GridState>, replace?: boolean) => void] {
  const [params, setParams] = useSearchParams()
  const state = useMemo(() => readState(params), [params])
  const change = useCallback((part: Partial<GridState>, replace = true) => setParams(before => writeState(part, before), { replace }), [setParams])
  return [state, change]
}
