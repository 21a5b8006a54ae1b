/** A link to a record of another form. */
import { isRef } from '@/lib/format'
import { RefPicker } from '@/lib/RefPicker'
import { RefShow } from '@/lib/RefShow'
import { REF_OPS, type EditProps, type FieldKind, type ShowProps } from '../kind'

const Show = ({ field, value }: ShowProps) => <RefShow value={value} to={field.to} />

const Edit = ({ field, value, onChange, ...rest }: EditProps) => (
  <RefPicker to={field.to ?? ''} value={isRef(value) ? value : null} onChange={onChange} {...pick(rest)} />
)

const pick = ({ id, invalid, autoFocus, sheet }: Pick<EditProps, 'id' | 'invalid' | 'autoFocus' | 'sheet'>) =>
  ({ ...(id ? { id } : {}), invalid: invalid ?? false, autoFocus: autoFocus ?? false, sheet: sheet ?? false })

export const link: FieldKind = {
  type: 'link', align: 'left', width: 140, Show, Edit, ops: REF_OPS, wide: false,
  fromText: () => undefined, toText: value => (isRef(value) ? value.title ?? '' : ''),
}
