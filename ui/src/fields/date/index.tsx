/** A calendar day. */
import { DatePicker } from 'antd'
import dayjs from 'dayjs'
import { date as shown, fullDate } from '@/lib/format'
import type { EditProps, FieldKind, ShowProps } from '../kind'

const Show = ({ value, dense }: ShowProps) => {
  const text = typeof value === 'string' ? value : ''
  return <span title={fullDate(text)}>{dense ? shown(text) : fullDate(text)}</span>
}

const Edit = ({ value, onChange, id, invalid, autoFocus, sheet }: EditProps) => (
  <DatePicker {...(id ? { id } : {})} value={typeof value === 'string' && value ? dayjs(value) : null} style={{ width: '100%' }} placeholder=""
    onChange={next => onChange(next && !Array.isArray(next) ? next.format('YYYY-MM-DD') : null)} {...(invalid ? { status: 'error' as const } : {})}
    autoFocus={autoFocus ?? false} variant={sheet ? 'borderless' : 'outlined'} size={sheet ? 'small' : 'middle'} />
)

export const date: FieldKind = {
  type: 'date', align: 'left', width: 104, Show, Edit, ops: ['eq', 'lt', 'gt', 'le', 'ge', 'empty', 'notempty'], wide: false,
  fromText: typed => {
    const read = dayjs(typed.replace(/[./年月]/g, '-').replace('日', ''))
    return read.isValid() ? read.format('YYYY-MM-DD') : undefined
  },
  toText: value => (typeof value === 'string' ? value : ''),
}
