/** A sub-table: a count in lists, a ruled table when read, a sheet when edited. */
import type { Row } from '@jingwei/client'
import { useTranslation } from 'react-i18next'
import type { FieldKind, ShowProps } from '../kind'
import { Sheet, telling, useColumns } from './Sheet'
import s from './sheet.module.css'
import { SheetTotals } from './SheetTotals'

function Show({ field, value, dense }: ShowProps) {
  const { t } = useTranslation()
  const rows = Array.isArray(value) ? (value as Row[]) : []
  const columns = telling(useColumns(field), rows)
  if (dense) return <>{t('fields.lines', { n: rows.length })}</>
  if (rows.length === 0) return <span style={{ color: 'var(--text3)' }}>{t('common.none')}</span>
  return (
    <div className={s['wrap']}>
      <table className={s['sheet']}>
        <thead><tr><th className={s['no']}>#</th>{columns.map(({ field: one, right }) => <th key={one.field} className={right ? s['right'] : ''}>{one.title}</th>)}</tr></thead>
        <tbody>
          {rows.map((line, row) => (
            <tr key={line.id ?? row}>
              <td className={s['no']}>{row + 1}</td>
              {columns.map(({ field: one, kind, right }) => <td key={one.field} className={right ? s['right'] : ''}><kind.Show field={one} value={line[one.field]} dense /></td>)}
            </tr>
          ))}
        </tbody>
        {rows.length > 1 ? <SheetTotals columns={columns} rows={rows} className={s['foot'] ?? ''} tail={false} /> : null}
      </table>
    </div>
  )
}

export const table: FieldKind = {
  type: 'table', align: 'left', width: 80, Show, Edit: Sheet, ops: [], wide: true, fromText: () => undefined, toText: () => '',
}
