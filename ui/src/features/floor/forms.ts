/** The shop-floor documents by name: an operation to report on, the report, the wage on it. */
export const OPERATION = 'production.operation'
export const REPORT = 'production.report'
export const WORK_ORDER = 'production.order'

/** Fields of an operation the card shows, in the suite's names. */
export const CARD = { code: 'code', name: 'name', order: 'order', item: 'item', quantity: 'quantity', good: 'good', scrap: 'scrap', rework: 'rework', used: 'used', waiting: 'waiting', previous: 'previous', before: 'came', machine: 'machine', state: 'state', instruction: 'instruction', operator: 'operator' } as const
export const REPORTED = { operation: 'operation', kind: 'kind', good: 'good', scrap: 'scrap', rework: 'rework', reason: 'reason', note: 'note', wage: 'wage' } as const
export const OPEN_STATES = ['dispatched', 'started']
