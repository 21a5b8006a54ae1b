/** Keeps somebody from walking away from what is typed and not saved: within the pages, from the drawer, and out of the tab. */
import { Modal } from 'antd'
import { useEffect, type RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import { useBlocker } from 'react-router'

/** `off` is set just before the page leaves by itself, after saving. */
export function Guard({ dirty, off }: { dirty: boolean; off?: RefObject<boolean> }) {
  const { t } = useTranslation()
  const blocker = useBlocker(({ currentLocation, nextLocation }) => {
    const opened = (search: string): string | null => new URLSearchParams(search).get('open')
    return dirty && !off?.current && (currentLocation.pathname !== nextLocation.pathname || opened(currentLocation.search) !== opened(nextLocation.search))
  })
  useEffect(() => {
    if (!dirty) return
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault()
    window.addEventListener('beforeunload', ask)
    return () => window.removeEventListener('beforeunload', ask)
  }, [dirty])
  // Without animation: a tap while it still opens would leave its veil over the page.
  return <Modal transitionName="" maskTransitionName="" open={blocker.state === 'blocked'} title={t('record.leave')} okText={t('record.leaveOk')} cancelText={t('record.stay')} okButtonProps={{ danger: true }} onOk={() => blocker.proceed?.()} onCancel={() => blocker.reset?.()} />
}
