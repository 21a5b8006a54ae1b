/** The same lines on a phone: one card a line. */
import type { Row, Value } from '@jingwei/client'
import { isEmpty } from '@jingwei/core/draft'
import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { cellOf, type SheetColumn } from './Sheet'
import s from './sheet.module.css'

interface Props {
  columns: SheetColumn[]; rows: Row[]; full: Row[]; write: (row: number, name: string, value: Value) => void; add: () => void; tools: (line: Row, row: number) => ReactNode
  given: boolean; wrong: ((row: number, field: string) => string | undefined) | undefined
}

export function SheetCards({ columns, rows, full, write, add, tools, wrong, given }: Props) {
  const { t } = useTranslation()
  // What is wrong with the whole line is told once above its fields.
  const onRow = (row: number): string | undefined => wrong?.(row, '')
  return (
    <div className={s['cards']}>
      {rows.map((line, row) => (
        <div className={s['card']} key={line.id ?? String(line['$key'] ?? row)}>
          <div className={s['cardHead']}><span>{t('check.row', { n: row + 1 })}</span><span>{tools(line, row)}</span></div>
          {onRow(row) ? <div className={s['rowFault']} role="alert">{onRow(row)}</div> : null}
          {columns.map(({ field, kind, editable }) => {
            const fault = onRow(row) ? undefined : wrong?.(row, field.field)
            const now = cellOf(field, line, full[row])
            // What the server has yet to compute takes no room.
            if (!editable && isEmpty(now)) return null
            return (
              <div key={field.field} data-cell={`${row}:${field.field}`} data-name={field.field} className={kind.wide || kind.type === 'link' || (editable && field.scan) ? s['full'] : ''}>
                <label>{field.title}{editable && field.required && !(line.id === undefined && field.defaulted) ? <span className={s['star']} aria-hidden>*</span> : null}</label>
                {editable && kind.Edit
                  ? <kind.Edit field={field} value={now} onChange={next => write(row, field.field, next)} invalid={Boolean(fault)} />
                  : <kind.Show field={field} value={now} dense />}
                {fault ? <div style={{ color: 'var(--late-ink)', fontSize: 12 }}>{fault}</div> : null}
              </div>
            )
          })}
        </div>
      ))}
      {given ? null : <Button icon={<PlusOutlined />} onClick={add}>{t('sheet.add')}</Button>}
    </div>
  )
}
