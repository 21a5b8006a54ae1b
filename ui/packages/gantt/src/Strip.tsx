/** One machine's next hours as a strip, for a phone: what runs when, late in red, and where now is. */
import { HOUR, touching, trackOf } from '@jingwei/core/gantt'
import { moment } from './clock'
import type { GanttBar, GanttRow } from './model'
import s from './gantt.module.css'

export function Strip({ row, bars, from, hours, offset, label }: { row: GanttRow; bars: readonly GanttBar[]; from: number; hours: number; offset: number; label: string }) {
  const window = { from, to: from + hours * HOUR }
  const at = (time: number): number => Math.max(0, Math.min(1000, ((time - from) / (hours * HOUR)) * 1000))
  const marks = Array.from({ length: 3 }, (_, i) => Math.ceil((from + offset) / (8 * HOUR)) * 8 * HOUR - offset + i * 8 * HOUR).filter(mark => mark < window.to)
  return (
    <svg className={s['strip']} viewBox="0 0 1000 30" preserveAspectRatio="none" role="img" aria-label={label}>
      <rect width="1000" height="18" fill="var(--sunken)" />
      {touching(trackOf(row.shifts), window).map(shift => <rect key={shift.from} x={at(shift.from)} width={at(shift.to) - at(shift.from)} height="18" fill="var(--running-soft)" opacity=".45" />)}
      {touching(trackOf(bars), window).map(bar => <rect key={bar.id} x={at(bar.from)} width={Math.max(3, at(bar.to) - at(bar.from) - 2)} y="2" height="14" fill={bar.late === null ? 'var(--running-solid)' : 'var(--late-solid)'} />)}
      {marks.map(mark => <g key={mark}><rect x={at(mark)} width="1.5" height="18" fill="var(--line)" /><text x={at(mark) / 2.6} y="28" transform="scale(2.6 1)">{moment(mark, offset).slice(6)}</text></g>)}
    </svg>
  )
}
