/** What this browser keeps for the person; a browser without storage simply forgets. */

const PREFIX = 'jingwei.'

export const kept = {
  read(name: string): string | null {
    try {
      return localStorage.getItem(PREFIX + name)
    } catch {
      return null
    }
  },
  write(name: string, value: string): void {
    try {
      localStorage.setItem(PREFIX + name, value)
    } catch {
      // Private windows refuse storage; the setting then lasts as long as the page.
    }
  },
  readJson<T>(name: string, fallback: T): T {
    const text = kept.read(name)
    if (!text) return fallback
    try {
      return JSON.parse(text) as T
    } catch {
      return fallback
    }
  },
  writeJson(name: string, value: unknown): void {
    kept.write(name, JSON.stringify(value))
  },
}
