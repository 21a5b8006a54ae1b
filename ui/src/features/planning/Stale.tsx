/** What a schedule or plan did not know when it was made, and the way to one that does. */
import { StateMark } from '@jingwei/kit'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import s from './plans.module.css'

const FEW = 4

export function Stale({ title, changed, again, busy, onAgain }: { title: string; changed: readonly string[]; again: string; busy: boolean; onAgain: (() => void) | undefined }) {
  const { t } = useTranslation()
  const [all, setAll] = useState(false)
  if (changed.length === 0) return null
  const more = changed.length - FEW
  return (
    <div className={s['note']} data-tone="waiting" data-stale>
      <b><StateMark state="waiting" size={12} /> {title}</b>
      {changed.slice(0, all ? changed.length : FEW).map(one => <p key={one}>{one}</p>)}
      <div className={s['acts']}>
        {onAgain ? <Button size="small" loading={busy} onClick={onAgain} data-action="again">{again}</Button> : null}
        {more > 0 ? <Button size="small" type="link" onClick={() => setAll(!all)}>{all ? t('plans.less') : t('plans.more', { n: more })}</Button> : null}
      </div>
    </div>
  )
}
