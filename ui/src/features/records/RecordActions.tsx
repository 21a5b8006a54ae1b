/** The buttons of a record: what its state allows now, asked values first, and what it made afterwards. */
import { ApiError, records, type Action, type Fault, type Form, type Record_, type Values } from '@jingwei/client'
import { DeleteOutlined, EditOutlined, EllipsisOutlined, NodeIndexOutlined, PrinterOutlined, QrcodeOutlined } from '@ant-design/icons'
import { App, Button, Dropdown, Modal, type MenuProps } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { readable, useMadeNotice } from '@/hooks/useMadeNotice'
import { address } from '@/lib/address'
import { sentence } from '@/lib/Asked'
import { saidWith } from '@/lib/waits'
import { WAYS_OUT } from '@/lib/waysOut'
import { AskForm } from '@/views/form/AskForm'
import { useRecordDoors } from './useRecord'

interface Props {
  form: Form; record: Record_; dirty: boolean; onGone: () => void; compact?: boolean
  /** What stands in the way of an action at a field or a line; nothing once another one is tried. */
  onFaults?: ((faults: Fault[]) => void) | undefined
}

/** The page to print with the print dialogue over it. */
const printed = (page: string): void => {
  const opened = window.open(page, '_blank')
  opened?.addEventListener('load', () => opened.print())
}

export function RecordActions({ form, record, dirty, onGone, compact, onFaults }: Props) {
  const { t } = useTranslation()
  const { message, modal } = App.useApp()
  const notice = useMadeNotice()
  const navigate = useNavigate()
  const doors = useRecordDoors()
  const [asking, setAsking] = useState<Action | null>(null)
  const [busy, setBusy] = useState('')
  const [qr, setQr] = useState(false)
  const allowed = form.actions.filter(action => record.actions.includes(action.action))
  const order = [...allowed].sort((a, b) => Number(b.style === 'primary') - Number(a.style === 'primary'))
  // What destroys waits in the menu as long as something moves the work forward; alone it is what people came for.
  const forward = order.filter(action => action.style !== 'danger')
  const shown = (forward.length ? forward : order.slice(0, 1)).slice(0, compact ? 2 : 4)
  const rest = order.filter(action => !shown.includes(action))

  const run = async (action: Action, values?: Values, key?: string): Promise<void> => {
    const answer = await doors.act(record, action.action, values, key)
    const made = readable(answer.created ?? [])
    const [only] = made
    if (only && made.length === 1) {
      message.success(`${t('record.made')} ${only.title ?? ''}`)
      void navigate(address.record(only.form, only.id))
    } else notice(saidWith(t('record.did', { what: action.title }), answer.record, t), made)
  }
  const refused = (error: unknown): void => {
    const placed = error instanceof ApiError && error.faults.some(fault => fault.path?.length)
    if (placed && onFaults) onFaults([...error.faults])
    else message.error({ content: sentence(error, t('common.offlineError')), duration: 8 })
  }
  const start = (action: Action): void => {
    if (action.ask?.length || action.confirm) { setAsking(action); return }
    setBusy(action.action)
    onFaults?.([])
    run(action).catch(refused).finally(() => setBusy(''))
  }
  const remove = (): void => {
    modal.confirm({
      title: t('record.deleteAsk', { title: record.title }), content: t('record.deleteText'), okText: t('common.remove'), cancelText: t('common.cancel'), okButtonProps: { danger: true },
      onOk: async () => {
        try {
          await doors.remove(record)
          message.success(t('record.deleted', { title: record.title }))
          onGone()
        } catch (error) {
          message.error(sentence(error, t('common.offlineError')))
        }
      },
    })
  }
  const more: NonNullable<MenuProps['items']> = [
    ...rest.map(action => ({ key: action.action, label: action.title, danger: action.style === 'danger', disabled: dirty, onClick: () => start(action) })),
    ...(rest.length ? [{ type: 'divider' as const }] : []),
    ...(WAYS_OUT[form.form] ?? []).map(way => ({ key: way.label, label: <Link to={way.to(record.id)}>{t(way.label)}</Link>, icon: <NodeIndexOutlined /> })),
    ...(form.prints ?? []).map(template => ({ key: `print-${template}`, icon: <PrinterOutlined />, label: t('common.print'), onClick: () => printed(records.print(form.form, record.id, template)) })),
    { key: 'qr', icon: <QrcodeOutlined />, label: t('record.qr'), onClick: () => setQr(true) },
    ...(record.can.delete ? [{ type: 'divider' as const }, { key: 'delete', icon: <DeleteOutlined />, danger: true, label: t('common.remove'), onClick: remove }] : []),
  ]
  // Whoever has the ball finds the next step on the document too, not only in the inbox.
  const mine = (record.flow?.tasks ?? []).filter(task => task.mine)
  return (
    <>
      {[...shown].reverse().map(action => (
        <Button key={action.action} type={action.style === 'primary' ? 'primary' : 'default'} danger={action.style === 'danger'} disabled={dirty} loading={busy === action.action} onClick={() => start(action)} data-action={action.action}>{action.title}</Button>
      ))}
      {mine.map(task => <Button key={task.id} type="primary" disabled={dirty} icon={<EditOutlined />} onClick={() => void navigate(address.task(task.id))} data-own-task={task.id}>{task.title}</Button>)}
      {!compact && form.prints?.[0] ? <Button icon={<PrinterOutlined />} onClick={() => printed(records.print(form.form, record.id, form.prints?.[0] ?? ''))}>{t('common.print')}</Button> : null}
      <Dropdown trigger={['click']} menu={{ items: more }} placement="bottomRight"><Button icon={<EllipsisOutlined />} aria-label={t('common.more')} /></Dropdown>
      {asking ? <AskForm title={asking.title} text={asking.confirm ?? null} fields={asking.ask ?? []} danger={asking.style === 'danger'} ok={asking.title} record={record.values} close={() => setAsking(null)} run={(values, key) => run(asking, values, key)} /> : null}
      <Modal open={qr} footer={null} onCancel={() => setQr(false)} width={320} title={record.title} destroyOnHidden>
        <div style={{ textAlign: 'center' }}><img src={records.qr(form.form, record.id)} alt={t('record.qr')} style={{ width: 220, height: 220, background: '#fff', padding: 8, borderRadius: 8 }} /><p style={{ color: 'var(--text2)', fontSize: 12 }}>{t('record.qrText')}</p></div>
      </Modal>
    </>
  )
}
