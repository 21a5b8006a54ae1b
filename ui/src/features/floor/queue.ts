/** Reports waiting for the network: kept on the phone under their key, sent once each, oldest first. */
import { ApiError, records, type Values } from '@jingwei/client'
import { useEffect, useSyncExternalStore } from 'react'
import { kept } from '@/lib/storage'
import { REPORT } from './forms'

export interface Waiting { key: string; title: string; values: Values; at: string; refused?: string }
const SLOT = 'floor.queue'
const listeners = new Set<() => void>()
let queue: readonly Waiting[] = kept.readJson<Waiting[]>(SLOT, [])
let sending = false

function put(next: readonly Waiting[]): void {
  queue = next
  kept.writeJson(SLOT, next)
  listeners.forEach(listener => listener())
}

export const enqueue = (one: Waiting): void => put([...queue, one])
export const forget = (key: string): void => put(queue.filter(one => one.key !== key))

/** The server knows each key, so sending twice after a lost answer still makes one report. */
export async function flush(): Promise<void> {
  if (sending) return
  sending = true
  try {
    for (const one of queue.filter(item => item.refused === undefined)) {
      try {
        await records.create(REPORT, one.values, one.key)
        forget(one.key)
      } catch (error) {
        if (!(error instanceof ApiError) || error.offline || error.status >= 500 || error.status === 401) return
        put(queue.map(item => (item.key === one.key ? { ...item, refused: error.message } : item)))
      }
    }
  } finally {
    sending = false
  }
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function useQueue(): readonly Waiting[] {
  useEffect(() => {
    const go = (): void => void flush()
    go()
    window.addEventListener('online', go)
    const timer = setInterval(go, 20_000)
    return () => { window.removeEventListener('online', go); clearInterval(timer) }
  }, [])
  return useSyncExternalStore(subscribe, () => queue)
}
