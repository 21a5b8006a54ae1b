/** A share: kept as a fraction (0.13), shown and typed in percent (13). */
import { exact } from '@jingwei/core/decimal'
import { percent as shown } from '@/lib/format'
import { DecimalInput, decimalProps } from '@/lib/DecimalInput'
import { useState } from 'react'
import { NUMBER_OPS, type EditProps, type FieldKind, type ShowProps } from '../kind'

const raw = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '')
const toPercent = (fraction: string): string => exact(fraction)?.times(100).toFixed() ?? fraction
const toFraction = (typed: string): string => exact(typed.replace('%', ''))?.dividedBy(100).toFixed() ?? typed

const Show = ({ value }: ShowProps) => <>{shown(raw(value))}</>

function Edit(props: EditProps) {
  const { value, onChange } = props
  const [typed, setTyped] = useState<string | null>(null)
  const outside = toPercent(raw(value))
  const text = typed !== null && toFraction(typed) === raw(value) ? typed : outside
  return <DecimalInput {...decimalProps(props)} value={text} onChange={next => { setTyped(next); onChange(next === '' ? null : toFraction(next)) }} suffix={<span style={{ color: 'var(--text3)' }}>%</span>} />
}

export const percent: FieldKind = {
  type: 'percent', align: 'right', width: 90, Show, Edit, ops: NUMBER_OPS, wide: false,
  fromText: typed => (exact(typed.replace('%', '')) ? toFraction(typed) : undefined), toText: value => toPercent(raw(value)),
}
