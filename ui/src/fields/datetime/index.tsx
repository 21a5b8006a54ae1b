/** An instant, shown in the reader's zone, kept in UTC. */
import { DatePicker } from 'antd'
import dayjs from 'dayjs'
import { instant, shortInstant } from '@/lib/format'
import type { EditProps, FieldKind, ShowProps } from '../kind'

const Show = ({ value, dense }: ShowProps) => {
  const text = typeof value === 'string' ? value : ''
  return <span title={instant(text)}>{dense ? shortInstant(text) : instant(text)}</span>
}

const Edit = ({ value, onChange, id, invalid, autoFocus, sheet }: EditProps) => (
  <DatePicker {...(id ? { id } : {})} showTime={{ format: 'HH:mm' }} format="YYYY-MM-DD HH:mm" value={typeof value === 'string' && value ? dayjs(value) : null} style={{ width: '100%' }} placeholder=""
    onChange={next => onChange(next && !Array.isArray(next) ? next.toISOString() : null)} {...(invalid ? { status: 'error' as const } : {})}
    autoFocus={autoFocus ?? false} variant={sheet ? 'borderless' : 'outlined'} size={sheet ? 'small' : 'middle'} />
)

export const datetime: FieldKind = {
  type: 'datetime', align: 'left', width: 130, Show, Edit, ops: ['lt', 'gt', 'empty', 'notempty'], wide: false,
  fromText: typed => (dayjs(typed).isValid() ? dayjs(typed).toISOString() : undefined), toText: value => (typeof value === 'string' ? value : ''),
}
