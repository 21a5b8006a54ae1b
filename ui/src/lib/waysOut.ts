/** The suite's forms with a page of their own: extra ways out of an ordinary record. Only slugs, no behaviour. */
import type { Words } from '@/lib/words/zh'
import { address } from '@/lib/address'

export const FORMS = {
  salesOrder: 'sales.order',
  item: 'engineering.item',
  workOrder: 'production.order',
  operation: 'production.operation',
} as const

export interface WayOut { label: `nav.${keyof Words['nav'] & string}` | `record.${keyof Words['record'] & string}`; to: (id: string) => string }

export const WAYS_OUT: Record<string, readonly WayOut[]> = {
  [FORMS.salesOrder]: [{ label: 'record.timeline', to: id => address.timeline(FORMS.salesOrder, id) }],
  [FORMS.item]: [{ label: 'nav.stock', to: address.stock }, { label: 'nav.bom', to: address.bom }],
  [FORMS.workOrder]: [{ label: 'nav.kit', to: address.kit }],
}
