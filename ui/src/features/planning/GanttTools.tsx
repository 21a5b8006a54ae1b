/** Above the Gantt: how near, in which colours with their legend, and where an order is. */
import type { Level } from '@jingwei/core/gantt'
import { SERIES_OF, type Colouring } from '@jingwei/gantt'
import { AimOutlined, MinusOutlined, PlusOutlined, SearchOutlined } from '@ant-design/icons'
import { Button, Input, Select } from 'antd'
import { useState, type RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import { useLook } from '@/lib/look'
import type { Rows } from './board'
import s from './schedule.module.css'

interface Props {
  rows: Rows; onRows: (rows: Rows) => void; choices: readonly Rows[]
  level: Level; onLevel: (level: Level) => void; onZoom: (factor: number) => void; onToday: () => void; colour: Colouring; onColour: (colour: Colouring) => void; comparing: boolean
  families: readonly string[]; stops: boolean; overtime: boolean; find: RefObject<HTMLInputElement | null>; onFind: (text: string) => boolean
}
const LEVELS: readonly Level[] = ['hour', 'shift', 'day', 'week']

export function GanttTools({ rows, onRows, choices, level, onLevel, onZoom, onToday, colour, onColour, comparing, families, stops, overtime, find, onFind }: Props) {
  const { t } = useTranslation()
  const [missed, setMissed] = useState('')
  const colours: Colouring[] = ['late', 'order', 'family', ...(comparing ? ['change' as const] : [])]
  return (
    <div className={s['tools']} role="toolbar" aria-label={t('gantt.level')}>
      {choices.length > 1 ? (
        <div className={s['levels']} role="group" aria-label={t('gantt.rows')}>
          {choices.map(one => <button type="button" key={one} aria-pressed={one === rows} data-rows={one} onClick={() => onRows(one)}>{t(`schedule.rows.${one}`)}</button>)}
        </div>
      ) : null}
      <div className={s['levels']} role="group" aria-label={t('gantt.level')}>
        {LEVELS.map(one => <button type="button" key={one} aria-pressed={one === level} data-zoom={one} onClick={() => onLevel(one)}>{t(`gantt.levels.${one}`)}</button>)}
      </div>
      <Button size="small" icon={<MinusOutlined />} aria-label={t('schedule.zoomOut')} onClick={() => onZoom(1 / 1.5)} />
      <Button size="small" icon={<PlusOutlined />} aria-label={t('schedule.zoomIn')} onClick={() => onZoom(1.5)} />
      <Button size="small" icon={<AimOutlined />} onClick={onToday} data-today>{t('gantt.today')}</Button>
      <Select size="small" style={{ width: 116 }} value={colour} onChange={onColour} aria-label={t('gantt.colour')} options={colours.map(value => ({ value, label: t(`gantt.colours.${value}`) }))} data-colour={colour} />
      <Legend colour={colour} families={families} stops={stops} overtime={overtime} />
      <form className={s['find']} onSubmit={event => { event.preventDefault(); const text = find.current?.value ?? ''; setMissed(text.trim() !== '' && !onFind(text) ? text : '') }}>
        <Input size="small" allowClear prefix={<SearchOutlined />} suffix={<kbd>/</kbd>} placeholder={t('gantt.find')} aria-label={t('gantt.find')} status={missed ? 'error' : ''} data-find ref={one => { find.current = one?.input ?? null }} onChange={() => setMissed('')} />
        {missed ? <small role="alert">{t('gantt.findNone', { text: missed })}</small> : null}
      </form>
    </div>
  )
}

function Legend({ colour, families, stops, overtime }: { colour: Colouring; families: readonly string[]; stops: boolean; overtime: boolean }) {
  const { t } = useTranslation()
  const { mode } = useLook()
  const state = (name: string, tone: string, solid = false) => ({ name, fill: `var(--${tone}-${solid ? 'solid' : 'soft'})`, edge: `var(--${tone}-solid)` })
  const parts = colour === 'family' ? [...SERIES_OF(mode, families).slice(0, 6), state(t('gantt.noFamily'), 'draft')]
    : colour === 'change' ? [state(t('gantt.changed'), 'promise'), state(t('gantt.unchanged'), 'draft')]
      : colour === 'late' ? [state(t('gantt.inTime'), 'running'), state(t('gantt.startedBar'), 'running', true), state(t('gantt.late'), 'late', true)] : []
  return <span className={s['legend']}>{parts.map(part => <span key={part.name}><i style={{ background: part.fill, borderColor: part.edge }} />{part.name}</span>)}<span><i className={s['hatch']} />{t('gantt.setup')}</span>{overtime ? <span data-legend-overtime><i className={s['overtime']} />{t('gantt.overtime')}</span> : null}{stops ? <span data-legend-stop><i className={s['stop']} />{t('gantt.stops')}</span> : null}</span>
}
