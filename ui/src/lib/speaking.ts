/** One language for a person: what was chosen in this browser, else what the account last spoke. */
import { configure, session, type Me } from '@jingwei/client'
import i18next from 'i18next'
import { timesOf } from './format'
import { currentLanguage } from './i18n'
import { kept } from './storage'

/** Titles of forms come from the server in the session's language, so it must be the one the page speaks. */
export async function speaking(found: Me): Promise<Me> {
  configure({ csrf: found.csrf })
  timesOf(found.zone)
  if (found.language === currentLanguage()) return found
  if (kept.read('language') !== null) return session.language(currentLanguage())
  await i18next.changeLanguage(found.language)
  configure({ language: found.language })
  return found
}
