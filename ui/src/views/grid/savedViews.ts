/** Views a person keeps for a form, in this browser under the person's name. */
import { useState } from 'react'
import { kept } from '@/lib/storage'

export interface SavedView { name: string; search: string }

export function useSavedViews(person: string, form: string): { views: SavedView[]; save: (name: string, search: string) => void; remove: (name: string) => void } {
  const slot = `views.${person}.${form}`
  const [views, setViews] = useState<SavedView[]>(() => kept.readJson<SavedView[]>(slot, []))
  const store = (next: SavedView[]): void => {
    kept.writeJson(slot, next)
    setViews(next)
  }
  return {
    views,
    save: (name, search) => store([...views.filter(view => view.name !== name), { name, search }]),
    remove: name => store(views.filter(view => view.name !== name)),
  }
}
