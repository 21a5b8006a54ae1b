/** The names at the left: machines, and the heads of their groups that fold them away. */
import type { Lane } from '@jingwei/core/gantt'
import { memo } from 'react'
import { AXIS } from './paint/axis'
import s from './gantt.module.css'

function NamesOf({ lanes, width, height, onFold }: { lanes: readonly Lane[]; width: number; height: number; onFold: (group: string) => void }) {
  return (
    <div className={s['names']} data-names>
      <div style={{ top: AXIS, width, height }}>
        {lanes.map(lane => (lane.kind === 'group'
          ? <button type="button" key={lane.key} className={`${s['name']} ${s['group']}`} style={{ top: lane.y, height: lane.height }} aria-expanded={!lane.closed} onClick={() => onFold(lane.title)} data-group={lane.title}>{lane.title}<small>{lane.rows.length}</small></button>
          : <div key={lane.key} className={s['name']} style={{ top: lane.y, height: lane.height }} title={lane.title} data-lane={lane.key}>{lane.title}</div>))}
      </div>
    </div>
  )
}

export const Names = memo(NamesOf)
