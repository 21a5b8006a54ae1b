/** Every call of the contract as one typed function. */
import { call, url } from './http'
import type {
  ActionAnswer, Bom, Box, Catalogue, Commitment, Count, Decided, FileRef, Filter, Flow, Form, Groups, HistoryEntry, Hit, Home, Job,
  KitCheck, Language, Links, Look, Me, Derivation, Mrp, MrpRun, RunCompare, Page, Pegging, Plan, PlanAsked, PlanHead, PromiseAsked, PromiseDo, Promised, PlacedBar, Proposal, Record_, SavedView, Schedule, Stock, StockMoves, Task, TaskDo, Timeline,
  Values, Weave, WhereUsed,
} from './types'

export interface ListQuery { filter?: Filter | null; sort?: string; limit?: number; after?: string; fields?: string[]; q?: string }

const at = (form: string): string => '/' + form.replace('.', '/')
const json = (filter: Filter | null | undefined): string | undefined =>
  filter && filter.length > 0 ? JSON.stringify(filter) : undefined

export const session = {
  me: (signal?: AbortSignal) => call<Me>('/session', signal ? { signal } : {}),
  open: (login: string, password: string) => call<Me>('/session', { method: 'POST', body: { login, password } }),
  language: (language: Language) => call<Me>('/session', { method: 'PATCH', body: { language } }),
  close: () => call<undefined>('/session', { method: 'DELETE' }),
}

export const catalogue = {
  all: () => call<Catalogue>('/catalogue'),
  form: (form: string) => call<Form>('/catalogue' + at(form)),
}

export const records = {
  list: (form: string, { filter, fields, ...rest }: ListQuery, signal?: AbortSignal) =>
    call<Page>(at(form), { query: { ...rest, filter: json(filter), fields: fields?.join(',') }, ...(signal ? { signal } : {}) }),
  count: (form: string, filter?: Filter | null, q?: string) => call<Count>(at(form) + '/count', { query: { filter: json(filter), q } }),
  group: (form: string, by: string, sum: string[], filter?: Filter | null) =>
    call<Groups>(at(form) + '/group', { query: { by, sum: sum.join(','), filter: json(filter) } }),
  get: (form: string, id: string) => call<Record_>(`${at(form)}/${id}`),
  create: (form: string, values: Values, key: string) => call<Record_>(at(form), { method: 'POST', body: { values }, key }),
  change: (form: string, id: string, ver: number, values: Values, key: string) =>
    call<Record_>(`${at(form)}/${id}`, { method: 'PATCH', body: { ver, values }, key }),
  remove: (form: string, id: string, ver: number, key: string) =>
    call<undefined>(`${at(form)}/${id}`, { method: 'DELETE', query: { ver }, key }),
  act: (form: string, id: string, action: string, body: { ver?: number; values?: Values }, key: string) =>
    call<ActionAnswer>(`${at(form)}/${id}/actions/${action}`, { method: 'POST', body, key }),
  history: (form: string, id: string) => call<HistoryEntry[]>(`${at(form)}/${id}/history`),
  links: (form: string, id: string) => call<Links>(`${at(form)}/${id}/links`),
  timeline: (form: string, id: string) => call<Timeline>(`${at(form)}/${id}/timeline`),
  qr: (form: string, id: string) => url(`${at(form)}/${id}/qr.svg`),
  print: (form: string, id: string, template: string) => url(`${at(form)}/${id}/print/${template}`),
}

export const search = (q: string, signal?: AbortSignal) =>
  call<{ results: Hit[] }>('/search', { query: { q }, ...(signal ? { signal } : {}) })

export const views = {
  of: (form: string) => call<{ views: SavedView[]; can_share: boolean }>('/views' + at(form)),
  create: (form: string, view: { title: string; look: Look; shared: boolean }) =>
    call<SavedView>('/views' + at(form), { method: 'POST', body: view }),
  change: (id: string, view: { title?: string; look?: Look; shared?: boolean }) =>
    call<SavedView>(`/views/${id}`, { method: 'PATCH', body: view }),
  remove: (id: string) => call<undefined>(`/views/${id}`, { method: 'DELETE' }),
}

export const files = {
  send: (file: File, key: string) => call<FileRef>('/files', { method: 'POST', raw: file, query: { name: file.name }, key }),
  url: (id: string) => url(`/files/${id}`),
}

export interface Decision { do: TaskDo; note?: string; to?: string; node?: string; values?: Values }

export const work = {
  inbox: (box: Box) => call<{ tasks: Task[] }>('/inbox', { query: { box } }),
  task: (id: string) => call<Task>(`/tasks/${id}`),
  decide: (id: string, decision: Decision, key: string) =>
    call<Decided>(`/tasks/${id}`, { method: 'POST', body: decision, key }),
  flow: (instance: string) => call<Flow>(`/flows/${instance}`),
  withdraw: (instance: string, note: string, key: string) =>
    call<unknown>(`/flows/${instance}/withdraw`, { method: 'POST', body: { note }, key }),
  home: () => call<Home>('/home'),
  weave: (open: boolean) => call<Weave>('/weave', { query: { open: open ? 1 : 0 } }),
  promises: (side: 'owe' | 'owed' | 'all') => call<{ promises: Commitment[] } | Commitment[]>('/promises', { query: { side } }),
  answer: (id: string, body: { do: PromiseDo; due?: string; note?: string }, key: string) =>
    call<Commitment>(`/promises/${id}`, { method: 'POST', body, key }),
}

export const planning = {
  run: (body: { horizon_days?: number }, key: string) => call<{ job: string }>('/planning/mrp', { method: 'POST', body, key }),
  latest: () => call<Mrp>('/planning/mrp/latest'),
  runs: () => call<{ runs: MrpRun[] }>('/planning/mrp/runs'),
  compareRuns: (from: string, to: string) => call<RunCompare>('/planning/mrp/compare', { query: { from, to } }),
  derivation: (order: string) => call<Derivation>(`/planning/orders/${order}/derivation`),
  pegging: (order: string) => call<Pegging>(`/planning/orders/${order}/pegging`),
  bom: (item: string, quantity: string) => call<Bom>(`/planning/bom/${item}`, { query: { quantity } }),
  whereUsed: (item: string) => call<WhereUsed>(`/planning/where-used/${item}`),
  schedule: () => call<Schedule>('/planning/schedule'),
  /** Plans and accepts at once. */
  dispatch: (key: string) => call<Schedule>('/planning/schedule', { method: 'POST', body: { do: 'run', accept: true }, key }),
  makePlan: (asked: PlanAsked, key: string) => call<{ job: string }>('/planning/schedule', { method: 'POST', body: { do: 'run', ...asked }, key }),
  plans: () => call<PlanHead[]>('/planning/plans'),
  plan: (id: string, against?: string) => call<Plan>(`/planning/plans/${id}`, { query: { against } }),
  acceptPlan: (id: string, orders: readonly string[] | null, key: string) =>
    call<Schedule | { job: string }>(`/planning/plans/${id}`, { method: 'POST', body: { do: 'accept', orders }, key }),
  planProgress: (id: string) => call<Pick<PlanHead, 'state' | 'progress'>>(`/planning/plans/${id}/progress`),
  stopPlan: (id: string) => call<unknown>(`/planning/plans/${id}`, { method: 'POST', body: { do: 'stop' } }),
  dropPlan: (id: string) => call<unknown>(`/planning/plans/${id}`, { method: 'POST', body: { do: 'drop' } }),
  move: (bar: string, machine: string, from: string) =>
    call<Proposal>('/planning/schedule', { method: 'POST', body: { do: 'move', bar, machine, from } }),
  save: (bars: readonly PlacedBar[], key: string) =>
    call<unknown>('/planning/schedule', { method: 'POST', body: { do: 'save', bars }, key }),
  /** Nothing is written; a worker that takes long answers with its job, and the same is asked again. */
  promise: (form: string, record: string | null, lines: readonly PromiseAsked[], signal?: AbortSignal) =>
    call<Promised | { job: string }>('/planning/promise', { method: 'POST', body: { form, record, lines }, ...(signal ? { signal } : {}) }),
  kit: (workOrder: string) => call<KitCheck>(`/planning/kit/${workOrder}`),
  stock: (asked: Record<string, string>) => call<Stock>('/planning/stock', { query: asked }),
  moves: (item: string, asked: Record<string, string>) => call<StockMoves>(`/planning/stock/${item}`, { query: asked }),
}

export const jobs = {
  get: (id: string) => call<Job>(`/jobs/${id}`),
  cancel: (id: string) => call<Job>(`/jobs/${id}`, { method: 'POST', body: { do: 'cancel' } }),
  importFile: (source: string, file: File, { form, dry, rates = [] }: { form?: string; dry: boolean; rates?: string[] }, key: string) =>
    call<{ job: string }>(`/imports/${source}`, { method: 'POST', raw: file, query: { name: file.name, form, dry: dry ? 1 : undefined, rate: rates }, key }),
}
