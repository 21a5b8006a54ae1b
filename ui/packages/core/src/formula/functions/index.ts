/** Every formula function there is: one file per family, named here. */
import { AGGREGATES } from './aggregate'
import * as dates from './dates'
import * as logic from './logic'
import * as maths from './maths'
import * as operators from './operators'
import * as rmb from './rmb'
import * as text from './text'

const families = [operators, logic, maths, text, dates, rmb]

export const FUNCTION_BY_NAME = new Map(families.flatMap(family => family.FUNCTIONS).map(one => [one.name, one] as const))
export const AGGREGATE_BY_NAME = new Map(AGGREGATES.map(one => [one.name, one] as const))
