/** The keys, on one card. */
import { Modal } from 'antd'
import { Fragment } from 'react'
import { useTranslation } from 'react-i18next'
import s from './frame.module.css'

const KEYS = [['Ctrl K', 'palette'], ['H', 'goHome'], ['I', 'goInbox'], ['W', 'goWeave'], ['J', 'next'], ['K', 'previous'], ['A', 'approve'], ['R', 'reject'], ['T', 'transfer'], ['Enter', 'open'], ['Space', 'select'], ['/', 'find'], ['N', 'create'], ['E', 'edit'], ['Ctrl S', 'save'], ['?', 'help']] as const

export function KeyHelp({ open, close }: { open: boolean; close: () => void }) {
  const { t } = useTranslation()
  return (
    <Modal open={open} onCancel={close} footer={null} title={t('keys.title')} width={380}>
      <div className={s['keys']}>{KEYS.map(([key, name]) => <Fragment key={name}><kbd>{key}</kbd><span>{t(`keys.${name}`)}</span></Fragment>)}</div>
    </Modal>
  )
}
