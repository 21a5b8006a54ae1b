/** Formula preview: the same language, the same results as the server, while somebody types. */
export { FormulaError } from './error'
export { evaluate, type Env } from './evaluate'
export type { Ambient } from './functions/function'
export { Day, Instant } from './moment'
export { parse } from './parser'
export { names, type Tree } from './tree'
export { isList, read, write, type Kind, type Listed, type Value } from './value'
