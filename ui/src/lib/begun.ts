/** What the page people come from knows already of a new record, such as the item a BOM is for. */
import type { Values } from '@jingwei/client'

export interface Begun { values: Values }
