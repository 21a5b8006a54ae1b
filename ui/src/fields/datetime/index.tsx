/** An instant, shown and entered on the plant's clock, kept in UTC. */
import { DatePicker } from 'antd'
import dayjs from 'dayjs'
import { instant, onPlantClock, shortInstant } from '@/lib/format'
import type { EditProps, FieldKind, ShowProps } from '../kind'

const Show = ({ value, dense }: ShowProps) => {
  const text = typeof value === 'string' ? value : ''
  return <span title={instant(text)}>{dense ? shortInstant(text) : instant(text)}</span>
}

const Edit = ({ value, onChange, id, invalid, autoFocus, sheet }: EditProps) => (
  <DatePicker {...(id ? { id } : {})} showTime={{ format: 'HH:mm' }} format="YYYY-MM-DD HH:mm" value={typeof value === 'string' && value ? onPlantClock(value) : null} style={{ width: '100%' }} placeholder=""
    onChange={next => onChange(next && !Array.isArray(next) ? dayjs.tz(next.format('YYYY-MM-DD HH:mm:ss')).toISOString() : null)} {...(invalid ? { status: 'error' as const } : {})}
    autoFocus={autoFocus ?? false} variant={sheet ? 'borderless' : 'outlined'} size={sheet ? 'small' : 'middle'} />
)

export const datetime: FieldKind = {
  type: 'datetime', align: 'left', width: 130, Show, Edit, ops: ['lt', 'gt', 'empty', 'notempty'], wide: false,
  fromText: typed => (dayjs(typed).isValid() ? dayjs.tz(typed).toISOString() : undefined), toText: value => (typeof value === 'string' ? value : ''),
}
