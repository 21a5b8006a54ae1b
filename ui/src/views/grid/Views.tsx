/** The menu of saved views: choose one, keep what is shown under a name, share it, bring it up to date. */
import type { Form, SavedView } from '@jingwei/client'
import { DeleteOutlined, SaveOutlined, SyncOutlined, TeamOutlined, UnorderedListOutlined, UserOutlined } from '@ant-design/icons'
import { App, Button, Checkbox, Input, Popover, Tooltip } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { sentence } from '@/lib/Asked'
import { useSession } from '@/lib/session'
import s from './grid.module.css'
import { lookOf, sameSearch, searchOf, useViews } from './useViews'

interface Props { form: Form; search: string; widths: Record<string, number>; apply: (search: string, widths: Record<string, number>) => void }

export function Views({ form, search, widths, apply }: Props) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const { me } = useSession()
  const doors = useViews(form.form)
  const [name, setName] = useState('')
  const [shared, setShared] = useState(false)
  const [open, setOpen] = useState(false)
  const [last, setLast] = useState<string | null>(null)
  const known = new Set(form.fields.map(field => field.field))
  const current = doors.views.find(view => sameSearch(searchOf(view.look, known), search))
  // A view that was changed since it was chosen offers to be brought up to date.
  const stale = current ? undefined : doors.views.find(view => view.id === last && (view.mine || me.admin))
  const tried = (work: Promise<void>): void => { work.catch((error: unknown) => message.error(sentence(error, t('common.offlineError')))) }
  const choose = (view: SavedView): void => { setLast(view.id); setOpen(false); apply(searchOf(view.look, known), view.look.widths ?? {}) }
  const keep = (): void => {
    const title = name.trim()
    if (!title) return
    const look = lookOf(new URLSearchParams(search), widths)
    const same = doors.views.find(view => view.mine && view.title === title)
    tried((same ? doors.change(same, { look, shared }) : doors.create(title, look, shared)).then(() => { setName(''); setOpen(false); message.success(t('grid.viewKept', { name: title })) }))
  }
  const drop = (view: SavedView): void => tried(doors.remove(view).then(() => {
    const key = `view${view.id}`
    message.open({ key, type: 'info', duration: 6, content: <>{t('grid.viewGone', { name: view.title })} <Button type="link" size="small" onClick={() => { message.destroy(key); tried(doors.create(view.title, view.look, view.shared)) }}>{t('common.undo')}</Button></> })
  }))
  const group = (title: string, views: readonly SavedView[]) => (views.length === 0 ? null : (
    <>
      <h5 className={s['viewHead']}>{title}</h5>
      {views.map(view => (
        <div key={view.id} className={s['view']}>
          <Button size="small" type={view === current ? 'default' : 'text'} onClick={() => choose(view)}>{view.title}{view.mine ? null : <small>{view.owner.title}</small>}</Button>
          {view.mine && doors.canShare ? <Tooltip title={t(view.shared ? 'grid.unshare' : 'grid.share')}><Button size="small" type="text" icon={view.shared ? <TeamOutlined style={{ color: 'var(--accent)' }} /> : <UserOutlined />} aria-label={t(view.shared ? 'grid.unshare' : 'grid.share')} onClick={() => tried(doors.change(view, { shared: !view.shared }))} /></Tooltip> : null}
          {view.mine || me.admin ? <Button size="small" type="text" icon={<DeleteOutlined />} aria-label={t('grid.deleteView')} onClick={() => drop(view)} /> : null}
        </div>
      ))}
    </>
  ))
  return (
    <Popover trigger="click" placement="bottomRight" arrow={false} open={open} onOpenChange={setOpen} content={(
      <div className={s['pop']} style={{ width: 280, maxHeight: '70vh', overflow: 'auto' }} data-views>
        <div className={s['view']}><Button size="small" type={search ? 'text' : 'default'} onClick={() => { setLast(null); setOpen(false); apply('', {}) }}>{t('grid.allRows')}</Button></div>
        {group(t('grid.myViews'), doors.views.filter(view => view.mine))}
        {group(t('grid.sharedViews'), doors.views.filter(view => !view.mine))}
        {stale ? <Button size="small" icon={<SyncOutlined />} onClick={() => tried(doors.change(stale, { look: lookOf(new URLSearchParams(search), widths) }).then(() => setOpen(false)))}>{t('grid.refreshView', { name: stale.title })}</Button> : null}
        <div className={s['keep']}>
          <Input size="small" value={name} maxLength={60} onChange={event => setName(event.target.value)} placeholder={t('grid.viewName')} aria-label={t('grid.viewName')} onPressEnter={keep} />
          <Button size="small" type="primary" icon={<SaveOutlined />} disabled={!name.trim()} onClick={keep}>{t('grid.saveView')}</Button>
        </div>
        {doors.canShare ? <Checkbox checked={shared} onChange={event => setShared(event.target.checked)}>{t('grid.shareNew')}</Checkbox> : null}
      </div>
    )}>
      <Button size="small" type="text" icon={<UnorderedListOutlined />} style={{ color: current ? 'var(--accent)' : 'var(--text2)' }} data-view-menu>{current?.title ?? t('grid.views')}</Button>
    </Popover>
  )
}
