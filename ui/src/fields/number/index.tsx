/** A plain number, exact. */
import { canonical, grouped } from '@jingwei/core/decimal'
import { DecimalInput, decimalProps } from '@/lib/DecimalInput'
import { NUMBER_OPS, type EditProps, type FieldKind, type ShowProps } from '../kind'

const raw = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '')

const Show = ({ value }: ShowProps) => <>{grouped(raw(value))}</>

const Edit = (props: EditProps) => <DecimalInput {...decimalProps(props)} value={raw(props.value)} onChange={props.onChange} />

export const number: FieldKind = {
  type: 'number', align: 'right', width: 100, Show, Edit, ops: NUMBER_OPS, wide: false,
  fromText: typed => canonical(typed) ?? undefined, toText: value => raw(value),
}
