/** A trend in the height of a word. */
import { exact } from '@jingwei/core/decimal'

export function Sparkline({ values, width = 64, height = 18, tone = 'var(--accent)' }: { values: readonly string[]; width?: number; height?: number; tone?: string }) {
  const numbers = values.map(value => exact(value)?.toNumber() ?? 0)
  if (numbers.length < 2) return null
  const low = Math.min(...numbers)
  const span = Math.max(...numbers) - low || 1
  const points = numbers.map((n, i) => [2 + (i / (numbers.length - 1)) * (width - 4), height - 3 - ((n - low) / span) * (height - 6)] as const)
  const [x, y] = points.at(-1) ?? [0, 0]
  return (
    <svg width={width} height={height} aria-hidden style={{ overflow: 'visible' }}>
      <polyline points={points.map(p => p.join(',')).join(' ')} fill="none" stroke={tone} strokeWidth="1.5" strokeLinejoin="round" strokeLinecap="round" opacity=".8" />
      <circle cx={x} cy={y} r="2.2" fill={tone} />
    </svg>
  )
}
