/** What a field type answers on the page; each type is one folder, named as in the API, listed in registry.ts. */
import type { Field, FieldType, Op, Value, Values } from '@jingwei/client'
import { createContext, use, type ComponentType } from 'react'

export interface ShowProps { field: Field; value: Value; dense?: boolean }
export interface EditProps {
  field: Field; value: Value; onChange: (value: Value) => void
  /** The value with what follows from it, where that is more: the rows of a sub-table with their formulas. */
  shown?: Value
  /** What stands in the fields beside it, for a link that is limited by them. */
  near?: Values | undefined
  id?: string; invalid?: boolean; autoFocus?: boolean; sheet?: boolean
  /** Errors inside a sub-table, by row and field. */
  wrong?: (row: number, field: string) => string | undefined
}

export interface FieldKind {
  type: FieldType
  align: 'left' | 'right' | 'center'
  width: number
  Show: ComponentType<ShowProps>
  /** null: the server computes it, nobody types it. */
  Edit: ComponentType<EditProps> | null
  /** Conditions the filter bar offers. */
  ops: readonly Op[]
  /** Takes a whole row of the form. */
  wide: boolean
  /** Reads a pasted cell; undefined when it makes no sense. */
  fromText: (text: string, field: Field) => Value | undefined
  toText: (value: Value, field: Field) => string
}

export const KindsContext = createContext<Record<FieldType, FieldKind> | null>(null)

export function useKinds(): Record<FieldType, FieldKind> {
  const kinds = use(KindsContext)
  if (!kinds) throw new Error('field kinds are used outside the application')
  return kinds
}

/** The kind that decides how a field stands in a column: a computed one stands as its result. */
export const standing = (kinds: Record<FieldType, FieldKind>, field: Field): FieldKind =>
  kinds[field.result && (field.type === 'formula' || field.type === 'rollup' || field.type === 'lookup') ? field.result : field.type]

const UNSORTED: ReadonlySet<FieldType> = new Set<FieldType>(['lookup', 'rollup', 'longtext', 'attachment', 'table'])
/** What stands in a column of its own on the server can be sorted by. */
export const sortable = (field: Field): boolean => !UNSORTED.has(field.type)

/** A lookup is asked for where it comes from; a roll-up is counted while reading and cannot be asked for. */
export const asked = (field: Field): string | null =>
  field.type === 'rollup' || field.type === 'table' ? null : field.type === 'lookup' ? (field.through && field.reads ? `${field.through}.${field.reads}` : null) : field.field

/** What a computed field shows as: its declared result, or what the value looks like. */
export function resultType(field: Field, value: Value): FieldType {
  if (field.result && field.result !== field.type) return field.result
  if (typeof value === 'boolean') return 'switch'
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    if ('unit' in value) return field.currency ? 'money' : /^[A-Z]{3}$/.test(String(value.unit)) ? 'money' : 'quantity'
    if ('title' in value) return 'link'
  }
  if (typeof value === 'string') {
    if (/^-?\d+(\.\d+)?$/.test(value)) return 'number'
    if (/^\d{4}-\d\d-\d\dT/.test(value)) return 'datetime'
    if (/^\d{4}-\d\d-\d\d$/.test(value)) return 'date'
  }
  return 'text'
}

export const NUMBER_OPS: readonly Op[] = ['eq', 'ne', 'gt', 'ge', 'lt', 'le', 'empty', 'notempty']
export const TEXT_OPS: readonly Op[] = ['contains', 'starts', 'eq', 'ne', 'empty', 'notempty']
export const REF_OPS: readonly Op[] = ['eq', 'ne', 'empty', 'notempty']
