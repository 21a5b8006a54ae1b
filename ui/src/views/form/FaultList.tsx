/** Everything that is wrong, on top, each a link to its field. */
import type { Fault } from '@jingwei/client'
import { StateMark } from '@jingwei/kit'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import s from './form.module.css'

export const fieldId = (scope: string, field: string): string => `${scope}-${field}`

export function goTo(scope: string, field: string): void {
  const holder = document.getElementById(`${fieldId(scope, field)}-box`)
  holder?.scrollIntoView({ block: 'center', behavior: 'smooth' })
  holder?.querySelector<HTMLElement>('input, textarea, button, [tabindex="0"]')?.focus({ preventScroll: true })
}

export function FaultList({ faults, scope }: { faults: readonly Fault[]; scope: string }) {
  const { t } = useTranslation()
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (faults.length) box.current?.scrollIntoView({ block: 'nearest' })
  }, [faults.length])
  if (faults.length === 0) return null
  return (
    <div className={s['faults']} role="alert" ref={box}>
      <b><StateMark state="late" size={12} />{t('record.faults', { n: faults.length })}</b>
      <ul>
        {faults.map((fault, i) => {
          const field = fault.path?.[0]
          return <li key={i}>{typeof field === 'string' ? <a role="button" tabIndex={0} onClick={() => goTo(scope, field)} onKeyDown={event => { if (event.key === 'Enter') goTo(scope, field) }}>{fault.message}</a> : fault.message}</li>
        })}
      </ul>
    </div>
  )
}
