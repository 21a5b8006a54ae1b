/** Records named by a pasted text: by the key of their form, else by a title that only one of them has. */
import { catalogue, records, type Ref, type Value } from '@jingwei/client'
import { isRef } from './format'
import { pieces } from './pieces'

const PIECE = 60

async function by(to: string, field: string, title: string, texts: readonly string[]): Promise<Map<string, Ref | null>> {
  const found = new Map<string, Ref | null>()
  for (const piece of pieces(texts, PIECE)) {
    const page = await records.list(to, { filter: [field, 'in', piece], fields: [...new Set([field, title])], limit: 500 })
    const at = (row: Value[], name: string): string => { const value = row[page.columns.indexOf(name) + 2]; return isRef(value) ? value.title ?? '' : String(value ?? '') }
    for (const row of page.rows) {
      const text = at(row, field)
      // Two of one title name nobody.
      found.set(text, found.has(text) ? null : { id: String(row[0]), title: at(row, title) })
    }
  }
  return found
}

export async function resolved(to: string, texts: readonly string[]): Promise<Map<string, Ref>> {
  const form = await catalogue.form(to)
  const title = form.title_field ?? form.key ?? ''
  const plain = (name: string | null | undefined): boolean => form.fields.some(field => field.field === name && (field.type === 'text' || field.type === 'serial'))
  const keyed = form.key && plain(form.key) ? await by(to, form.key, title, texts) : new Map<string, Ref | null>()
  const left = texts.filter(text => !keyed.get(text))
  const titled = title !== form.key && plain(title) ? await by(to, title, title, left) : new Map<string, Ref | null>()
  return new Map([...keyed, ...titled].flatMap(([text, ref]) => (ref ? [[text, ref] as const] : [])))
}
