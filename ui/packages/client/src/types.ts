/** The shapes of the HTTP contract, version 1 (docs/reference/api.md), written by hand. */

export type Decimal = string
export interface Ref { id: string; title: string | null }

export interface Me {
  person: Ref; login: string; department: Ref; roles: string[]; admin: boolean
  language: Language; workspace: { slug: string; title: string }; csrf: string
  /** The plant's time zone; every time is shown in it, wherever the reader sits. */
  zone: string
}
export type Language = 'zh' | 'en'

export type FieldType =
  | 'text' | 'longtext' | 'number' | 'quantity' | 'money' | 'percent' | 'date' | 'datetime' | 'choice' | 'switch'
  | 'person' | 'department' | 'link' | 'table' | 'lookup' | 'rollup' | 'formula' | 'serial' | 'attachment'

export interface Option { value: string; title: string; colour?: string | null; retired?: boolean }

export interface Field {
  field: string; type: FieldType; title: string
  required?: boolean; required_when?: string | null; readonly?: boolean; hidden?: boolean
  help?: string | null; default?: Value
  /** Asked for by a step of a flow or a button, so not yet by the form of a new record. */
  later?: boolean
  /** Worked out here: the next step will not go on without it. */
  expected?: boolean
  /** The server fills it when it is left empty. */
  defaulted?: boolean; default_formula?: string | null
  /** A lookup reads this field of the record that this link names. */
  through?: string | null; reads?: string | null
  options?: Option[]; to?: string | null
  /** Of a link: fields of the target that must agree with fields of this record, or be one of these choices. */
  where?: Record<string, string | readonly string[]>
  unit?: string | null; unit_from?: string | null; currency?: string | null
  formula?: string | null; result?: FieldType | null
  min?: Decimal | null; max?: Decimal | null; above?: Decimal | null; digits?: number | null; zero?: 'blank' | null; max_length?: number | null; scan?: boolean | null
  /** Of a text: the field that says the same in English. */
  english?: string | undefined
  /** Of a sub-table: `given` lines come from another document, nobody adds or removes any. */
  rows?: 'given' | null
  /** Of given lines: the quantity that stays with a line when people divide it, say into two lots. */
  split?: string | null
  form?: Form
}

export interface Action {
  action: string; title: string; style: 'primary' | 'default' | 'danger'
  confirm?: string | null; ask?: Field[]; bulk?: boolean
  /** The condition under which it is offered, and what it writes at once, as formulas. */
  when?: string | null; leads?: Record<string, string>
}

export interface Section { title: string; fields: string[]; folded?: boolean }

export interface Form {
  form: string; title: string; key?: string | null; title_field?: string | null
  list: string[]; sections: Section[]; fields: Field[]
  states?: string | null; actions: Action[]; can: Record<string, boolean>
  version?: string | number; prints?: string[]; panels?: PanelSpec[]
}
/** What the form shows beside its fields: the kind of panel, the fields it works on by their part, when it is shown (a formula). */
export interface PanelSpec { panel: string; parts: Record<string, string>; when?: string | null }

export interface FormHead { form: string; title: string; icon?: string | null; menu?: boolean; can: { create: boolean; read: boolean; import?: boolean } }
export interface App { slug: string; title: string; icon?: string | null; forms: FormHead[] }
/** Pages that belong to no single form, each with what the reader may do there. */
export type Pages = Partial<Record<'mrp' | 'schedule' | 'bom' | 'kit' | 'stock' | 'floor', string[]>>
export interface Catalogue { version: string | number; apps: App[]; pages: Pages; units: Record<string, { title: string; dimension: string }> }

export interface Measured { value: Decimal; unit: string }
export interface FileRef { id: string; name: string; size: number; type: string }
export type Row = { id?: string; $delete?: true } & { [field: string]: Value }
export type Value = string | number | boolean | null | undefined | Measured | Ref | FileRef[] | string[] | Row[]
export type Values = Record<string, Value>

/** A task that waits on a record, and whether it waits for the reader. */
export interface OpenTask { id: string; title: string; node: string; opened_at: string; due_at: string | null; mine: boolean; assignees: Ref[] }
export interface Record_ {
  id: string; ver: number; form: string; title: string; values: Values
  owner?: Ref | null; department?: Ref | null; created_at?: string; updated_at?: string
  actions: string[]; can: { update: boolean; delete: boolean }; readonly?: string[]
  flow?: { instance: string; title: string; status: string; tasks: OpenTask[] } | null
}

export interface Page { columns: string[]; rows: Value[][]; next: string | null; version?: string | number }
export interface Groups { rows: { key: Value; count: number; sums: Record<string, Value> }[] }
export interface Count { count: number; exact: boolean }

export type Op = 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le' | 'in' | 'contains' | 'starts' | 'empty' | 'notempty'
export type Condition = [field: string, op: Op, value?: unknown]
export type Filter = Condition | ['and' | 'or', ...Filter[]] | Condition[]

export interface Change { field: string; title: string; before: Value; after: Value }
export interface HistoryEntry { at: string; actor: Ref | null; kind: string; title?: string | null; via?: string | null; why?: string | null; changes: Change[] }
export interface Link { form: string; form_title: string; id: string; title: string; state?: string | null; kind: string; quantity?: Measured | null }
export interface Links { up: Link[]; down: Link[] }

export type TaskDo = 'approve' | 'reject' | 'return' | 'transfer' | 'urge' | 'complete'
export type TaskCan = TaskDo | 'withdraw'
/** What a document is about: a party, a thing, an amount, words; or the first of its lines and how many there are. */
export type Fact = Ref | Measured | string | { line: (Ref | Measured | string | null)[]; of: number | null }
export interface Task {
  id: string; kind: 'approve' | 'handle' | 'cc'; title: string; node: string; flow_title: string
  form: string; record: Ref; assignees: Ref[]; department: Ref | null
  opened_at: string; due_at?: string | null; minutes_left?: number | null; late: boolean; urgent?: boolean
  reason?: string | null; can: TaskCan[]; edit: string[]; ask: { field: string; required: boolean }[]
  /** The step's own word for going forward, and what should be known before pressing it. */
  button?: string | null; help?: string | null
  /** Formulas of what open fields say while they are empty: the inspector is who handles it. */
  preset?: Record<string, string>
  /** Fields to be read right above what is asked. */
  show?: string[]
  /** The row of a sub-table the task is about; what it asks for are columns of that table. */
  row?: { table: string; id: string } | null
  /** Who rejected, returned or transferred it, and why. */
  sent?: { how: 'reject' | 'return' | 'transfer'; by: Ref | null; note: string } | null
  facts: Fact[]
  waiting_for?: string | null; why?: { rule: string; persons: Ref[] }; flow?: string | null
}
export type Box = 'mine' | 'started' | 'copied' | 'done'

export interface FlowNode { node: string; kind: string; title: string; who?: string | null; progress?: 'done' | 'now' | 'ahead' }
export interface Flow {
  title: string; status: string; nodes: FlowNode[]
  edges: { from: string; to: string; label?: string | null; dashed?: boolean }[]
  tokens: { node: string; since: string | null; persons: Ref[]; late: boolean }[]
  log: { at: string; actor: Ref | null; node: string; what: string; note?: string | null; minutes?: number | null }[]
}

export type PromiseState = 'asked' | 'accepted' | 'countered' | 'refused' | 'kept' | 'broken'
export interface Commitment {
  id: string; what: string; from: Ref; to: Ref; quantity?: Measured | null; due: string; proposed?: string | null
  /** Whether the reader may answer for a side of it. */
  mine?: boolean
  state: PromiseState; record: Ref; form: string; history?: { at: string; actor: Ref | null; what: string; note?: string | null }[]
}
export type PromiseDo = 'accept' | 'counter' | 'refuse' | 'agree'

export interface HomeNumber { title: string; value: string | null; unit?: string | null; target?: string | null; trend?: string[]; how: string }
export interface Books { stock: Decimal | null; movements: Decimal | null; ledger: Decimal | null; equal: boolean }
export interface Home {
  department: Ref | null; tasks: Task[]; promises: { owe: Commitment[]; owed: Commitment[] }
  orders_at_risk: { record: Ref; form: string; due: string; days_late: number; reason: string[] }[]
  numbers: HomeNumber[]; mine: HomeNumber[]; books: Books | null
  /** The weave of the orders at risk, for whoever heads several departments. */
  weave: Weave | null
  coming: { title: string; flow_title: string; done: number; last: string | null; under_way: number }[]
  starts: { form: string; title: string }[]
}

export type CellState = 'none' | 'waiting' | 'turn' | 'late' | 'done'
export interface WeaveCell { state: CellState; hours?: number | null; days?: number | null; tasks?: number | string[] | null }
export interface Weave {
  departments: { slug: string; title: string; open: number; late: number }[]
  orders: { record: Ref; form?: string; customer: string | Ref | null; due: string; cells: Record<string, WeaveCell> }[]
}

export interface Timeline {
  order: Ref; from: string; to: string
  lanes: { slug: string; title: string; hours?: number | string | null; cost?: Measured | null
    bars: { from: string; to: string; kind: 'ball' | 'waiting'; title: string; form: string; record: Ref; late: boolean }[] }[]
  handoffs: { at: string; from: string; to: string; title: string }[]
  flags: { lane: string; at: string; kind: 'promised' | 'kept' | 'moved' | 'broken'; title: string }[]
  milestones: { at: string; title: string }[]
}

export interface LiveEvent { kind: string; form?: string; record?: string; task?: string; /** Kind `job`: which one got on or ended. */ job?: string; at: string | null }

export interface Job {
  id: string; kind: string; state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled'
  done: number; total: number | null; note?: string | null; result?: unknown; faults?: Fault[]; notices?: Fault[]
  rehearsed?: boolean; made?: { form: string; title: string; created: number; changed: number; unchanged: number }[]
}
export interface Fault { path?: (string | number)[] | null; code?: string; message: string }

export interface PlannedOrder { id: string; item: Ref; code: string; quantity: Measured; release: string; due: string; make: boolean; state: string; priority: string | null; action: string | null; sales_order: Ref | null }
export interface MrpMessage { kind: string; urgency: number | string; item: Ref; text: string; order?: string | null; action?: string | null; document?: (Ref & { form: string; kind: string }) | null }
export interface Mrp { run: Ref | null; at: string | null; note: string | null; job: string | null; orders: PlannedOrder[]; messages: MrpMessage[] }
export interface MrpRun {
  id: string; number: string; at: string; state: string; method: 'full' | 'net' | null; scrap_rule: string | null; note: string | null; snapshot: string | null
  horizon_days: string | null; orders: string | null; made: string | null; changed: string | null; gone: string | null; messages: string | null; seconds: string | null
  seconds_reading: string | null; seconds_computing: string | null; seconds_writing: string | null
  items_read: string | null; lines_read: string | null; demands_read: string | null; supplies_read: string | null
}
export interface RunOrder { quantity: Measured; release_on: string | null; due: string | null; state: string }
export interface RunCompare {
  from: Ref; to: Ref; more: boolean
  orders: { how: 'new' | 'gone' | 'changed'; order: Ref; item: Ref; before: RunOrder | null; after: RunOrder | null }[]
  messages: { how: 'new' | 'gone'; kind: string; text: string; item: Ref }[]
}
/** A sentence in parts: words, a day, the name of a record that can be opened. */
export interface Said { text?: string; date?: string; form?: string; id?: string }
export interface PromiseAsked { item: string; quantity: Value; wanted: string | null
  /** The line of the order that is edited. */
  line?: string
}
export interface PromisedLine {
  row: number; item?: Ref; quantity?: Measured
  /** Null: not within a year. */
  earliest?: string | null; wanted?: string | null; met?: boolean; part?: Measured | null
  chain?: { code: string; day: string | null; said: Said[] }[]; notes?: Said[][]
  wrong?: { code: string; field: string; said: Said[] }
}
export interface Shortage {
  item: Ref; quantity: Measured; source: 'make' | 'buy' | 'outside'; needed: string; start: string; due: string; late: number
  /** The first order MRP would propose. */
  order: Measured
  why: { label: string; value: string }[]
}
export interface Promised { at: string; renewing: boolean; lines: PromisedLine[]
  /** Null for whoever may not see stock. */
  shortages: Shortage[] | null
}
export interface Derivation {
  why: { label: string; value: string }[]
  days: { day: string; gross: string; scheduled: string; planned: string; projected: string; kept: string; needed: boolean }[]
  supplies: { kind: string; title: string; item: Ref; document: (Ref & { form: string; kind: string }) | null; quantity: Measured; due: string | null }[]
}
export interface PegNode { title: string; form?: string | null; id?: string | null; quantity: Measured | string; due?: string | null; note?: string | null; children: PegNode[] }
export interface Pegging { tree: PegNode; why: { label: string; value: string }[] }
export interface BomRow { level: number; item: Ref; code: string; per: Decimal; quantity: Decimal; unit: string; on_hand?: Decimal | null; source?: string | null; line?: string | null; cost: { each: Decimal; amount: Decimal } | null }
/** The version of a structure that holds today: from its first day until before its last. */
export interface BomVersion { id: string; version: string; from: string | null; to: string | null }
export interface BomLine { bom: BomVersion | null; scrap: Decimal | null; share: Decimal | null; fixed: boolean; from: string | null; to: string | null; substitutes: Substitute[] }
export interface Substitute { item: Ref; code: string; per: Decimal; unit: string; priority: number | null }
export interface Bom { rows: (BomRow & BomLine)[]; nodes: number | string; costs: boolean }
export interface WhereUsed { rows: ({ level: number; item: Ref; code: string; per: Decimal } & BomLine)[] }

export interface Bar {
  id: string; operation: Ref; order: Ref; machine: string; from: string; to: string; setup_from?: string | null
  late: boolean; locked: boolean; started: boolean; state: string; colour_key?: string | null
  /** The setup family, and the work centre whose machines can run it. */
  family?: string | null; centre?: string | null
  operator?: string | null; tool?: string | null
  /** What kind of record it is: an operation, or a maintenance order. */
  form?: string
  /** It stands nowhere in what the plan is compared with. */
  new?: boolean
}
export interface Lane { id: string; title: string; group?: string | null; centre?: string | null; shifts: [string, string][]; /** Of the shifts, those beyond the usual ones. */ overtime?: [string, string][]; /** Planned downtimes: maintenance and others. */ stops?: { from: string; to: string; reason: string | null }[]; /** A supplier who takes any number at once. */ outside?: boolean }
export interface Schedule {
  from: string; to: string
  machines: Lane[]
  /** Those whose skill, and the tools whose kind, an operation asks for. */
  people?: Lane[]; tools?: Lane[]
  bars: Bar[]
  orders: ScheduledOrder[]
  /** The saved preference. */
  starts?: Starts
  /** What it did not know when it was made, in sentences. */
  changed?: string[]
  /** Until when nothing is moved any more. */
  frozen_until?: string | null
}
/** Why an order is late: a sentence, and the bar that is in the way. */
export interface LateReason { text: string; bar: string | null }
/** `priority`: how often a minute of its lateness counts; 1 is usual. */
export interface ScheduledOrder { order: Ref; /** A work order or a maintenance order. */ form?: string; due: string; finish: string | null; late_minutes: number; priority?: number; why: LateReason[] }
export interface PlacedBar { bar: string; machine: string; from: string; to: string; locked?: boolean }
export interface Proposal { proposal: PlacedBar[]; slipped: { order: Ref; before: string; after: string }[]; repaired?: string[]; gained?: number }
/** What a plan is worth: minutes late, orders late, minutes of setup, minutes until all is done; nothing is less late than the bound. */
export interface PlanFigures { lateness: number; late: number; setup_minutes: number; makespan: number; bound: number | null; gap: number | null; /** Minutes orders are in progress, and lie finished before they are due. */ in_progress?: number | null; early?: number | null }
/** At once, with the least in progress, or no earlier than due. */
export type Starts = 'soon' | 'wip' | 'due'
/** Little lateness, or then everything done as early as no order suffers from. */
export type Goal = 'lateness' | 'sooner'
export interface PlanProgress { what?: 'lateness' | 'lots' | 'choices' | 'makespan'; share: number; value: number; bound: number; gap: number; seconds: number; history: [number, number][] }
export interface PlanHead {
  id: string; title: string | null; by?: string | null; at: string; state: 'standing' | 'running' | 'done' | 'stopped' | 'failed' | 'accepted'
  stale: boolean; scenario: boolean; figures: PlanFigures | null; progress: PlanProgress | null
}
export interface PlannedWorkOrder extends ScheduledOrder { before: string | null; after: string | null; moved: number; accepted: boolean; stale: boolean }
/** What a what-if copy supposes. */
export interface Scenario {
  machines: { machine: string; down?: [string, string][]; overtime?: [string, string][] }[]
  orders: { order: string; due?: string; priority?: number; leave_out?: boolean }[]
}
/** What a plan is left to choose: other routings, and overtime of a machine or of a work centre's, an hour of which counts for so many minutes of lateness. */
export interface OvertimeIf { machine?: string; centre?: string; after?: number; off?: string; days?: number; cost?: number }
/** Late orders that may be made in so many lots: those named, or all of more than so much. */
export interface SplitIf { lots: number; above?: number; orders?: string[] }
export interface Choices { routes?: boolean; overtime?: OvertimeIf[]; split?: SplitIf | null }
/** What it chose, against the best plan without; of so many orders with other routings and so many shifts. */
export interface Chosen {
  without: { lateness: number; late: number }; orders: number; shifts: number
  routes: { order: Ref; from: string; to: string }[]; overtime: { machine: Ref; from: string; to: string; cost: number }[]
  splittable: number; splits: { order: Ref; lots: string[] }[]
}
/** A plan as a board; `ghost` are its bars where they stand in what it is compared with. */
export interface Plan extends PlanHead, Omit<Schedule, 'orders'> {
  orders: PlannedWorkOrder[]; history: [number, number][]; changed: string[]; ghost: PlacedBar[]
  left_out: { order: Ref; text: string }[]; supposes: Scenario | null; /** So long it was searched. */ seconds?: number | null
  /** Starts that were put off, and what the plan was before. */
  later?: { starts: Starts; in_progress: number; early: number } | null
  /** What it was made for, and the minutes until all was done before it was made shorter. */
  goal?: Goal; shorter?: { makespan: number } | null
  /** What it was left to choose and what it chose. */
  choices?: Choices | null; chosen?: Chosen | null; faults?: string[]
}
export interface PlanAsked { title?: string; seconds?: number; from?: 'standing' | 'anew'; scenario?: Scenario; starts?: Starts; goal?: Goal; choices?: Choices; accept?: boolean }
export interface KitCheck { ready: boolean; lines: { item: Ref; need: Measured | Decimal; available: Measured | Decimal; short: Measured | Decimal; promised_on?: string | null }[] }

export interface StockStatus { value: string; title: string; colour: string }
export interface StockLine { item: Ref; code: string; specification: string | null; warehouse: Ref; lot: string; status: string; on_hand: Measured; reserved: Measured; free: Measured; value: Measured | null }
export interface Stock { lines: StockLine[]; more: boolean; statuses: StockStatus[] }
export interface StockMove { at: string; form: string; form_title: string; record: Ref; actor: Ref | null; warehouse: Ref; lot: string; status: string; change: Measured; balance: Measured }
export interface StockMoves { item: Ref; code: string; moves: StockMove[]; more: boolean; statuses: StockStatus[] }

/** A document that a decision or a button made; without a title it is not the reader's to see. */
export interface Made { form: string; form_title: string; id: string; title: string | null }
/** The tasks a decision opened and the documents it made. */
export interface Decided { tasks: string[]; created: Made[] }
export interface ActionAnswer { record: Record_; created?: Made[] }
export interface ConflictBody { base: Values; mine: Values; theirs: Values; ver: number | null }

export interface Hit { form: string; form_title: string; id: string; title: string | null; more: string; state: string | null }

export interface Look { filter?: Condition[]; sort?: string; group?: string; q?: string; kind?: 'table' | 'kanban'; columns?: string[]; widths?: Record<string, number> }
export interface SavedView { id: string; title: string; shared: boolean; mine: boolean; owner: Ref; look: Look }
