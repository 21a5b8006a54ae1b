/** Forms the planning pages speak of. */
export const BOM = 'engineering.bom'
export const ITEM = 'engineering.item'
export const WORK_ORDER = 'production.order'
export const PLANNED_ORDER = 'planning.planned_order'
export const OPERATION = 'production.operation'
export const MAINTENANCE = 'production.maintenance'
export const SCHEDULING = 'planning.scheduling'
export const MRP_RUN = 'planning.run'
