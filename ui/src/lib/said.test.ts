import type { Field } from '@jingwei/client'
import i18next from 'i18next'
import { afterEach, describe, expect, it } from 'vitest'
import { said } from './said'

const NOTE: Field = { field: 'note', type: 'text', title: 'Note', english: 'note_en' }

describe('a text that is also said in English', () => {
  afterEach(() => i18next.changeLanguage('zh'))

  it('is read in the language of the page, in Chinese where there is no English', async () => {
    await i18next.init({ lng: 'en' })
    expect(said(NOTE, { note: '已停止', note_en: 'Stopped' })).toBe('Stopped')
    expect(said(NOTE, { note: '已停止', note_en: null })).toBe('已停止')
    expect(said({ ...NOTE, english: undefined }, { note: '已停止', note_en: 'Stopped' })).toBe('已停止')
    await i18next.changeLanguage('zh')
    expect(said(NOTE, { note: '已停止', note_en: 'Stopped' })).toBe('已停止')
  })
})
