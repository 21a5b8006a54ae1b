/** The one way to the server: cookie, CSRF, language, idempotency key, problem+json to ApiError. */
import { ApiError, readProblem } from './problem'
import type { Language } from './types'

interface Ambient { csrf: string; language: Language; onUnauthorised: () => void }
const ambient: Ambient = { csrf: '', language: 'zh', onUnauthorised: () => undefined }

export function configure(change: Partial<Ambient>): void {
  Object.assign(ambient, change)
}

/** One key per intention: make it when the form opens, send it with every try of the same submit. */
export function newKey(): string {
  return typeof crypto.randomUUID === 'function'
    ? crypto.randomUUID()
    : Array.from(crypto.getRandomValues(new Uint8Array(16)), b => b.toString(16).padStart(2, '0')).join('')
}

export interface Call {
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  query?: Record<string, string | number | readonly string[] | undefined | null>
  body?: unknown
  raw?: Blob
  key?: string
  signal?: AbortSignal
}

export function url(path: string, query: Call['query'] = {}): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (Array.isArray(value)) value.forEach(one => search.append(name, String(one)))
    else if (value !== undefined && value !== null && value !== '') search.set(name, String(value))
  }
  const text = search.toString()
  return '/api/v1' + path + (text ? '?' + text : '')
}

export async function call<T>(path: string, { method = 'GET', query, body, raw, key, signal }: Call = {}): Promise<T> {
  const headers: Record<string, string> = { Accept: 'application/json', 'Accept-Language': ambient.language }
  if (method !== 'GET') {
    headers['X-CSRF-Token'] = ambient.csrf
    headers['Idempotency-Key'] = key ?? newKey()
  }
  if (raw) headers['Content-Type'] = raw.type || 'application/octet-stream'
  else if (body !== undefined) headers['Content-Type'] = 'application/json'
  const init: RequestInit = { method, headers, credentials: 'same-origin' }
  const payload = raw ?? (body === undefined ? undefined : JSON.stringify(body))
  if (payload !== undefined) init.body = payload
  if (signal) init.signal = signal
  let answer: Response
  try {
    answer = await fetch(url(path, query), init)
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
    throw new ApiError(0, 'offline', '')
  }
  if (!answer.ok) {
    if (answer.status === 401 && path !== '/session') ambient.onUnauthorised()
    throw await readProblem(answer)
  }
  return (answer.status === 204 ? undefined : await answer.json()) as T
}
