/** One of given options, shown in its state colour. */
import type { Field, Value } from '@jingwei/client'
import { StateChip, stateOf } from '@jingwei/kit'
import { Select } from 'antd'
import type { EditProps, FieldKind, ShowProps } from '../kind'

const option = (field: Field, value: Value) => field.options?.find(one => one.value === value)

const Show = ({ field, value }: ShowProps) => {
  if (value === null || value === undefined || value === '') return null
  const found = option(field, value)
  const title = found?.title ?? String(value)
  // Colour says state; options that are all grey are a plain list.
  const coloured = field.options?.some(one => stateOf(one.colour) !== 'draft')
  return found?.colour && coloured ? <StateChip state={stateOf(found.colour)}>{title}</StateChip> : <>{title}</>
}

const Edit = ({ field, value, onChange, id, invalid, autoFocus, sheet }: EditProps) => (
  <Select {...(id ? { id } : {})} value={typeof value === 'string' ? value : null} onChange={next => onChange(next ?? null)} allowClear={!field.required && !sheet}
    options={(field.options ?? []).filter(one => !one.retired || one.value === value).map(one => ({ value: one.value, label: one.title }))}
    showSearch={(field.options?.length ?? 0) > 8 ? { optionFilterProp: 'label' } : false} style={{ width: '100%' }} {...(invalid ? { status: 'error' as const } : {})}
    autoFocus={autoFocus ?? false} {...(autoFocus && sheet ? { defaultOpen: true } : {})} variant={sheet ? 'borderless' : 'outlined'} size={sheet ? 'small' : 'middle'} popupMatchSelectWidth={false} />
)

export const choice: FieldKind = {
  type: 'choice', align: 'left', width: 108, Show, Edit, ops: ['in', 'ne', 'empty', 'notempty'], wide: false,
  fromText: (typed, field) => field.options?.find(one => one.title === typed || one.value === typed)?.value,
  toText: (value, field) => option(field, value)?.title ?? (typeof value === 'string' ? value : ''),
}
