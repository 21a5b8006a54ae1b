/** Forms the stock pages speak of. */
export const ITEM = 'engineering.item'
export const WAREHOUSE = 'inventory.warehouse'
export const LOT = 'inventory.lot'
