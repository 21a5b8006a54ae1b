/** i18next with typed keys; Chinese first. */
import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { kept } from './storage'
import { en } from './words/en'
import { zh, type Words } from './words/zh'

declare module 'i18next' {
  interface CustomTypeOptions { defaultNS: 'translation'; resources: { translation: Words } }
}

export type Lang = 'zh' | 'en'

export function firstLanguage(): Lang {
  const stored = kept.read('language')
  return stored === 'en' || stored === 'zh' ? stored : navigator.language.startsWith('zh') ? 'zh' : navigator.language.startsWith('en') ? 'en' : 'zh'
}

export async function startI18n(): Promise<void> {
  await i18next.use(initReactI18next).init({
    resources: { zh: { translation: zh }, en: { translation: en } },
    lng: firstLanguage(), fallbackLng: 'zh', interpolation: { escapeValue: false },
  })
  document.documentElement.lang = i18next.language === 'en' ? 'en' : 'zh-CN'
  i18next.on('languageChanged', lang => {
    document.documentElement.lang = lang === 'en' ? 'en' : 'zh-CN'
    kept.write('language', lang)
  })
}

export const currentLanguage = (): Lang => (i18next.language === 'en' ? 'en' : 'zh')
