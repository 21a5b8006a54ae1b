/** The one next step of a planned order, named by its form's catalogue. */
import { Button } from 'antd'
import { useForm } from '@/hooks/useForm'
import { PLANNED_ORDER } from './forms'
import { useRelease, type Releasable } from './useRelease'

export function ReleaseButton({ order, primary }: { order: Releasable; primary: boolean }) {
  const form = useForm(PLANNED_ORDER)
  const { release, busy } = useRelease()
  const known = form.data?.actions.find(one => one.action === order.action)
  if (!known) return null
  return <Button size="small" type={primary ? 'primary' : 'default'} ghost={primary} loading={busy} onClick={event => { event.stopPropagation(); void release([order]) }}>{known.title}</Button>
}
