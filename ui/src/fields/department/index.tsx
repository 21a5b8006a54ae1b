/** A department. */
import { isRef } from '@/lib/format'
import { DEPARTMENTS } from '@/lib/forms'
import { RefPicker } from '@/lib/RefPicker'
import { RefShow } from '@/lib/RefShow'
import { REF_OPS, type EditProps, type FieldKind, type ShowProps } from '../kind'

const Show = ({ value }: ShowProps) => <RefShow value={value} />

const Edit = ({ field, value, onChange, ...rest }: EditProps) => (
  <RefPicker to={field.to ?? DEPARTMENTS} value={isRef(value) ? value : null} onChange={onChange} {...pick(rest)} />
)

const pick = ({ id, invalid, autoFocus, sheet }: Pick<EditProps, 'id' | 'invalid' | 'autoFocus' | 'sheet'>) =>
  ({ ...(id ? { id } : {}), invalid: invalid ?? false, autoFocus: autoFocus ?? false, sheet: sheet ?? false })

export const department: FieldKind = {
  type: 'department', align: 'left', width: 100, Show, Edit, ops: REF_OPS, wide: false,
  fromText: () => undefined, toText: value => (isRef(value) ? value.title ?? '' : ''),
}
