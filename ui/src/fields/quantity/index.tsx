/** A quantity with its unit; the unit may change within its dimension. */
import { canonical, grouped } from '@jingwei/core/decimal'
import type { Field, Measured, Value } from '@jingwei/client'
import { Select } from 'antd'
import { DecimalInput, decimalProps } from '@/lib/DecimalInput'
import { isMeasured } from '@/lib/format'
import { useUnits } from '@/lib/units'
import { NUMBER_OPS, type EditProps, type FieldKind, type ShowProps } from '../kind'

const read = (value: Value, field: Field): Measured =>
  isMeasured(value) ? value : { value: typeof value === 'string' || typeof value === 'number' ? String(value) : '', unit: field.unit ?? '' }

function Show({ field, value }: ShowProps) {
  const units = useUnits()
  const { value: amount, unit } = read(value, field)
  if (!amount) return null
  return <span>{grouped(amount)} <span style={{ color: 'var(--text3)', fontSize: '0.92em' }}>{units.title(unit)}</span></span>
}

function Edit(props: EditProps) {
  const { field, value, onChange, sheet } = props
  const units = useUnits()
  const now = read(value, field)
  const choices = now.unit ? units.like(now.unit) : []
  // Without a unit of its own the bare number goes out, and the server takes the field's or the item's unit.
  const write = (change: Partial<Measured>): void => {
    const next = { ...now, ...change }
    onChange(next.unit ? next : next.value)
  }
  const suffix = choices.length > 1 && !sheet
    ? <Select size="small" variant="borderless" value={now.unit} options={choices.map(code => ({ value: code, label: units.title(code) }))} onChange={unit => write({ unit })} popupMatchSelectWidth={false} style={{ marginRight: -8, marginBlock: -10 }} aria-label={field.title} />
    : <span style={{ color: 'var(--text3)', fontSize: 12 }}>{units.title(now.unit)}</span>
  return <DecimalInput {...decimalProps(props)} value={now.value} onChange={amount => write({ value: amount })} suffix={suffix} />
}

export const quantity: FieldKind = {
  type: 'quantity', align: 'right', width: 112, Show, Edit, ops: NUMBER_OPS, wide: false,
  fromText: (typed, field) => {
    const amount = canonical(typed)
    return amount === null ? undefined : field.unit ? { value: amount, unit: field.unit } : amount
  },
  toText: (value, field) => read(value, field).value,
}
