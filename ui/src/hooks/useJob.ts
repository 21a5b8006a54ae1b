/** Follows a long job until it ends. */
import { jobs, type Job } from '@jingwei/client'
import { useQuery, type UseQueryResult } from '@tanstack/react-query'
import { keys } from '@/lib/keys'

export const ended = (job: Job | undefined): boolean => job !== undefined && job.state !== 'waiting' && job.state !== 'running'

export function useJob(id: string | null): UseQueryResult<Job> {
  return useQuery({
    queryKey: keys.job(id ?? ''), queryFn: () => jobs.get(id ?? ''), enabled: id !== null, staleTime: 0,
    refetchInterval: query => (ended(query.state.data) ? false : 700),
  })
}
