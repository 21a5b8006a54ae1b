/** The list of a form: search, filters, groups, saved views, table or board, a record beside it. */
import { ApiError, newKey, records, type Action, type Field, type Filter, type Form, type Record_, type Value } from '@jingwei/client'
import { toWrite } from '@jingwei/core/draft'
import { nextSort, sortToApi, toApi } from '@jingwei/core/filter'
import { Bones, Empty, Page } from '@jingwei/kit'
import { PlusOutlined, SearchOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Drawer, Input } from 'antd'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams, useSearchParams } from 'react-router'
import { asked as askedAs, sortable, useKinds } from '@/fields/kind'
import { fieldOf, useForm } from '@/hooks/useForm'
import { useHotkeys } from '@/hooks/useHotkeys'
import { useLater } from '@/hooks/useLater'
import { useNarrow } from '@/hooks/useNarrow'
import { address } from '@/lib/address'
import { Asked, Failed, sentence } from '@/lib/Asked'
import { FEW_PAGES, keys, outdated } from '@/lib/keys'
import { kept } from '@/lib/storage'
import { FilterBar } from '@/views/grid/FilterBar'
import { Grid } from '@/views/grid/Grid'
import g from '@/views/grid/grid.module.css'
import { GridTools } from '@/views/grid/GridTools'
import { SortMenu } from '@/views/grid/SortMenu'
import { Views } from '@/views/grid/Views'
import { RowCards } from '@/views/grid/RowCards'
import { useGridState } from '@/views/grid/useGridState'
import { replaceRow, rowsOf, useRows, type GridRow } from '@/views/grid/useRows'
import { Kanban } from '@/views/kanban/Kanban'
import { RecordDrawer } from './RecordPage'
import s from './records.module.css'
import { useGroups } from './useGroups'

export default function ListPage() {
  const { app = '', form: slug = '' } = useParams()
  const form = useForm(`${app}.${slug}`)
  return <Asked query={form} rows={12}>{shape => <List key={shape.form} form={shape} />}</Asked>
}

function List({ form }: { form: Form }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const navigate = useNavigate()
  const client = useQueryClient()
  const narrow = useNarrow()
  const kinds = useKinds()
  const [params, setParams] = useSearchParams()
  const [state, change] = useGridState()
  const [typed, setTyped] = useState(state.q)
  const q = useLater(typed)
  useEffect(() => { if (q !== state.q) change({ q }) }, [q, state.q, change])
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set())
  const [widths, setWidths] = useState<Record<string, number>>(() => kept.readJson(`widths.${form.form}`, {}))

  const names = state.columns.length ? state.columns : form.list
  const columns = useMemo(() => names.flatMap(name => { const field = fieldOf(form, name); return field && !field.hidden ? [field] : [] }), [names, form])
  const asked = useMemo(() => [...new Set([...names, ...names.map(name => fieldOf(form, name)?.english), form.key, form.title_field, form.states].filter((name): name is string => Boolean(name)))], [names, form])
  // A condition on a field that the reader does not have, in an address from somebody else, says nothing here.
  const api = toApi(state.filters).flatMap(([name, ...rest]): ReturnType<typeof toApi> => { const field = fieldOf(form, name); const at = field ? askedAs(field) : null; return at ? [[at, ...rest]] : [] })
  const filter: Filter | null = api.length ? (['and', ...api] as Filter) : null
  const sort = sortToApi(state.sort.filter(key => { const field = fieldOf(form, key.field); return field !== undefined && sortable(field) }))
  const grouped = state.kind === 'table' && state.group !== '' && !narrow
  const rows = useRows(form.form, { filter, sort, q, fields: asked }, 100, state.kind === 'table' && !grouped)
  const count = useQuery({ queryKey: keys.records(form.form, 'count', filter, q), queryFn: () => records.count(form.form, filter, q) })
  const groups = useGroups(form, grouped ? state.group : '', columns, { filter, sort, q, fields: asked })
  const flat = useMemo(() => rowsOf(rows.data?.pages), [rows.data])
  const plain = useMemo(() => flat.map(row => ({ kind: 'row' as const, row })), [flat])
  const items = grouped ? groups.items : plain
  const old = !grouped && rows.isStale && (rows.data?.pages.length ?? 0) > FEW_PAGES
  const stateField = fieldOf(form, form.states) ?? form.fields.find(field => field.type === 'choice')
  const pending = grouped ? groups.pending : state.kind === 'table' && rows.isPending
  const error = grouped ? groups.error : rows.error

  const open = (id: string, whole: boolean): void => {
    if (whole || narrow) void navigate(address.record(form.form, id))
    else change({ open: id }, state.open !== '')
  }
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = rows
  const onEnd = useCallback(() => { if (!grouped && hasNextPage && !isFetchingNextPage) void fetchNextPage() }, [grouped, hasNextPage, isFetchingNextPage, fetchNextPage])

  const put = async (row: GridRow, field: Field, value: Value): Promise<void> => {
    const ver = client.getQueryData<Record_>(keys.record(form.form, row.id))?.ver ?? row.ver
    const saved = await records.change(form.form, row.id, Math.max(ver, row.ver), { [field.field]: toWrite(field.type, value) as Value }, newKey())
    client.setQueryData(keys.record(form.form, row.id), saved)
    replaceRow(client, form.form, saved)
    await outdated(client, form.form)
  }
  const edit = (row: GridRow, field: Field, value: Value): void => {
    const before = row.values[field.field]
    put(row, field, value).then(() => {
      const key = `edit${row.id}`
      message.open({ key, type: 'success', duration: 6, content: <>{t('common.saved')} · {field.title} <Button type="link" size="small" onClick={() => { message.destroy(key); put(row, field, before).then(() => message.info(t('grid.undone')), (failed: unknown) => message.error(sentence(failed, t('common.offlineError')))) }}>{t('common.undo')}</Button></> })
    }, (failed: unknown) => message.error(sentence(failed, t('common.offlineError'))))
  }
  const editable = (field: Field): boolean => Boolean(form.can['update']) && !field.readonly && kinds[field.type].Edit !== null && field.field !== form.states && !kinds[field.type].wide
  const bulk = async (action: Action): Promise<void> => {
    let done = 0
    const failed: string[] = []
    for (const id of picked) {
      try {
        await records.act(form.form, id, action.action, {}, newKey())
        done += 1
      } catch (failure) {
        failed.push(failure instanceof ApiError ? failure.message : String(failure))
      }
    }
    await outdated(client, form.form)
    setPicked(new Set())
    if (done) message.success(t('grid.bulkDone', { n: done }))
    if (failed.length) message.error(t('grid.bulkFailed', { n: failed.length, why: failed[0] ?? '' }))
  }
  useHotkeys({ n: () => { if (form.can['create']) void navigate(address.create(form.form)) }, '/': () => document.querySelector<HTMLInputElement>('[data-list-search] input')?.focus(), Escape: () => { if (state.open) change({ open: '' }) } })
  const bulkActions = form.actions.filter(action => action.bulk)
  const keptSearch = new URLSearchParams(params)
  keptSearch.delete('open')
  const filtered = api.length > 0 || q !== ''
  const apply = (search: string, wide: Record<string, number>): void => {
    setParams(new URLSearchParams(search))
    setTyped(new URLSearchParams(search).get('q') ?? '')
    setWidths(wide)
    kept.writeJson(`widths.${form.form}`, wide)
  }

  return (
    <Page padded={false} title={form.title}
      tools={(
        <>
          <span data-list-search><Input allowClear prefix={<SearchOutlined style={{ color: 'var(--text3)' }} />} value={typed} onChange={event => setTyped(event.target.value)} placeholder={t('grid.search', { form: form.title })} style={{ width: narrow ? 180 : 240 }} /></span>
          {form.can['create'] ? <Button type="primary" icon={<PlusOutlined />} onClick={() => void navigate(address.create(form.form))} aria-label={t('record.new', { form: form.title })} data-action="new">{narrow ? '' : t('record.new', { form: form.title })}</Button> : null}
        </>
      )}>
      <div className={s['list']}>
        <div className={g['bar']}>
          <FilterBar fields={form.fields.filter(field => !field.hidden)} filters={state.filters} onChange={filters => change({ filters })} />
          <span className={g['grow']} />
          {narrow ? <SortMenu columns={columns} sort={state.sort} onSort={next => change({ sort: next })} /> : null}
          {narrow ? <Views form={form} search={keptSearch.toString()} widths={widths} apply={apply} /> : <GridTools form={form} state={state} columns={columns} search={keptSearch.toString()} widths={widths} change={change} apply={apply} kanban={stateField?.type === 'choice'} />}
        </div>
        {error && items.length === 0 ? <Failed error={error} retry={() => void rows.refetch()} />
          : pending ? <Bones rows={12} />
            : state.kind === 'kanban' && stateField ? <Kanban form={form} by={stateField} columns={columns} filter={filter} q={q} sort={sort} onOpen={id => open(id, false)} onMove={form.can['update'] && !stateField.readonly && stateField.field !== form.states ? edit : null} />
              : items.length === 0 ? (
                <Empty title={filtered ? t('grid.emptyFiltered', { form: form.title }) : t('grid.empty', { form: form.title })} text={filtered ? t('grid.emptyFilteredText') : t(form.can['create'] ? 'grid.emptyText' : 'grid.emptyMade')}
                  step={filtered ? <Button onClick={() => { setTyped(''); change({ filters: [], q: '' }) }}>{t('grid.clearFilters')}</Button> : form.can['create'] ? <Button type="primary" onClick={() => void navigate(address.create(form.form))}>{t('record.new', { form: form.title })}</Button> : undefined} />
              ) : narrow ? <div style={{ overflow: 'auto', flex: 1 }}><RowCards form={form} rows={flat} columns={columns} onOpen={id => open(id, true)} />{hasNextPage ? <div style={{ textAlign: 'center', paddingBottom: 20 }}><Button onClick={onEnd} loading={isFetchingNextPage}>{t('common.loadMore')}</Button></div> : null}</div> : (
                <Grid items={items} columns={columns} lead={form.key ?? columns[0]?.field ?? null} groupField={fieldOf(form, state.group)} sort={state.sort}
                  onSort={(field, keep) => change({ sort: nextSort(state.sort, field, keep) })}
                  widths={widths} onWidth={(field, width) => { const next = { ...widths, [field]: width }; setWidths(next); kept.writeJson(`widths.${form.form}`, next) }}
                  picked={picked} onPick={setPicked} onOpen={open} onToggle={groups.toggle} onEdit={edit} editable={editable} onEnd={onEnd} />
              )}
        {picked.size ? (
          <div className={g['bulk']} role="toolbar">
            <span>{t('grid.selected', { n: picked.size })}</span>
            {bulkActions.map(action => <Button key={action.action} size="small" type={action.style === 'primary' ? 'primary' : 'default'} danger={action.style === 'danger'} onClick={() => void bulk(action)}>{action.title}</Button>)}
            <Button size="small" type="text" onClick={() => setPicked(new Set())}>{t('common.clear')}</Button>
          </div>
        ) : null}
        {state.kind === 'table' && !narrow ? (
          <div className={g['foot']}>
            <span>{count.data ? t(count.data.exact ? 'grid.ofTotal' : 'grid.about', { n: count.data.count.toLocaleString('en-US') }) : ''}</span>
            {!grouped && flat.length && (count.data?.count ?? 0) > flat.length ? <span>{t('grid.loaded', { n: flat.length.toLocaleString('en-US') })}</span> : null}
            {old ? <Button type="link" size="small" onClick={() => void client.resetQueries({ queryKey: keys.records(form.form, 'rows') })}>{t('grid.old')}</Button> : null}
            <span className={g['grow']} /><span>{t('grid.keys')}</span>
          </div>
        ) : null}
      </div>
      <Drawer open={state.open !== '' && !narrow} onClose={() => change({ open: '' })} size={760} closable={false} mask={false} styles={{ body: { padding: 0 } }} destroyOnHidden>
        {state.open ? <RecordDrawer key={state.open} form={form} id={state.open} close={() => change({ open: '' })} /> : null}
      </Drawer>
    </Page>
  )
}
