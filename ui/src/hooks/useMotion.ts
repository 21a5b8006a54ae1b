/** False for a person who has asked the system that things do not move. */
import { useSyncExternalStore } from 'react'

const still = window.matchMedia('(prefers-reduced-motion: reduce)')

const watch = (listener: () => void): (() => void) => {
  still.addEventListener('change', listener)
  return () => still.removeEventListener('change', listener)
}

export const useMotion = (): boolean => useSyncExternalStore(watch, () => !still.matches)
