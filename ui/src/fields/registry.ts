/** All field types, one line each. */
import type { FieldType } from '@jingwei/client'
import { attachment } from './attachment'
import { choice } from './choice'
import { date } from './date'
import { datetime } from './datetime'
import { department } from './department'
import { formula } from './formula'
import type { FieldKind } from './kind'
import { link } from './link'
import { longtext } from './longtext'
import { lookup } from './lookup'
import { money } from './money'
import { number } from './number'
import { percent } from './percent'
import { person } from './person'
import { quantity } from './quantity'
import { rollup } from './rollup'
import { serial } from './serial'
import { switch_ } from './switch'
import { table } from './table'
import { text } from './text'

export const KINDS: Record<FieldType, FieldKind> = {
  text, longtext, number, quantity, money, percent, date, datetime, choice, switch: switch_,
  person, department, link, table, lookup, rollup, formula, serial, attachment,
}
