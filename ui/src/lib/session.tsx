/** Who is logged in, for everybody who asks; the frame renders only when somebody is. */
import type { Catalogue, Me } from '@jingwei/client'
import { createContext, use } from 'react'

interface Session { me: Me; catalogue: Catalogue }
export const SessionContext = createContext<Session | null>(null)

export function useSession(): Session {
  const session = use(SessionContext)
  if (!session) throw new Error('useSession is used outside the frame')
  return session
}
