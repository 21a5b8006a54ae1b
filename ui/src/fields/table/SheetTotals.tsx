/** The last line of a sheet: sums of money and of quantities that share one unit. */
import type { Row } from '@jingwei/client'
import { sum } from '@jingwei/core/decimal'
import { isEmpty } from '@jingwei/core/draft'
import { useTranslation } from 'react-i18next'
import { isMeasured } from '@/lib/format'
import type { SheetColumn } from './Sheet'

const PRICES = /price|rate|cost_per|unit_cost/

export function SheetTotals({ columns, rows, className, tail }: { columns: SheetColumn[]; rows: Row[]; className: string; tail: boolean }) {
  const { t } = useTranslation()
  const totals = columns.map(({ field }) => {
    if (PRICES.test(field.field)) return null
    const filled = rows.map(row => row[field.field]).filter(value => !isEmpty(value))
    const values = filled.filter(value => isMeasured(value))
    const [first] = values
    // A sum that leaves out what has no unit yet would be wrong.
    if (!first || values.length < filled.length || values.some(value => value.unit !== first.unit)) return null
    return { value: sum(values.map(value => value.value)), unit: first.unit }
  })
  if (totals.every(total => total === null)) return null
  return (
    <tfoot><tr className={className}>
      <td style={{ textAlign: 'center', padding: 0 }} title={t('common.total')}>Σ</td>
      {columns.map(({ field, kind }, i) => {
        const total = totals[i]
        return <td key={field.field} style={{ textAlign: 'right' }}>{total ? <kind.Show field={field} value={total} dense /> : null}</td>
      })}
      {tail ? <td /> : null}
    </tr></tfoot>
  )
}
