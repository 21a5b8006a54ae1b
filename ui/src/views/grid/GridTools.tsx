/** Group, columns and saved views: three small menus at the right of the filter bar. */
import type { Field, Form } from '@jingwei/client'
import { AppstoreOutlined, BarsOutlined, GroupOutlined, InsertRowRightOutlined } from '@ant-design/icons'
import { Button, Checkbox, Dropdown, Popover, Segmented } from 'antd'
import { useTranslation } from 'react-i18next'
import type { GridState, ViewKind } from './useGridState'
import s from './grid.module.css'
import { Views } from './Views'

interface Props { form: Form; state: GridState; columns: readonly Field[]; search: string; widths: Record<string, number>; change: (part: Partial<GridState>) => void; apply: (search: string, widths: Record<string, number>) => void; kanban: boolean }

const GROUPABLE = new Set(['choice', 'link', 'person', 'department', 'switch', 'date'])

export function GridTools({ form, state, columns, search, widths, change, apply, kanban }: Props) {
  const { t } = useTranslation()
  const shown = new Set(columns.map(column => column.field))
  const groupable = form.fields.filter(field => GROUPABLE.has(field.type) && !field.hidden)
  const grouped = groupable.find(field => field.field === state.group)
  return (
    <>
      {state.kind === 'table' ? (
        <>
          <Dropdown trigger={['click']} menu={{ selectedKeys: [state.group], items: [{ key: '', label: t('grid.noGroup') }, { type: 'divider' }, ...groupable.map(field => ({ key: field.field, label: field.title }))], onClick: ({ key }) => change({ group: key }) }}>
            <Button size="small" type="text" icon={<GroupOutlined />} style={{ color: grouped ? 'var(--accent)' : 'var(--text2)' }}>{grouped?.title ?? t('grid.group')}</Button>
          </Dropdown>
          <Popover trigger="click" placement="bottomRight" arrow={false} content={(
            <div className={s['pop']} style={{ width: 220, maxHeight: 420, overflow: 'auto' }}>
              {form.fields.filter(field => !field.hidden && field.type !== 'table').map(field => (
                <Checkbox key={field.field} checked={shown.has(field.field)} onChange={event => {
                  const next = new Set(shown)
                  if (event.target.checked) next.add(field.field)
                  else next.delete(field.field)
                  if (next.size) change({ columns: form.fields.map(one => one.field).filter(name => next.has(name)).sort((a, b) => order(form, a) - order(form, b)) })
                }}>{field.title}</Checkbox>
              ))}
              <Button size="small" onClick={() => change({ columns: [] })}>{t('grid.resetColumns')}</Button>
            </div>
          )}>
            <Button size="small" type="text" icon={<InsertRowRightOutlined />} style={{ color: 'var(--text2)' }}>{t('grid.columns')}</Button>
          </Popover>
        </>
      ) : null}
      <Views form={form} search={search} widths={widths} apply={apply} />
      {kanban ? <Segmented<ViewKind> size="small" value={state.kind} onChange={kind => change({ kind })} options={[{ value: 'table', icon: <BarsOutlined />, title: t('grid.table') }, { value: 'kanban', icon: <AppstoreOutlined />, title: t('grid.kanban') }]} /> : null}
    </>
  )
}

const order = (form: Form, name: string): number => {
  const at = form.list.indexOf(name)
  return at < 0 ? 1000 + form.fields.findIndex(field => field.field === name) : at
}
