/** Money with its currency. */
import { canonical, isZero } from '@jingwei/core/decimal'
import type { Field, Measured, Value } from '@jingwei/client'
import { DecimalInput, decimalProps } from '@/lib/DecimalInput'
import { isMeasured, money as shown } from '@/lib/format'
import { NUMBER_OPS, type EditProps, type FieldKind, type ShowProps } from '../kind'

const read = (value: Value, field: Field): Measured =>
  isMeasured(value) ? value : { value: typeof value === 'string' || typeof value === 'number' ? String(value) : '', unit: field.currency ?? 'CNY' }

const Show = ({ field, value }: ShowProps) => {
  const now = read(value, field)
  return now.value && !(field.zero === 'blank' && isZero(now.value)) ? <>{shown(now)}</> : null
}

const Edit = (props: EditProps) => {
  const { field, value, onChange, sheet } = props
  const now = read(value, field)
  return <DecimalInput {...decimalProps(props)} value={now.value} onChange={amount => onChange({ ...now, value: amount })}
    {...(sheet ? {} : { suffix: <span style={{ color: 'var(--text3)', fontSize: 12 }}>{now.unit}</span> })} />
}

export const money: FieldKind = {
  type: 'money', align: 'right', width: 120, Show, Edit, ops: NUMBER_OPS, wide: false,
  fromText: (typed, field) => {
    const amount = canonical(typed.replace(/[¥$€£]/g, ''))
    return amount === null ? undefined : { value: amount, unit: field.currency ?? 'CNY' }
  },
  toText: (value, field) => read(value, field).value,
}
