/** Cuts the text of a formula into tokens. */
import { FormulaError } from './error'
import { num } from './number'
import type { Value } from './value'

const LONGEST = 10_000
const DIGITS = 40

export type Shape = 'number' | 'text' | 'word' | 'symbol' | 'end'
export interface Token { shape: Shape; text: string; at: number; value: Value }

const TOKEN = new RegExp([
  /(?<blank>[ \t\r\n]+)/, /(?<number>[0-9]+(?:\.[0-9]+)?)/, /(?<word>[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*)/,
  /(?<text>'(?:[^']|'')*'|"(?:[^"]|"")*")/, /(?<symbol><>|<=|>=|!=|[-+*/&=<>(),])/,
].map(part => part.source).join('|'), 'y')

// What people type with a Chinese keyboard or know from other languages, and what is meant.
const MEANT: Record<string, string> = {
  '（': '(', '）': ')', '，': ',', '、': ',', '＋': '+', '－': '-', '×': '*', '÷': '/', '＝': '=', '＜': '<', '＞': '>', '≤': '<=',
  '≥': '>=', '≠': '<>', '“': '"', '”': '"', '‘': "'", '’': "'", '；': ',', ';': ',', '|': 'or', '!': 'not', '%': '/ 100',
}

export function tokens(text: string): Token[] {
  if (Array.from(text).length > LONGEST)
    throw new FormulaError('formula_too_long', '公式最长 10000 字', 'A formula has at most 10000 characters')
  const found: Token[] = []
  let at = 0
  while (at < text.length) {
    TOKEN.lastIndex = at
    const match = TOKEN.exec(text)
    if (!match) throw unexpected(text, at)
    const groups = match.groups ?? {}
    const cut = match[0]
    if (groups['number'] !== undefined) found.push({ shape: 'number', text: cut, at, value: number(cut, at) })
    else if (groups['text'] !== undefined) found.push({ shape: 'text', text: cut, at, value: quoted(text, cut, at) })
    else if (groups['word'] !== undefined) found.push({ shape: 'word', text: cut, at, value: null })
    else if (groups['symbol'] !== undefined) found.push({ shape: 'symbol', text: cut === '!=' ? '<>' : cut, at, value: null })
    at += cut.length
  }
  found.push({ shape: 'end', text: '', at: text.length, value: null })
  return found
}

function number(cut: string, at: number): Value {
  const [whole = '', fraction = ''] = cut.split('.')
  if (whole.replace(/^0+/, '').length > DIGITS || fraction.length > DIGITS)
    throw new FormulaError('too_many_digits', '数字位数过多（整数、小数各 40 位）', 'The number has too many digits (40 before, 40 after)', at)
  return num(cut)
}

function quoted(text: string, cut: string, at: number): string {
  if (cut.includes('\0')) throw unexpected(text, at + cut.indexOf('\0'))
  const quote = cut.charAt(0)
  return cut.slice(1, -1).replaceAll(quote + quote, quote)
}

function unexpected(text: string, at: number): FormulaError {
  const character = String.fromCodePoint(text.codePointAt(at) ?? 63)
  if (character === "'" || character === '"') return new FormulaError('open_text', '文本缺少结尾引号', 'The text has no closing quote', at)
  const meant = MEANT[character]
  if (meant) return new FormulaError('unexpected', `请把“${character}”写成“${meant}”`, `Write “${meant}” instead of “${character}”`, at)
  return new FormulaError('unexpected', `公式中不能用“${character}”`, `“${character}” has no place in a formula`, at)
}
