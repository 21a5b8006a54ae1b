/** A link to a record of another form. */
import type { Field, Filter, Values } from '@jingwei/client'
import { isRef } from '@/lib/format'
import { RefPicker } from '@/lib/RefPicker'
import { RefShow } from '@/lib/RefShow'
import { REF_OPS, type EditProps, type FieldKind, type ShowProps } from '../kind'

const Show = ({ field, value }: ShowProps) => <RefShow value={value} to={field.to} />

const Edit = ({ field, value, near, onChange, ...rest }: EditProps) => (
  <RefPicker to={field.to ?? ''} value={isRef(value) ? value : null} onChange={onChange} within={limits(field, near)} {...pick(rest)} />
)

/** Only what the server will take: targets that agree with the fields beside the link and stand in a state it allows. */
function limits(field: Field, near: Values | undefined): Filter | undefined {
  const parts = Object.entries(field.where ?? {}).flatMap(([there, own]): Filter[] => {
    if (typeof own !== 'string') return [[there, 'in', own]]
    const known = near?.[own]
    const one = isRef(known) ? known.id : known
    return typeof one === 'string' && one !== '' ? [[there, 'eq', one]] : []
  })
  return parts.length ? ['and', ...parts] : undefined
}

const pick = ({ id, invalid, autoFocus, sheet }: Pick<EditProps, 'id' | 'invalid' | 'autoFocus' | 'sheet'>) =>
  ({ ...(id ? { id } : {}), invalid: invalid ?? false, autoFocus: autoFocus ?? false, sheet: sheet ?? false })

export const link: FieldKind = {
  type: 'link', align: 'left', width: 140, Show, Edit, ops: REF_OPS, wide: false,
  fromText: () => undefined, toText: value => (isRef(value) ? value.title ?? '' : ''),
}
