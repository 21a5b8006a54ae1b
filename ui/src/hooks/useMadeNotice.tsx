/** Says what was done and leads on to the documents it made: those the reader may see, as links in the same bubble. */
import type { Made } from '@jingwei/client'
import { App, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { address } from '@/lib/address'

export const readable = (made: readonly Made[]): Made[] => made.filter(one => one.title !== null)

const SHORT = 3
/** Long enough to be read and clicked. */
const LONG = 8

export function useMadeNotice(): (done: string, made: readonly Made[]) => void {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const navigate = useNavigate()
  return (done, made) => {
    const shown = readable(made)
    const key = `made${Date.now()}`
    const go = (one: Made): void => {
      message.destroy(key)
      void navigate(address.record(one.form, one.id))
    }
    // Bubbles are drawn outside the router, where a Link would bring the whole page down.
    message.success({
      key, duration: shown.length ? LONG : SHORT,
      content: shown.length === 0 ? done : <>{done} · {t('record.made')}{shown.map(one => <Button key={`${one.form}${one.id}`} type="link" size="small" onClick={() => go(one)} data-made={one.form}>{one.form_title} {one.title}</Button>)}</>,
    })
  }
}
