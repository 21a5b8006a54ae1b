/** The bars in view as elements that screen readers, tests and the browser's search can name; the canvas below them is what is seen. */
import { lanesIn, touching, x as xOf, type Lane, type Scale } from '@jingwei/core/gantt'
import { memo } from 'react'
import type { Board, Ghost, View } from './model'
import { AXIS } from './paint/axis'
import { HIGH, topOf } from './paint/bars'
import s from './gantt.module.css'

/** Above this many a reader is served by the list of orders and the arrow keys; the selected order is always there. */
const MOST = 400

export interface Settled { view: View; scale: Scale; lanes: readonly Lane[]; laneOf: ReadonlyMap<number, Lane> }
interface Props { at: Settled; board: Board; ghosts: readonly Ghost[]; selected: string | null; order: string | null; names: number; idOf: (bar: string) => string; lookOnly: boolean }

function NodesOf({ at, board, ghosts, selected, order, names, idOf, lookOnly }: Props) {
  const { view, scale, lanes, laneOf } = at
  const window = { from: scale.from + ((view.left - 40) / scale.perHour) * 3_600_000, to: scale.from + ((view.left + view.width) / scale.perHour) * 3_600_000 }
  const [first, last] = lanesIn(lanes, view.top, view.top + view.height)
  const seen = first < 0 ? [] : lanes.slice(first, last + 1).flatMap(lane => (lane.kind === 'row' ? touching(board.tracks[lane.row] ?? { bars: [], reach: [] }, window) : []))
  const chosen = selected === null ? undefined : board.byId.get(selected)
  const must = [...(order === null ? [] : board.orders.get(order) ?? []), ...(chosen ? [chosen] : [])]
  const shown = [...new Set([...must, ...seen])].slice(0, Math.max(MOST, must.length))
  return (
    <>
      {shown.map(bar => {
        const lane = laneOf.get(bar.rowIndex)
        if (!lane || lane.closed) return null
        const left = xOf(scale, bar.from)
        return <div key={bar.id} id={idOf(bar.id)} className={s['node']} role="button" tabIndex={-1} data-bar={bar.id} data-late={bar.late !== null} data-held={lookOnly ? 'lookOnly' : bar.held ?? undefined} aria-pressed={bar.id === selected} aria-label={bar.said} style={{ left: names + left, top: AXIS + topOf(lane, bar), width: Math.max(3, xOf(scale, bar.to) - left), height: HIGH }} />
      })}
      {board.rows.flatMap((row, i) => [...(row.overtime ?? []).map(span => ({ span, kind: 'overtime' })), ...(row.stops ?? []).map(span => ({ span, kind: 'stop' }))].map(({ span, kind }) => {
        const lane = laneOf.get(i)
        const left = xOf(scale, span.from)
        return !lane || lane.closed || span.to < window.from || span.from > window.to ? null
          : <div key={`${row.id}${kind}${span.from}`} className={s['stop']} role="img" aria-label={`${row.title} ${span.label}`} title={span.label} {...{ [`data-${kind}`]: row.id }} style={{ left: names + left, top: AXIS + lane.y, width: Math.max(3, xOf(scale, span.to) - left), height: lane.height }} />
      }))}
      {ghosts.filter(ghost => ghost.kind === 'proposal' || board.byId.get(ghost.bar)?.moved).map(ghost => {
        const lane = laneOf.get(board.rowOf.get(ghost.row) ?? -1)
        const bar = board.byId.get(ghost.bar)
        return lane ? <div key={`${ghost.kind}${ghost.bar}`} className={s['ghost']} data-ghost={ghost.bar} style={{ left: names + xOf(scale, ghost.from), top: AXIS + topOf(lane, bar?.row === ghost.row ? bar : undefined), width: Math.max(3, xOf(scale, ghost.to) - xOf(scale, ghost.from)), height: HIGH }} /> : null
      })}
    </>
  )
}

export const Nodes = memo(NodesOf)
