/** Computes a formula for the page as it is typed; the server computes it again and has the last word. */
import { FormulaError } from './error'
import { AGGREGATE_BY_NAME, FUNCTION_BY_NAME } from './functions'
import type { Ambient, Fn, Param } from './functions/function'
import type { Node, Tree } from './tree'
import { TITLES, isList, kindOf, type Kind, type Listed, type Value } from './value'

const STEPS = 1_000_000
const LONGEST_TEXT = 1_000_000

/** Values of the names (a sub-table's column is an array) and the circumstances. */
export interface Env { values: ReadonlyMap<string, Value | Listed>; ambient: Ambient }

export function evaluate(tree: Tree, env: Env, budget = STEPS): Value | Listed {
  return new Run(env, budget).value(tree.root)
}

class Run {
  constructor(private readonly env: Env, private left: number) {}

  value(node: Node): Value | Listed {
    if (node.is === 'constant') return node.value
    if (node.is === 'name') {
      const found = this.env.values.get(node.name)
      if (found === undefined)
        throw new FormulaError('unknown_name', `字段“${node.name}”没有值可用`, `The field “${node.name}” was not given`, node.at)
      return found
    }
    const args = node.args.map(arg => this.value(arg))
    const lists = args.filter(isList)
    const rows = lists[0]?.length
    if (rows === undefined) return this.call(node.function, args.filter(single), node.at)
    if (args.length === 1 && AGGREGATE_BY_NAME.has(node.function)) return this.aggregate(node.function, lists[0] ?? [], node.at)
    if (lists.some(list => list.length !== rows))
      throw new FormulaError('mixed_tables', '逐行计算的列行数不同', 'The columns combined row by row differ in length', node.at)
    return Array.from({ length: rows }, (_, row) =>
      this.call(node.function, args.map(arg => (isList(arg) ? arg[row] ?? null : arg)), node.at))
  }

  private aggregate(name: string, listed: Listed, at: number): Value {
    const found = AGGREGATE_BY_NAME.get(name)
    if (!found) throw unknown(name, at)
    const values = listed.filter(value => value !== null)
    this.spend(values.length + 1, at)
    for (const value of values) demand(name, 0, found.param, kindOf(value), at)
    return found.evaluate(values)
  }

  private call(name: string, args: readonly Value[], at: number): Value {
    this.spend(1, at)
    const found = chosen(name, args.length, at)
    const kinds = args.map(kindOf)
    judge(found, kinds, at)
    if (!found.lenient && kinds.includes('null')) return null
    const result = found.evaluate(args, this.env.ambient)
    if (typeof result === 'string') {
      const length = Array.from(result).length
      if (length > LONGEST_TEXT)
        throw new FormulaError('text_too_long', `文本超过 ${LONGEST_TEXT} 字`, `The text has more than ${LONGEST_TEXT} characters`, at)
      this.spend(Math.floor(length / 100), at)
    }
    return result
  }

  private spend(steps: number, at: number): void {
    this.left -= steps
    if (this.left < 0) throw new FormulaError('too_many_steps', '公式计算量过大', 'The formula takes too many steps', at)
  }
}

const single = (value: Value | Listed): value is Value => !isList(value)

const unknown = (name: string, at: number): FormulaError =>
  new FormulaError('unknown_function', `没有函数“${name}”`, `There is no function “${name}”`, at)

function chosen(name: string, count: number, at: number): Fn {
  const found = FUNCTION_BY_NAME.get(name)
  if (!found) {
    if (!AGGREGATE_BY_NAME.has(name)) throw unknown(name, at)
    throw new FormulaError('not_a_list', `${name} 需要一个子表列`, `${name} takes one column of a sub-table`, at)
  }
  const least = found.params.length - (found.optional ?? 0)
  if (count < least || (!found.variadic && count > found.params.length))
    throw new FormulaError('argument_count', `${name} 的参数个数不对`, `${name} does not take ${count} arguments`, at)
  return found
}

const paramAt = (found: Fn, position: number): Param | undefined => found.params[Math.min(position, found.params.length - 1)]

/** Each argument has a kind it may have, and those that must agree do; null agrees with everything. */
function judge(found: Fn, kinds: readonly Kind[], at: number): void {
  kinds.forEach((kind, position) => { demand(found.name, position, paramAt(found, position), kind, at) })
  let agreed: Kind = 'null'
  kinds.forEach((kind, position) => {
    if (!paramAt(found, position)?.same || kind === 'null') return
    if (agreed !== 'null' && agreed !== kind) {
      const [a, b] = [TITLES[agreed], TITLES[kind]]
      throw new FormulaError('mixed_types', `${found.name} 不能同时用于${a[0]}和${b[0]}`, `${found.name} cannot take ${a[1]} together with ${b[1]}`, at)
    }
    agreed = kind
  })
}

function demand(name: string, position: number, param: Param | undefined, kind: Kind, at: number): void {
  if (kind === 'null' || !param || param.kinds.includes(kind)) return
  const wanted = param.kinds.map(one => TITLES[one])
  throw new FormulaError(
    'wrong_type',
    `${name} 的第 ${position + 1} 个参数应为${wanted.map(one => one[0]).join('或')}，而不是${TITLES[kind][0]}`,
    `Argument ${position + 1} of ${name} must be ${wanted.map(one => one[1]).join(' or ')}, not ${TITLES[kind][1]}`,
    at,
  )
}
