/** Light or dark, rail open or not: the person's choice, kept in this browser. */
import { dress, type Mode } from '@jingwei/kit'
import { useSyncExternalStore } from 'react'
import { kept } from './storage'

interface Look { mode: Mode; rail: boolean }
const listeners = new Set<() => void>()

function first(): Look {
  const stored = kept.read('mode')
  const dark = stored ? stored === 'dark' : window.matchMedia('(prefers-color-scheme: dark)').matches
  return { mode: dark ? 'dark' : 'light', rail: kept.read('rail') !== 'closed' }
}

let look: Look = first()

export function setLook(change: Partial<Look>): void {
  look = { ...look, ...change }
  kept.write('mode', look.mode)
  kept.write('rail', look.rail ? 'open' : 'closed')
  dress(look.mode)
  listeners.forEach(listener => listener())
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const startLook = (): void => dress(look.mode)
export const useLook = (): Look => useSyncExternalStore(subscribe, () => look)
