/** A value that follows another after a short rest, for searching while somebody types. */
import { useEffect, useState } from 'react'

export function useLater<T>(value: T, wait = 220): T {
  const [later, setLater] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setLater(value), wait)
    return () => clearTimeout(timer)
  }, [value, wait])
  return later
}
