/** Units as people call them, and those one may change to. */
import { useSession } from './session'

export function useUnits(): { title: (code: string) => string; like: (code: string) => string[] } {
  const { units } = useSession().catalogue
  return {
    title: code => units[code]?.title ?? code,
    like: code => {
      const dimension = units[code]?.dimension
      return dimension ? Object.keys(units).filter(other => units[other]?.dimension === dimension) : code ? [code] : Object.keys(units)
    },
  }
}
