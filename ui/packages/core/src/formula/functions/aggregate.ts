/** Functions over a sub-table's column; empty values are skipped. */
import { divide, num } from '../number'
import { kindOf, write } from '../value'
import { ANYTHING, B, COMPARED, N, type Aggregate } from './function'
import { edge, total } from './maths'

export const AGGREGATES: readonly Aggregate[] = [
  { name: 'SUM', param: N, evaluate: total },
  { name: 'AVG', param: N, evaluate: values => (values.length === 0 ? null : divide(total(values), num(values.length))) },
  { name: 'COUNT', param: ANYTHING, evaluate: values => num(values.length) },
  {
    name: 'COUNTUNIQUE', param: ANYTHING,
    evaluate: values => num(new Set(values.map(value => `${kindOf(value)} ${String(write(value))}`)).size),
  },
  { name: 'MIN', param: COMPARED, evaluate: values => edge(values, -1) },
  { name: 'MAX', param: COMPARED, evaluate: values => edge(values, 1) },
  { name: 'ANY', param: B, evaluate: values => values.includes(true) },
  { name: 'ALL', param: B, evaluate: values => !values.includes(false) },
]
