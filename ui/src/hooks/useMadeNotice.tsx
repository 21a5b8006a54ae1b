/** Leads on to the documents a step made: those the reader may see, as links in a corner. */
import type { Made } from '@jingwei/client'
import { App, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { address } from '@/lib/address'

export const readable = (made: readonly Made[]): Made[] => made.filter(one => one.title !== null)

export function useMadeNotice(): (made: readonly Made[]) => void {
  const { t } = useTranslation()
  const { notification } = App.useApp()
  const navigate = useNavigate()
  return made => {
    const shown = readable(made)
    if (shown.length === 0) return
    // Notices are drawn outside the router, where a Link would bring the whole page down.
    notification.success({
      title: t('record.made'), duration: 8, placement: 'topRight',
      description: <div style={{ display: 'grid', justifyItems: 'start' }}>{shown.map(one => <Button key={`${one.form}${one.id}`} type="link" size="small" onClick={() => void navigate(address.record(one.form, one.id))}>{one.form_title} {one.title}</Button>)}</div>,
    })
  }
}
