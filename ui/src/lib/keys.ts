/** Query keys in one place, so that a live event re-reads exactly what it touched. */
import type { LiveEvent } from '@jingwei/client'
import type { QueryClient } from '@tanstack/react-query'

export const keys = {
  me: ['me'] as const,
  catalogue: ['catalogue'] as const,
  form: (form: string) => ['form', form] as const,
  records: (form: string, ...rest: unknown[]) => ['records', form, ...rest] as const,
  record: (form: string, id: string) => ['record', form, id] as const,
  part: (form: string, id: string, part: 'history' | 'links' | 'timeline') => ['record', form, id, part] as const,
  search: (text: string) => ['search', text] as const,
  views: (form: string) => ['views', form] as const,
  inbox: (box?: string) => (box ? (['inbox', box] as const) : (['inbox'] as const)),
  task: (id: string) => ['task', id] as const,
  flow: (id: string) => ['flow', id] as const,
  home: ['home'] as const,
  weave: ['weave'] as const,
  promises: ['promises'] as const,
  promise: (...asked: unknown[]) => ['promise', ...asked] as const,
  mrp: ['mrp'] as const,
  pegging: (id: string) => ['mrp', 'pegging', id] as const,
  derivation: (id: string) => ['mrp', 'derivation', id] as const,
  mrpRuns: ['mrp', 'runs'] as const,
  mrpCompare: (from: string, to: string) => ['mrp', 'compare', from, to] as const,
  schedule: ['schedule'] as const,
  plans: ['plans'] as const,
  plan: ['plan'] as const,
  planProgress: (id: string) => ['planProgress', id] as const,
  bom: (item: string) => ['bom', item] as const,
  kit: (id: string) => ['kit', id] as const,
  stock: (asked: Record<string, string>) => ['stock', asked] as const,
  moves: (item: string, asked: Record<string, string>) => ['stock', 'moves', item, asked] as const,
  job: (id: string) => ['job', id] as const,
}

const SUMMARIES = [keys.home, keys.weave, keys.promises]

/** So many pages are read again by themselves; a longer list says that it is old instead, or every change would read all of it. */
export const FEW_PAGES = 4

/** What is known of a form's records is old; lists of few pages are read again at once. */
export async function outdated(client: QueryClient, form: string): Promise<void> {
  const long = (data: unknown): boolean => typeof data === 'object' && data !== null && 'pages' in data && Array.isArray(data.pages) && data.pages.length > FEW_PAGES
  await Promise.all([
    client.invalidateQueries({ queryKey: keys.records(form), predicate: query => long(query.state.data), refetchType: 'none' }),
    client.invalidateQueries({ queryKey: keys.records(form), predicate: query => !long(query.state.data) }),
  ])
}

/** Gathers what happened for a moment, then re-reads it once: an import must not cause a storm. */
export function reread(client: QueryClient): (event: LiveEvent) => void {
  let waiting: LiveEvent[] = []
  let timer: ReturnType<typeof setTimeout> | undefined
  const flush = (): void => {
    const events = waiting
    waiting = []
    timer = undefined
    const forms = new Set(events.flatMap(event => (event.form ? [event.form] : [])))
    const seen = new Set(events.flatMap(event => (event.form && event.record ? [`${event.form}/${event.record}`] : [])))
    for (const form of forms) void outdated(client, form)
    for (const one of seen) {
      const [form = '', id = ''] = one.split('/')
      void client.invalidateQueries({ queryKey: keys.record(form, id) })
    }
    if (events.some(event => event.kind === 'missed')) {
      void client.invalidateQueries()
      return
    }
    // 'other' is what happened to a document the reader may not see; a task of his may hang on it all the same.
    if (events.some(event => event.task || event.kind === 'other' || event.kind.startsWith('task') || event.kind.startsWith('flow'))) {
      void client.invalidateQueries({ queryKey: keys.inbox() })
      void client.invalidateQueries({ queryKey: ['task'] })
      void client.invalidateQueries({ queryKey: ['flow'] })
    }
    if (events.some(event => event.kind.startsWith('catalogue') || event.kind.startsWith('publish'))) {
      void client.invalidateQueries({ queryKey: keys.catalogue })
      void client.invalidateQueries({ queryKey: ['form'] })
    }
    void client.invalidateQueries({ queryKey: ['stock'] })
    for (const queryKey of SUMMARIES) void client.invalidateQueries({ queryKey })
  }
  return event => {
    if (event.job) {
      // Each step of a search is drawn as it comes; nothing else is old because of it.
      for (const queryKey of [keys.job(event.job), keys.planProgress(event.job)]) void client.invalidateQueries({ queryKey })
      return
    }
    waiting.push(event)
    timer ??= setTimeout(flush, 400)
  }
}
