/** True on a phone. */
import { useSyncExternalStore } from 'react'

const phone = window.matchMedia('(max-width: 720px)')
const medium = window.matchMedia('(max-width: 1180px)')

const watch = (query: MediaQueryList) => (listener: () => void): (() => void) => {
  query.addEventListener('change', listener)
  return () => query.removeEventListener('change', listener)
}
const watchPhone = watch(phone)
const watchMedium = watch(medium)

export const useNarrow = (): boolean => useSyncExternalStore(watchPhone, () => phone.matches)
export const useMedium = (): boolean => useSyncExternalStore(watchMedium, () => medium.matches)
