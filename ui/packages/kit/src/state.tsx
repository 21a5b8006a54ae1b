/** State as colour and shape together, never colour alone. */
import type { ReactNode } from 'react'
import s from './kit.module.css'
import type { State } from './tokens'

const SHAPES: Record<State, ReactNode> = {
  draft: <circle cx="5" cy="5" r="3.4" fill="none" stroke="currentColor" strokeWidth="1.4" strokeDasharray="2.2 1.6" />,
  running: <><circle cx="5" cy="5" r="3.6" fill="none" stroke="currentColor" strokeWidth="1.4" /><path d="M5 5V1.4A3.6 3.6 0 0 1 5 8.6Z" fill="currentColor" /></>,
  waiting: <><circle cx="5" cy="5" r="3.7" fill="none" stroke="currentColor" strokeWidth="1.4" /><path d="M5 3v2.2l1.4.9" fill="none" stroke="currentColor" strokeWidth="1.2" strokeLinecap="round" /></>,
  late: <path d="M5 .9 9.4 8.9H.6ZM5 3.8v2.3M5 7.3v.3" fill="none" stroke="currentColor" strokeWidth="1.3" strokeLinejoin="round" strokeLinecap="round" />,
  done: <path d="M1.6 5.3 4 7.7 8.5 2.6" fill="none" stroke="currentColor" strokeWidth="1.7" strokeLinecap="round" strokeLinejoin="round" />,
  promise: <path d="M2.4 9.2V1.2h5.4L6.4 3.5l1.4 2.3H2.4" fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinejoin="round" strokeLinecap="round" />,
}

export function StateMark({ state, size = 10 }: { state: State; size?: number }) {
  return <svg width={size} height={size} viewBox="0 0 10 10" aria-hidden style={{ color: `var(--${state}-ink)`, flex: 'none' }}>{SHAPES[state]}</svg>
}

export function StateChip({ state, children, bare }: { state: State; children: ReactNode; bare?: boolean }) {
  return (
    <span className={`${s['chip']} ${bare ? s['bare'] : ''}`} style={{ background: `var(--${state}-soft)`, color: `var(--${state}-ink)` }} data-state={state}>
      <StateMark state={state} /><span>{children}</span>
    </span>
  )
}

const NAMED: Record<string, State> = {
  grey: 'draft', gray: 'draft', default: 'draft', draft: 'draft',
  blue: 'running', processing: 'running', running: 'running',
  amber: 'waiting', orange: 'waiting', yellow: 'waiting', gold: 'waiting', waiting: 'waiting',
  red: 'late', late: 'late', error: 'late', danger: 'late',
  green: 'done', success: 'done', done: 'done',
  violet: 'promise', purple: 'promise', promise: 'promise',
}

/** A bundle's colour word as one of the six states. */
export function stateOf(colour: string | null | undefined): State {
  return NAMED[colour ?? ''] ?? 'draft'
}
