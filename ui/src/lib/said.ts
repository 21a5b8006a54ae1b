/** What a field says to a reader of this language: a text may have another field that says the same in English. */
import type { Field, Value, Values } from '@jingwei/client'
import { isEmpty } from '@jingwei/core/draft'
import { currentLanguage } from './i18n'

export function said(field: Field, values: Values): Value {
  const english = field.english && currentLanguage() === 'en' ? values[field.english] : undefined
  return isEmpty(english) ? values[field.field] : english
}
