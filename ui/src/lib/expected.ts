/** What the next step of a document will ask for, known while it is still being filled in. */
import type { Action, Field, Form, Row, Value, Values } from '@jingwei/client'
import { isEmpty } from '@jingwei/core/draft'
import { told, type Me } from './preview'

/** The button that leads forward from how the document stands. */
const forward = (form: Form, values: Values, me: Me): Action | undefined =>
  form.actions.find(action => action.style === 'primary' && (!action.when || told(action.when, form.fields, values, me) === true))

/** The same form, its fields marked that the button which leads forward will not do without. */
export function expecting(form: Form, values: Values, me: Me): Form {
  const next = { ...values }
  for (const [field, text] of Object.entries(forward(form, values, me)?.leads ?? {})) {
    const value = told(text, form.fields, values, me)
    if (value !== undefined) next[field] = value as Value
  }
  const asked = (field: Field, fields: readonly Field[], row: Values, above?: Form): boolean =>
    Boolean(field.required_when) && told(field.required_when ?? '', fields, row, me, above ? { fields: above.fields, values: next } : undefined) === true
  return {
    ...form,
    fields: form.fields.map(field => {
      if (!field.form) return asked(field, form.fields, next) ? { ...field, expected: true } : field
      const inner = field.form.fields
      const rows = Array.isArray(next[field.field]) ? (next[field.field] as Row[]) : []
      return { ...field, form: { ...field.form, fields: inner.map(one => (rows.some(row => asked(one, inner, row, form)) ? { ...one, expected: true } : one)) } }
    }),
  }
}

/** What only a later step asks for and nobody filled: there is nothing to read yet, and in its first state nothing to fill in. */
export function notYet(form: Form, values: Values, reading = false): string[] {
  const state = form.fields.find(field => field.field === form.states)
  if (!reading && state?.default_formula !== `'${String(values[form.states ?? ''])}'`) return []
  return form.fields.filter(field => field.later && !field.expected && isEmpty(values[field.field])).map(field => field.field)
}
