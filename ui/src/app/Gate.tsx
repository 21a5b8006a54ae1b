/** Lets people in: asks who is there, shows the log-in or the frame, listens for live events. */
import { ApiError, catalogue, configure, listen, session } from '@jingwei/client'
import { Bones } from '@jingwei/kit'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useEffect, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Failed } from '@/lib/Asked'
import { currentLanguage } from '@/lib/i18n'
import { keys, reread } from '@/lib/keys'
import { setConnected, useConnected } from '@/lib/live'
import { SessionContext } from '@/lib/session'
import { speaking } from '@/lib/speaking'
import { Frame } from './frame/Frame'

const LoginPage = lazy(() => import('@/features/login/LoginPage'))

export function Gate() {
  const { i18n } = useTranslation()
  const client = useQueryClient()
  const connected = useConnected()
  configure({ language: currentLanguage() })
  const me = useQuery({
    queryKey: keys.me, staleTime: Infinity, retry: 1,
    queryFn: async ({ signal }) => {
      try {
        return await speaking(await session.me(signal))
      } catch (error) {
        if (error instanceof ApiError && error.status === 401) return null
        throw error
      }
    },
  })
  const person = me.data?.person.id
  const all = useQuery({ queryKey: keys.catalogue, queryFn: () => catalogue.all(), enabled: Boolean(person), staleTime: 10 * 60_000 })

  useEffect(() => configure({ onUnauthorised: () => { client.setQueryData(keys.me, null); client.removeQueries({ predicate: query => query.queryKey[0] !== 'me' }) } }), [client])
  useEffect(() => (person ? listen(reread(client), setConnected) : undefined), [person, client])
  useEffect(() => {
    const onLanguage = (lang: string): void => {
      const language = lang === 'en' ? 'en' : 'zh'
      configure({ language })
      // Titles come from the server in the caller's language, so everything is asked again.
      const after = client.getQueryData(keys.me) ? session.language(language).catch(() => undefined) : Promise.resolve(undefined)
      void after.then(() => client.invalidateQueries({ predicate: query => query.queryKey[0] !== 'me' }))
    }
    i18n.on('languageChanged', onLanguage)
    return () => i18n.off('languageChanged', onLanguage)
  }, [i18n, client])

  const value = useMemo(() => (me.data && all.data ? { me: me.data, catalogue: all.data } : null), [me.data, all.data])
  if (me.data === null) return <Suspense fallback={null}><LoginPage /></Suspense>
  const error = me.error ?? all.error
  if (!value) return error ? <Failed error={error} retry={() => { void me.refetch(); void all.refetch() }} /> : <Bones rows={10} />
  return <SessionContext value={value}><Frame connected={connected} /></SessionContext>
}
