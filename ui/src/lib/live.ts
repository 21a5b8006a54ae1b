/** Whether the stream of live events stands; pages that follow something ask by themselves while it does not. */
import { useSyncExternalStore } from 'react'

let connected = true
const told = new Set<() => void>()

export function setConnected(now: boolean): void {
  connected = now
  for (const one of told) one()
}

const subscribe = (one: () => void): (() => void) => {
  told.add(one)
  return () => told.delete(one)
}

export const useConnected = (): boolean => useSyncExternalStore(subscribe, () => connected)
