/** The three faces of anything asked from the server: bones, a reason with a way to retry, the answer. */
import { ApiError } from '@jingwei/client'
import { Bones, Broken, Empty } from '@jingwei/kit'
import { Button } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'

interface Query<T> { data: T | undefined; error: Error | null; isPending: boolean; refetch: () => unknown }

export function Asked<T>({ query, rows, children }: { query: Query<T>; rows?: number; children: (data: T) => ReactNode }) {
  const { t } = useTranslation()
  if (query.data !== undefined) return <>{children(query.data)}</>
  if (query.error) return <Failed error={query.error} retry={() => void query.refetch()} />
  return query.isPending ? <Bones {...(rows ? { rows } : {})} /> : <Empty small title={t('common.none')} />
}

export function Failed({ error, retry }: { error: Error; retry?: () => void }) {
  const { t } = useTranslation()
  if (error instanceof ApiError && error.status === 404) return <Empty title={t('common.notFound')} text={t('common.notFoundText')} step={<Button onClick={() => window.history.back()}>{t('common.back')}</Button>} />
  // Asking again opens no door; the way on is somewhere else.
  if (error instanceof ApiError && error.status === 403) return <Empty title={error.title} text={error.message} step={<Link to="/">{t('nav.home')}</Link>} />
  const offline = error instanceof ApiError && error.offline
  return <Broken title={offline ? t('common.loadError') : error instanceof ApiError ? error.title : t('common.loadError')} text={offline ? t('common.offlineError') : error.message} again={t('common.retry')} {...(retry ? { retry } : {})} />
}

/** What a message bubble says: everything that is wrong, not the first of it. */
export function sentence(error: unknown, offline: string): string {
  if (error instanceof ApiError) return error.offline ? offline : [...new Set(error.faults.map(fault => fault.message))].slice(0, 6).join('；') || error.detail || error.title
  return error instanceof Error ? error.message : String(error)
}
