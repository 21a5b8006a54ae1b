/** A person. */
import { isRef } from '@/lib/format'
import { PERSONS } from '@/lib/forms'
import { RefPicker } from '@/lib/RefPicker'
import { PersonShow } from '@/lib/RefShow'
import { REF_OPS, type EditProps, type FieldKind, type ShowProps } from '../kind'

const Show = ({ value }: ShowProps) => <PersonShow value={value} />

const Edit = ({ field, value, onChange, ...rest }: EditProps) => (
  <RefPicker to={field.to ?? PERSONS} value={isRef(value) ? value : null} onChange={onChange} {...pick(rest)} />
)

const pick = ({ id, invalid, autoFocus, sheet }: Pick<EditProps, 'id' | 'invalid' | 'autoFocus' | 'sheet'>) =>
  ({ ...(id ? { id } : {}), invalid: invalid ?? false, autoFocus: autoFocus ?? false, sheet: sheet ?? false })

export const person: FieldKind = {
  type: 'person', align: 'left', width: 100, Show, Edit, ops: REF_OPS, wide: false,
  fromText: () => undefined, toText: value => (isRef(value) ? value.title ?? '' : ''),
}
