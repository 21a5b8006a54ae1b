/** How lateness fell while it was searched, what it cannot fall below, and the gap between the two. */
import { useTranslation } from 'react-i18next'
import { duration } from '@/lib/format'

const WIDTH = 268
const HEIGHT = 96
const LEFT = 4
const TOP = 16
const FOOT = 14

interface Props {
  history: readonly (readonly [number, number])[]; bound: number | null; seconds: number
  /** The end of a search that still runs: the line grows towards it. */
  until?: number | undefined
}

export function PlanCurve({ history, bound, seconds, until: planned }: Props) {
  const { t } = useTranslation()
  const values = history.map(([, value]) => value)
  const first = values[0]
  const last = values.at(-1)
  if (first === undefined || last === undefined) return null
  const high = Math.max(...values)
  const low = Math.min(bound ?? last, ...values)
  const now = Math.max(seconds, history.at(-1)?.[0] ?? 0)
  const until = Math.max(planned ?? now, now, 0.1)
  const x = (at: number): number => LEFT + (at / until) * (WIDTH - 2 * LEFT)
  const y = (value: number): number => TOP + (1 - (value - low) / (high - low || 1)) * (HEIGHT - FOOT - TOP - 8)
  // What is found holds until something better is: a staircase.
  const steps = history.flatMap(([at, value], i) => (i ? [[x(at), y(values[i - 1] ?? value)], [x(at), y(value)]] : [[x(at), y(value)]]))
  const line = [...steps, [x(now), y(last)]].map(point => point.join(',')).join(' ')
  const end = x(now) > WIDTH / 2
  return (
    <svg width="100%" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={t('plans.curve', { from: duration(first, t), to: duration(last, t) })} data-curve={Math.round(x(now))}>
      <line x1={LEFT} x2={WIDTH - LEFT} y1={HEIGHT - FOOT} y2={HEIGHT - FOOT} stroke="var(--line)" />
      {bound === null ? null : (
        <>
          <polygon points={`${x(0)},${y(bound)} ${line} ${x(now)},${y(bound)}`} fill="var(--accent-soft)" opacity="0.6" />
          <line x1={LEFT} x2={WIDTH - LEFT} y1={y(bound)} y2={y(bound)} stroke="var(--done-solid)" strokeDasharray="3 3" />
          {y(bound) - y(last) > 22 ? <text x={WIDTH - LEFT} y={y(bound) - 3} fontSize="10" textAnchor="end" fill="var(--done-ink)">{t('plans.atLeast', { b: duration(bound, t) })}</text> : null}
        </>
      )}
      <polyline points={line} fill="none" stroke="var(--accent)" strokeWidth="1.6" strokeLinejoin="round" />
      <circle cx={x(now)} cy={y(last)} r="2.6" fill="var(--accent)" />
      <text x={x(now) + (end ? -4 : 6)} y={Math.max(9, y(last) - 5)} fontSize="10" fontWeight="600" textAnchor={end ? 'end' : 'start'} fill="var(--text)">{duration(last, t)}</text>
      <text x={LEFT} y={HEIGHT - 2} fontSize="10" fill="var(--text2)">0 s</text>
      <text x={WIDTH - LEFT} y={HEIGHT - 2} fontSize="10" textAnchor="end" fill="var(--text2)">{until.toFixed(1)} s</text>
    </svg>
  )
}
