export { Gantt, type GanttHandle, type GanttWords } from './Gantt'
export { Strip } from './Strip'
export type { Colouring, Flag, GanttBar, GanttRow, Ghost, Held } from './model'
export { SERIES_OF } from './legend'
