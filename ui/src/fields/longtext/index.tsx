/** Several lines of text. */
import { Input } from 'antd'
import { type EditProps, type FieldKind, type ShowProps } from '../kind'

const Show = ({ value, dense }: ShowProps) => {
  const text = typeof value === 'string' ? value : ''
  return dense ? <>{text}</> : <span style={{ whiteSpace: 'pre-wrap' }}>{text}</span>
}

const Edit = ({ value, onChange, id, invalid, autoFocus, sheet }: EditProps) => (
  <Input.TextArea {...(id ? { id } : {})} value={typeof value === 'string' ? value : ''} onChange={event => onChange(event.target.value)}
    {...(invalid ? { status: 'error' as const } : {})} autoFocus={autoFocus ?? false} variant={sheet ? 'borderless' : 'outlined'}
    autoSize={{ minRows: sheet ? 1 : 2, maxRows: 8 }} />
)

export const longtext: FieldKind = {
  type: 'longtext', align: 'left', width: 220, Show, Edit, ops: ['contains', 'empty', 'notempty'], wide: true,
  fromText: typed => typed, toText: value => (typeof value === 'string' ? value : ''),
}
