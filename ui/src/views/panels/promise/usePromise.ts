/** The question follows the draft after a short rest; while the server makes a new plan the same is asked again. */
import { planning, type Promised } from '@jingwei/client'
import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query'
import { useLater } from '@/hooks/useLater'
import { keys } from '@/lib/keys'
import type { Asking } from './question'

/** Shorter than the time between two keys of most people; a question that another one follows is taken back, here and in the worker. */
const REST = 100
const AGAIN = 1500
const EMPTY = JSON.stringify({ lines: [], rows: [] } satisfies Asking)

/** An answer with the rows it speaks of, for the draft goes on; null while the server has none yet. */
export interface Answered { rows: number[]; lines: string[]; told: Promised | null }

export const print = (line: unknown): string => JSON.stringify(line)

export function usePromise(form: string, record: string | null, asking: Asking, enabled: boolean): UseQueryResult<Answered> {
  const asked = useLater(JSON.stringify(asking), REST)
  return useQuery({
    queryKey: keys.promise(form, record, asked), enabled: enabled && asked !== EMPTY, staleTime: 20_000, placeholderData: keepPreviousData, retry: false,
    queryFn: async ({ signal }): Promise<Answered> => {
      const { lines, rows } = JSON.parse(asked) as Asking
      const answer = await planning.promise(form, record, lines, signal)
      return { rows, lines: lines.map(print), told: 'job' in answer ? null : answer }
    },
    refetchInterval: query => (query.state.data && (query.state.data.told?.renewing ?? true) ? AGAIN : false),
  })
}
