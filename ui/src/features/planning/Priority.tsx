/** What is to be done before the usual says so beside its name. */
import { useTranslation } from 'react-i18next'

export function Priority({ of }: { of: string | null | undefined }) {
  const { t } = useTranslation()
  if (of !== 'urgent' && of !== 'high') return null
  return <small data-priority={of} style={{ marginLeft: 6, color: of === 'urgent' ? 'var(--late-ink)' : 'var(--text2)' }}>{t(`schedule.priority.${of}`)}</small>
}
