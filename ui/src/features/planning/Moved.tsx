/** An instant before and after: earlier is green, later red. */
import { shortInstant } from '@/lib/format'

export function Moved({ before, after }: { before: string; after: string }) {
  const tone = after > before ? 'var(--late-ink)' : after < before ? 'var(--done-ink)' : 'var(--text2)'
  return <><span style={{ color: 'var(--text3)' }}>{shortInstant(before)}</span> → <span style={{ color: tone }}>{shortInstant(after)}</span></>
}
