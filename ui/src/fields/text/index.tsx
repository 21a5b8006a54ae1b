/** One line of text. */
import { Input } from 'antd'
import { TEXT_OPS, type EditProps, type FieldKind, type ShowProps } from '../kind'

const Show = ({ value }: ShowProps) => <>{typeof value === 'string' || typeof value === 'number' ? value : ''}</>

const Edit = ({ field, value, onChange, id, invalid, autoFocus, sheet }: EditProps) => (
  <Input {...(id ? { id } : {})} value={typeof value === 'string' ? value : ''} onChange={event => onChange(event.target.value)} autoComplete="off"
    {...(invalid ? { status: 'error' as const } : {})} autoFocus={autoFocus ?? false} variant={sheet ? 'borderless' : 'outlined'} size={sheet ? 'small' : 'middle'}
    {...(field.max_length ? { maxLength: field.max_length + 50 } : {})} />
)

export const text: FieldKind = {
  type: 'text', align: 'left', width: 160, Show, Edit, ops: TEXT_OPS, wide: false,
  fromText: typed => typed, toText: value => (typeof value === 'string' ? value : ''),
}
