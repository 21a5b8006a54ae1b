/** Under the Gantt: hours busy against hours open, day by day. */
import { DAY, x as xOf, type Bucket, type Scale } from '@jingwei/core/gantt'

export function LoadChart({ buckets, scale, left, room }: { buckets: readonly Bucket[]; scale: Scale; left: number; room: number }) {
  const most = Math.max(1, ...buckets.map(bucket => Math.max(bucket.busy, bucket.open)))
  const high = 56
  return (
    <svg width={room} height="76" role="img">
      {buckets.map(bucket => {
        const from = xOf(scale, bucket.at) - left
        const wide = xOf(scale, bucket.at + DAY) - left - from
        if (from > room || from + wide < 0) return null
        const open = (bucket.open / most) * high
        const busy = (bucket.busy / most) * high
        const share = bucket.open ? bucket.busy / bucket.open : 0
        const over = bucket.busy > bucket.open * 0.98 && bucket.busy > 0
        return (
          <g key={bucket.at}>
            <title>{`${bucket.busy.toFixed(1)} / ${bucket.open.toFixed(1)} h`}</title>
            <rect x={from + 2} y={72 - open} width={Math.max(1, wide - 4)} height={open} fill="var(--sunken)" rx="2" />
            <rect x={from + 2} y={72 - busy} width={Math.max(1, wide - 4)} height={busy} fill={over ? 'var(--late-solid)' : share > 0.85 ? 'var(--waiting-solid)' : 'var(--draft-solid)'} rx="2" opacity=".8" />
            {wide > 46 && bucket.open ? <text x={from + wide / 2} y={68} fontSize="11" textAnchor="middle" fill="var(--text)">{Math.round(share * 100)}%</text> : null}
          </g>
        )
      })}
    </svg>
  )
}
