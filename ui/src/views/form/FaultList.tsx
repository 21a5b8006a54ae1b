/** Everything that is wrong, on top, each a link to its field; the first one is gone to by itself. */
import type { Fault, Form } from '@jingwei/client'
import { StateMark } from '@jingwei/kit'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import s from './form.module.css'
import { titleAt } from './useDraft'

export const fieldId = (scope: string, field: string): string => `${scope}-${field}`

/** Brings a field, or a cell of a line, into view and gives it the keyboard. */
export function goTo(scope: string, path: Fault['path']): boolean {
  const [field, row, name] = path ?? []
  const holder = typeof field === 'string' ? document.getElementById(`${fieldId(scope, field)}-box`) : null
  if (!holder) return false
  const line = typeof row === 'number' ? `[data-cell^="${row}:"]` : ''
  const cell = line ? holder.querySelector<HTMLElement>(`${line}[data-name="${String(name)}"]`) ?? holder.querySelector<HTMLElement>(line) : null
  const place = cell ?? holder
  place.scrollIntoView({ block: 'center', inline: 'nearest', behavior: 'smooth' })
  const target = cell?.matches('[tabindex]') ? cell : place.querySelector<HTMLElement>('input, textarea, button, [tabindex="0"]')
  target?.focus({ preventScroll: true })
  return true
}

export function FaultList({ faults, scope, form }: { faults: readonly Fault[]; scope: string; form?: Form }) {
  const { t } = useTranslation()
  const box = useRef<HTMLDivElement>(null)
  const before = useRef<readonly Fault[]>([])
  useEffect(() => {
    const [one] = faults
    // A correction shortens the list; only a new refusal moves the view.
    const refusedAnew = faults.some(fault => !before.current.includes(fault))
    if (one && refusedAnew && !goTo(scope, one.path)) box.current?.scrollIntoView({ block: 'nearest' })
    before.current = faults
  }, [faults, scope])
  if (faults.length === 0) return null
  // What stands at no field, such as a lost connection, is no correction to make: it is said without being counted.
  const fields = faults.filter(fault => typeof fault.path?.[0] === 'string')
  const said = (fault: Fault): string => {
    const at = form && fault.path?.length ? titleAt(form, fault.path) : null
    if (!at) return fault.message
    const row = at.row === null || fault.message.includes(t('check.row', { n: at.row + 1 })) ? [] : [t('check.row', { n: at.row + 1 })]
    return [...row, ...(at.title && !fault.message.includes(at.title) ? [at.title] : []), fault.message].join(' · ')
  }
  return (
    <div className={s['faults']} role="alert" ref={box}>
      {faults.filter(fault => !fields.includes(fault)).map((fault, i) => <b key={i}><StateMark state="late" size={12} />{fault.message}</b>)}
      {fields.length ? <b><StateMark state="late" size={12} />{t('record.faults', { n: fields.length })}</b> : null}
      {fields.length ? (
        <ul>
          {fields.map((fault, i) => (
            <li key={i}><a role="button" tabIndex={0} onClick={() => goTo(scope, fault.path)} onKeyDown={event => { if (event.key === 'Enter') goTo(scope, fault.path) }}>{said(fault)}</a></li>
          ))}
        </ul>
      ) : null}
    </div>
  )
}
