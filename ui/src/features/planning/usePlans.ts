/** The plans beside what stands; a search is followed as it gets on. */
import { planning, type Plan, type PlanHead } from '@jingwei/client'
import { useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { keys } from '@/lib/keys'
import { useConnected } from '@/lib/live'

/** Milliseconds between two questions while the live stream is broken; while it stands, in case a word was lost. */
const ASK = 600
const SELDOM = 5000

export function usePlans(): UseQueryResult<PlanHead[]> {
  const client = useQueryClient()
  const query = useQuery({
    queryKey: keys.plans, queryFn: () => planning.plans(), staleTime: 0,
    refetchInterval: plans => (plans.state.data?.some(one => one.state === 'running') ? SELDOM : false),
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

/** How far the search for a plan is: asked for when the live stream says that it got on. */
export function usePlanProgress(plan: PlanHead): PlanHead['progress'] {
  const client = useQueryClient()
  const connected = useConnected()
  const query = useQuery({
    queryKey: keys.planProgress(plan.id), queryFn: () => planning.planProgress(plan.id), staleTime: 0, retry: false,
    refetchInterval: connected ? SELDOM : ASK,
  })
  const over = query.isError || (query.data !== undefined && query.data.state !== 'running')
  useEffect(() => {
    if (over) void client.invalidateQueries({ queryKey: keys.plans })
  }, [client, over])
  return query.data?.progress ?? plan.progress
}

export function usePlan(id: string | null, against: string): UseQueryResult<Plan> {
  return useQuery({ queryKey: [...keys.plan, id, against], queryFn: () => planning.plan(id ?? '', against), enabled: id !== null, staleTime: 0, placeholderData: before => (before?.id === id ? before : undefined) })
}
