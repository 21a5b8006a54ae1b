/** Reads a formula: operator precedence by binding powers, nesting bounded so that nothing can overflow. */
import Decimal from 'decimal.js'
import { FormulaError } from './error'
import { tokens, type Token } from './lexer'
import { ZERO, settle } from './number'
import type { Node, Tree } from './tree'
import type { Value } from './value'

const DEEPEST = 64
const POWER = { or: 1, and: 2, not: 3, compare: 4, join: 5, add: 6, multiply: 7, sign: 8 } as const
const BINARY = new Map<string, number>([
  ['or', POWER.or], ['and', POWER.and], ['in', POWER.compare], ['not', POWER.compare],
  ...['=', '<>', '<', '<=', '>', '>='].map((one): [string, number] => [one, POWER.compare]),
  ['&', POWER.join], ['+', POWER.add], ['-', POWER.add], ['*', POWER.multiply], ['/', POWER.multiply],
])
const FUNCTION_OF = new Map([['or', 'OR'], ['and', 'AND'], ['-', '+']])
const CONSTANTS = new Map<string, Value>([['true', true], ['false', false], ['null', null]])

/** The tree of a formula; FormulaError tells the first thing that cannot be read and where. */
export function parse(text: string): Tree {
  const parser = new Parser(tokens(text))
  if (parser.peek().shape === 'end') throw new FormulaError('empty', '公式为空', 'The formula is empty')
  const root = parser.expression(0)
  if (parser.peek().shape !== 'end') throw parser.unexpected()
  refuseDeep(root)
  return { text, root }
}

/** `a * b / c * d …` nests without brackets, so the tree is measured too; what follows recurs on it. */
function refuseDeep(root: Node): void {
  let level: Node[] = [root]
  for (let depth = 0; depth < DEEPEST; depth += 1) level = level.flatMap(node => (node.is === 'call' ? node.args : []))
  if (level[0]) throw tooDeep(level[0].at)
}

const tooDeep = (at: number): FormulaError =>
  new FormulaError('too_deep', `公式嵌套超过 ${DEEPEST} 层`, `The formula is nested more than ${DEEPEST} deep`, at)

class Parser {
  private position = 0
  private depth = 0

  constructor(private readonly found: readonly Token[]) {}

  peek(ahead = 0): Token {
    return this.found[this.position + ahead] ?? { shape: 'end', text: '', at: 0, value: null }
  }

  take(): Token {
    const token = this.peek()
    this.position += 1
    return token
  }

  unexpected(): FormulaError {
    const token = this.peek()
    if (token.shape === 'end') return new FormulaError('unfinished', '公式没有写完', 'The formula is not finished', token.at)
    const shown = token.text.slice(0, 40)
    return new FormulaError('unexpected', `此处不应出现“${shown}”`, `“${shown}” is not expected here`, token.at)
  }

  private at(symbol: string): boolean {
    return this.peek().shape === 'symbol' && this.peek().text === symbol
  }

  private symbol(wanted: string): void {
    if (!this.at(wanted)) {
      if (this.peek().shape === 'end') throw new FormulaError('unfinished', `缺少“${wanted}”`, `“${wanted}” is missing`, this.peek().at)
      throw this.unexpected()
    }
    this.take()
  }

  /** Everything that binds more tightly than `power`. */
  expression(power: number): Node {
    this.depth += 1
    if (this.depth > DEEPEST) throw tooDeep(this.peek().at)
    let left = this.prefix()
    for (let operator = this.operator(); operator && operator.power > power; operator = this.operator())
      left = this.binary(left, operator.text, operator.power, this.take().at)
    this.depth -= 1
    return left
  }

  private operator(): { text: string; power: number } | null {
    const token = this.peek()
    if (token.shape !== 'word' && token.shape !== 'symbol') return null
    const text = token.text.toLowerCase()
    const power = BINARY.get(text)
    return power === undefined ? null : { text, power }
  }

  private binary(left: Node, operator: string, power: number, at: number): Node {
    if (operator === 'in' || operator === 'not') return this.closedComparison(this.membership(left, operator === 'not', at))
    let right = this.expression(power)
    if (power === POWER.compare) return this.closedComparison({ is: 'call', function: operator, args: [left, right], at })
    if (operator === '-') right = { is: 'call', function: '-', args: [right], at }
    const name = FUNCTION_OF.get(operator) ?? operator
    // A chain becomes one call, so that a long sum is not a deep tree.
    if (left.is === 'call' && left.function === name) return { ...left, args: [...left.args, right] }
    return { is: 'call', function: name, args: [left, right], at }
  }

  private closedComparison(found: Node): Node {
    if (this.operator()?.power === POWER.compare)
      throw new FormulaError('chained_comparison', '不能连续比较，请用 and 连接', 'Comparisons cannot be chained; join them with and', this.peek().at)
    return found
  }

  private membership(item: Node, negated: boolean, at: number): Node {
    if (negated) {
      if (this.peek().shape !== 'word' || this.peek().text.toLowerCase() !== 'in') throw this.unexpected()
      this.take()
    }
    this.symbol('(')
    const options = this.args()
    if (options.length === 0) throw new FormulaError('empty_list', 'in 后的列表为空', 'The list after in is empty', at)
    const found: Node = { is: 'call', function: 'in', args: [item, ...options], at }
    return negated ? { is: 'call', function: 'NOT', args: [found], at } : found
  }

  private prefix(): Node {
    const token = this.peek()
    if (token.shape === 'number' || token.shape === 'text') return { is: 'constant', value: this.take().value, at: token.at }
    if (token.shape === 'word') return this.word()
    if (this.at('-')) {
      this.take()
      const inner = this.expression(POWER.sign)
      if (inner.is === 'constant' && inner.value instanceof Decimal)
        return { is: 'constant', value: settle(ZERO.minus(inner.value)), at: token.at }
      return { is: 'call', function: '-', args: [inner], at: token.at }
    }
    if (!this.at('(')) throw this.unexpected()
    this.take()
    const inner = this.expression(0)
    this.symbol(')')
    return inner
  }

  private word(): Node {
    const token = this.peek()
    const word = token.text.toLowerCase()
    if (word === 'in' || ((word === 'or' || word === 'and') && this.peek(1).text !== '(')) throw this.unexpected()
    this.take()
    if (word === 'not') return { is: 'call', function: 'NOT', args: [this.expression(POWER.not)], at: token.at }
    const constant = CONSTANTS.get(word)
    if (constant !== undefined) return { is: 'constant', value: constant, at: token.at }
    if (this.at('(') && !token.text.includes('.')) {
      this.take()
      return { is: 'call', function: token.text.toUpperCase(), args: this.args(), at: token.at }
    }
    return { is: 'name', name: token.text, at: token.at }
  }

  /** Up to and with the closing bracket. */
  private args(): Node[] {
    const found: Node[] = []
    if (!this.at(')')) {
      found.push(this.expression(0))
      while (this.at(',')) {
        this.take()
        found.push(this.expression(0))
      }
    }
    this.symbol(')')
    return found
  }
}
