/** Finding by what people type: plain parts, or the first letters of the pinyin (工作台 → gzt). */

const BOUNDS = '阿八嚓哒妸发旮哈讥咔垃痳拏噢妑七呥扨它穵夕丫帀'
const LETTERS = 'ABCDEFGHJKLMNOPQRSTWXYZ'
const order = new Intl.Collator('zh-Hans-CN')

function letter(char: string): string {
  if (/[a-z0-9]/i.test(char)) return char.toLowerCase()
  if (!/[\u4e00-\u9fff]/.test(char)) return ''
  let found = ''
  for (let i = 0; i < BOUNDS.length; i += 1) {
    if (order.compare(char, BOUNDS.charAt(i)) < 0) break
    found = LETTERS.charAt(i)
  }
  return found.toLowerCase()
}

const known = new Map<string, string>()

export function initials(text: string): string {
  let found = known.get(text)
  if (found === undefined) {
    found = Array.from(text, letter).join('')
    known.set(text, found)
  }
  return found
}

/** How well a query fits a text; 0 is not at all. */
export function fit(query: string, text: string): number {
  const wanted = query.trim().toLowerCase()
  if (!wanted) return 1
  const plain = text.toLowerCase()
  if (plain.startsWith(wanted)) return 4
  if (plain.includes(wanted)) return 3
  const first = initials(text)
  if (first.startsWith(wanted)) return 2
  return first.includes(wanted) ? 1 : 0
}
