/** What a formula function is; the table mirrors the server's, entry by entry. */
import type { Day, Instant } from '../moment'
import type { Kind, Listed, Value } from '../value'

/** What a formula may know besides its names. */
export interface Ambient { now: Instant; today: Day; actor: string | null; zone: string }

/** The kinds an argument may have; those marked `same` must agree with each other. */
export interface Param { kinds: readonly Kind[]; same?: boolean }

export interface Fn {
  name: string
  params: readonly Param[]
  evaluate: (args: readonly Value[], ambient: Ambient) => Value
  /** How many of the last params may be left out. */
  optional?: number
  variadic?: boolean
  /** A lenient function gets nulls; every other is null as soon as an argument is. */
  lenient?: boolean
}

/** Makes one value of a sub-table's column; it never sees nulls. */
export interface Aggregate { name: string; param: Param; evaluate: (values: Listed) => Value }

export const N: Param = { kinds: ['number'] }
export const T: Param = { kinds: ['text'] }
export const B: Param = { kinds: ['bool'] }
export const D: Param = { kinds: ['date'] }
export const I: Param = { kinds: ['datetime'] }
export const DAYLIKE: Param = { kinds: ['date', 'datetime'] }
export const ANYTHING: Param = { kinds: ['text', 'number', 'bool', 'date', 'datetime'] }
export const SAME: Param = { ...ANYTHING, same: true }
export const ORDERED: Param = { kinds: ['text', 'number', 'date', 'datetime'], same: true }
export const COMPARED: Param = { kinds: ['number', 'date', 'datetime'], same: true }
export const JOINABLE: Param = { kinds: ['text', 'number', 'date'] }
