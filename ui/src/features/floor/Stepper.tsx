/** A number one can set with a thumb: big minus and plus, or tap it and type. */
import { canonical, compare, minus, plus } from '@jingwei/core/decimal'
import { useId, useRef } from 'react'

import s from './floor.module.css'

interface Props { label: string; value: string; tone: 'done' | 'late' | 'waiting'; onChange: (value: string) => void; name: string }

export function Stepper({ label, value, tone, onChange, name }: Props) {
  const id = useId()
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const now = useRef(value)
  now.current = value
  const step = (by: 1 | -1, size: string): void => {
    const next = by > 0 ? plus(now.current || '0', size) : minus(now.current || '0', size)
    now.current = compare(next, '0') < 0 ? '0' : next
    onChange(now.current)
  }
  const hold = (by: 1 | -1): void => {
    step(by, '1')
    let ticks = 0
    const again = (): void => {
      ticks += 1
      step(by, ticks > 12 ? '10' : '1')
      timer.current = setTimeout(again, 110)
    }
    timer.current = setTimeout(again, 450)
  }
  const release = (): void => clearTimeout(timer.current)
  const key = (by: 1 | -1) => (event: React.KeyboardEvent): void => { if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); step(by, '1') } }
  return (
    <div className={s['stepper']} data-tone={tone}>
      <button type="button" aria-label={`${label} −`} onPointerDown={() => hold(-1)} onPointerUp={release} onPointerLeave={release} onPointerCancel={release} onKeyDown={key(-1)}>−</button>
      <div><label htmlFor={id}>{label}</label><input id={id} name={name} inputMode="decimal" autoComplete="off" value={value} onFocus={event => event.target.select()} onChange={event => onChange(event.target.value)} onBlur={event => onChange(canonical(event.target.value) ?? '0')} /></div>
      <button type="button" aria-label={`${label} +`} onPointerDown={() => hold(1)} onPointerUp={release} onPointerLeave={release} onPointerCancel={release} onKeyDown={key(1)}>+</button>
    </div>
  )
}
