/** How lateness fell while it was searched, and what it cannot fall below. */
import { useTranslation } from 'react-i18next'

const WIDTH = 268
const HEIGHT = 84
const LEFT = 4
const FOOT = 14

export function PlanCurve({ history, bound, seconds }: { history: readonly (readonly [number, number])[]; bound: number | null; seconds: number }) {
  const { t } = useTranslation()
  const values = history.map(([, value]) => value)
  const first = values[0]
  const last = values.at(-1)
  if (first === undefined || last === undefined) return null
  const high = Math.max(...values)
  const low = Math.min(bound ?? last, ...values)
  const until = Math.max(seconds, history.at(-1)?.[0] ?? 0, 0.1)
  const x = (at: number): number => LEFT + (at / until) * (WIDTH - 2 * LEFT)
  const y = (value: number): number => 6 + (1 - (value - low) / (high - low || 1)) * (HEIGHT - FOOT - 12)
  // What is found holds until something better is: a staircase.
  const steps = history.flatMap(([at, value], i) => (i ? [[x(at), y(values[i - 1] ?? value)], [x(at), y(value)]] : [[x(at), y(value)]]))
  const line = [...steps, [x(until), y(last)]].map(point => point.join(',')).join(' ')
  return (
    <svg width="100%" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={t('plans.curve', { from: first, to: last })} data-curve>
      <line x1={LEFT} x2={WIDTH - LEFT} y1={HEIGHT - FOOT} y2={HEIGHT - FOOT} stroke="var(--line)" />
      {bound === null ? null : <line x1={LEFT} x2={WIDTH - LEFT} y1={y(bound)} y2={y(bound)} stroke="var(--done-solid)" strokeDasharray="3 3" />}
      <polyline points={line} fill="none" stroke="var(--accent)" strokeWidth="1.6" strokeLinejoin="round" />
      <circle cx={x(until)} cy={y(last)} r="2.4" fill="var(--accent)" />
      <text x={LEFT} y={HEIGHT - 2} fontSize="10" fill="var(--text2)">0 s</text>
      <text x={WIDTH - LEFT} y={HEIGHT - 2} fontSize="10" textAnchor="end" fill="var(--text2)">{until.toFixed(1)} s</text>
    </svg>
  )
}
