/** The plans beside what stands, followed while one of them is being searched. */
import { planning, type Plan, type PlanHead } from '@jingwei/client'
import { useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { keys } from '@/lib/keys'

const LOOK = 600

export function usePlans(): UseQueryResult<PlanHead[]> {
  const client = useQueryClient()
  const query = useQuery({
    queryKey: keys.plans, queryFn: () => planning.plans(), staleTime: 0,
    refetchInterval: plans => (plans.state.data?.some(one => one.state === 'running') ? LOOK : false),
  })
  // A search that has ended is read as a plan.
  const running = query.data?.filter(one => one.state === 'running').map(one => one.id).join() ?? ''
  const before = useRef(running)
  useEffect(() => {
    if (before.current !== running) void client.invalidateQueries({ queryKey: keys.plan })
    before.current = running
  }, [client, running])
  return query
}

export function usePlan(id: string | null, against: string): UseQueryResult<Plan> {
  return useQuery({ queryKey: [...keys.plan, id, against], queryFn: () => planning.plan(id ?? '', against), enabled: id !== null, staleTime: 0, placeholderData: before => (before?.id === id ? before : undefined) })
}
