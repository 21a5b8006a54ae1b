/** What a new plan supposes, row by row as it is filled in. */
import type { Scenario } from '@jingwei/client'

export interface MachineRow { kind: 'machine'; machine: string | null; what: 'down' | 'overtime'; span: [string, string] | null }
export interface OrderRow { kind: 'order'; order: string | null; due: string | null; priority: number | null; leave: boolean }
export type Row = MachineRow | OrderRow

/** What a row still lacks to say anything; null where nothing. */
export function lacks(row: Row): 'machine' | 'span' | 'order' | 'change' | null {
  if (row.kind === 'machine') return row.machine === null ? 'machine' : row.span === null ? 'span' : null
  if (row.order === null) return 'order'
  return row.leave || row.due !== null || row.priority !== null ? null : 'change'
}

/** Complete rows as the server takes them; nothing is supposed where there is none. */
export function supposed(rows: readonly Row[]): Scenario | null {
  const machines = rows.flatMap(row => (row.kind === 'machine' && row.machine && row.span ? [{ machine: row.machine, [row.what]: [row.span] }] : []))
  const orders = rows.flatMap(row => (row.kind === 'order' && row.order ? [{ order: row.order, ...(row.leave ? { leave_out: true } : { ...(row.due ? { due: row.due } : {}), ...(row.priority ? { priority: row.priority } : {}) }) }] : []))
  return machines.length + orders.length ? { machines, orders } : null
}
