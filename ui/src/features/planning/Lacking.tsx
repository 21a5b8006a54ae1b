/** What a row of the form lacks, in words, at the row. */
import { useTranslation } from 'react-i18next'
import s from './plans.module.css'

export type Lack = 'machine' | 'span' | 'order' | 'change' | 'target' | 'hours'

export function Lacking({ what }: { what: Lack | null }) {
  const { t } = useTranslation()
  return what === null ? null : <p role="alert" className={s['lacks']} data-lacks={what}>{t(`plans.lacks.${what}`)}</p>
}
