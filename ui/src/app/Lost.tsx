/** No such page, or a page that broke: a sentence and the way home. */
import { Empty } from '@jingwei/kit'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useRouteError } from 'react-router'
import { Failed } from '@/lib/Asked'

export function Lost() {
  const { t } = useTranslation()
  const error = useRouteError()
  // A chunk of an older build is gone after an upgrade; loading anew fetches the current one.
  if (error instanceof Error) return <Failed error={error} retry={() => window.location.reload()} />
  return <Empty title={t('common.notFound')} step={<Button href="/">{t('nav.home')}</Button>} />
}
