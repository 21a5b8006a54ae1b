/** What stands where content will be: bones while loading, a sentence and a first step when empty or broken. */
import { Button } from 'antd'
import type { ReactNode } from 'react'
import s from './kit.module.css'

const WIDTHS = [38, 82, 64, 91, 55, 76, 44, 88]

export function Bones({ rows = 6 }: { rows?: number }) {
  return (
    <div className={s['bones']} aria-busy="true">
      {Array.from({ length: rows }, (_, i) => <div key={i} className={s['bone']} style={{ width: `${WIDTHS[i % WIDTHS.length]}%` }} />)}
    </div>
  )
}

function Loom() {
  return (
    <svg width="72" height="48" viewBox="0 0 72 48" fill="none" aria-hidden style={{ marginBottom: 8 }}>
      {[12, 24, 36, 48, 60].map(x => <path key={x} d={`M${x} 2v44`} stroke="var(--line)" strokeWidth="2" />)}
      {[14, 24, 34].map((y, i) => <path key={y} d={`M2 ${y}h68`} stroke={i === 1 ? 'var(--accent)' : 'var(--line)'} strokeWidth="2" strokeDasharray={i === 1 ? '14 10' : '10 14'} strokeDashoffset={i * 12} />)}
    </svg>
  )
}

export function Empty({ title, text, step, small }: { title: ReactNode; text?: ReactNode; step?: ReactNode; small?: boolean }) {
  return (
    <div className={`${s['empty']} ${small ? s['small'] : ''}`}>
      <Loom /><b>{title}</b>{text ? <p>{text}</p> : null}{step ? <div className={s['step']}>{step}</div> : null}
    </div>
  )
}

export function Broken({ title, text, again, retry }: { title: ReactNode; text?: ReactNode; again: ReactNode; retry?: () => void }) {
  return (
    <div className={s['empty']} role="alert">
      <svg width="40" height="40" viewBox="0 0 10 10" aria-hidden style={{ color: 'var(--late-solid)', marginBottom: 6 }}>
        <path d="M5 1.4 9 8.6H1ZM5 4v2.1M5 7.2v.2" fill="none" stroke="currentColor" strokeWidth=".6" strokeLinejoin="round" strokeLinecap="round" />
      </svg>
      <b>{title}</b>{text ? <p>{text}</p> : null}
      {retry ? <div className={s['step']}><Button onClick={retry}>{again}</Button></div> : null}
    </div>
  )
}

export function Meter({ part, label, tone }: { part: number; label?: ReactNode; tone?: string }) {
  return (
    <div className={s['meter']} role="progressbar" aria-valuenow={Math.round(part * 100)}>
      <div className={s['track']}><i style={{ width: `${Math.min(100, Math.max(0, part * 100))}%`, ...(tone ? { background: tone } : {}) }} /></div>
      {label}
    </div>
  )
}
