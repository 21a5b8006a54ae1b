/** Releases planned orders one after another: what each became, and which were refused with what sentence. */
import { newKey, records } from '@jingwei/client'
import { useQueryClient } from '@tanstack/react-query'
import { App } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { sentence } from '@/lib/Asked'
import { keys } from '@/lib/keys'
import { PLANNED_ORDER } from './forms'

export interface Releasable { id: string; name: string; action: string }

export function useRelease(): { release: (orders: readonly Releasable[]) => Promise<void>; busy: boolean } {
  const { t } = useTranslation()
  const { message, notification } = App.useApp()
  const client = useQueryClient()
  const [busy, setBusy] = useState(false)
  const release = async (orders: readonly Releasable[]): Promise<void> => {
    setBusy(true)
    const made: string[] = []
    const refused: string[] = []
    for (const order of orders) {
      try {
        const answer = await records.act(PLANNED_ORDER, order.id, order.action, {}, newKey())
        made.push(...(answer.created ?? []).map(one => one.title ?? ''))
      } catch (error) {
        refused.push(`${order.name}：${sentence(error, t('common.offlineError'))}`)
      }
    }
    if (made.length) message.success(t('mrp.released', { n: made.length, titles: made.slice(0, 5).join('、') }))
    if (refused.length) notification.error({ title: t('mrp.notReleased', { n: refused.length }), description: refused.slice(0, 10).join('\n'), duration: 0, placement: 'bottomRight', style: { whiteSpace: 'pre-line' } })
    await client.invalidateQueries({ queryKey: keys.mrp })
    setBusy(false)
  }
  return { release, busy }
}
