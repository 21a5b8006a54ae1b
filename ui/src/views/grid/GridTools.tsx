/** Group, columns and saved views: three small menus at the right of the filter bar. */
import type { Field, Form } from '@jingwei/client'
import { AppstoreOutlined, BarsOutlined, DeleteOutlined, GroupOutlined, InsertRowRightOutlined, SaveOutlined, UnorderedListOutlined } from '@ant-design/icons'
import { Button, Checkbox, Dropdown, Input, Popover, Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '@/lib/session'
import type { GridState, ViewKind } from './useGridState'
import { useSavedViews } from './savedViews'
import s from './grid.module.css'

interface Props { form: Form; state: GridState; columns: readonly Field[]; search: string; change: (part: Partial<GridState>) => void; apply: (search: string) => void; kanban: boolean }

const GROUPABLE = new Set(['choice', 'link', 'person', 'department', 'switch', 'date'])

export function GridTools({ form, state, columns, search, change, apply, kanban }: Props) {
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
      <Views form={form} search={search} apply={apply} />
      {kanban ? <Segmented<ViewKind> size="small" value={state.kind} onChange={kind => change({ kind })} options={[{ value: 'table', icon: <BarsOutlined />, title: t('grid.table') }, { value: 'kanban', icon: <AppstoreOutlined />, title: t('grid.kanban') }]} /> : null}
    </>
  )
}

const order = (form: Form, name: string): number => {
  const at = form.list.indexOf(name)
  return at < 0 ? 1000 + form.fields.findIndex(field => field.field === name) : at
}

function Views({ form, search, apply }: { form: Form; search: string; apply: (search: string) => void }) {
  const { t } = useTranslation()
  const { me } = useSession()
  const { views, save, remove } = useSavedViews(me.person.id, form.form)
  const [name, setName] = useState('')
  const current = views.find(view => view.search === search)
  return (
    <Popover trigger="click" placement="bottomRight" arrow={false} content={(
      <div className={s['pop']} style={{ width: 240 }}>
        <Button size="small" type={search ? 'text' : 'default'} block style={{ justifyContent: 'flex-start' }} onClick={() => apply('')}>{t('grid.allRows')}</Button>
        {views.map(view => (
          <div key={view.name} style={{ display: 'flex' }}>
            <Button size="small" type={view === current ? 'default' : 'text'} style={{ flex: 1, justifyContent: 'flex-start' }} onClick={() => apply(view.search)}>{view.name}</Button>
            <Button size="small" type="text" icon={<DeleteOutlined />} aria-label={t('grid.deleteView')} onClick={() => remove(view.name)} />
          </div>
        ))}
        <Input size="small" value={name} onChange={event => setName(event.target.value)} placeholder={t('grid.viewName')} onPressEnter={() => { if (name.trim()) { save(name.trim(), search); setName('') } }}
          suffix={<Button size="small" type="text" icon={<SaveOutlined />} aria-label={t('grid.saveView')} disabled={!name.trim()} onClick={() => { save(name.trim(), search); setName('') }} />} />
      </div>
    )}>
      <Button size="small" type="text" icon={<UnorderedListOutlined />} style={{ color: current ? 'var(--accent)' : 'var(--text2)' }}>{current?.name ?? t('grid.views')}</Button>
    </Popover>
  )
}
