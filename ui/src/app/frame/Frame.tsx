/** The frame around every page: rail, top, content; bottom bar on a phone. */
import { work } from '@jingwei/client'
import { Bones } from '@jingwei/kit'
import { MenuFoldOutlined, MenuUnfoldOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Tooltip } from 'antd'
import { Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, NavLink, Outlet, useLocation, useNavigate } from 'react-router'
import { useHotkeys } from '@/hooks/useHotkeys'
import { useNarrow } from '@/hooks/useNarrow'
import { address } from '@/lib/address'
import { keys } from '@/lib/keys'
import { setLook, useLook } from '@/lib/look'
import { useSession } from '@/lib/session'
import s from './frame.module.css'
import { KeyHelp } from './KeyHelp'
import { Palette } from './Palette'
import { phonePlaces, usePlaces, type Place } from './places'
import { TopBar } from './TopBar'

export function Frame({ connected }: { connected: boolean }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const location = useLocation()
  const narrow = useNarrow()
  const { rail } = useLook()
  const { me, catalogue } = useSession()
  const places = usePlaces()
  const planning = places.filter(place => place.group === 'plan')
  const [palette, setPalette] = useState(false)
  const [help, setHelp] = useState(false)
  const inbox = useQuery({ queryKey: keys.inbox('mine'), queryFn: () => work.inbox('mine'), refetchInterval: connected ? false : 60_000 })
  const waiting = inbox.data?.tasks.length ?? 0
  useHotkeys({ 'mod+k': () => setPalette(true), '?': () => setHelp(true), h: () => void navigate(address.home), i: () => void navigate(address.inbox), w: () => void navigate(address.weave) })

  const item = (place: Place, small: boolean) => (
    <NavLink key={place.name} to={place.to} end={place.to === '/'} className={({ isActive }) => `${s['item']} ${isActive || (narrow && place.name === 'apps' && location.pathname.startsWith('/a/')) ? s['here'] : ''}`} data-place={place.name}>
      {place.icon}<span>{t(`nav.${place.name}`)}</span>
      {place.name === 'inbox' && waiting > 0 ? <b className={s['badge']}>{waiting > 99 ? '99+' : waiting}</b> : null}
      {small && !narrow ? <i className={s['tip']}>{t(`nav.${place.name}`)}</i> : null}
    </NavLink>
  )
  return (
    <div className={`${s['frame']} ${rail ? '' : s['thin']}`}>
      {narrow ? null : (
        <nav className={s['rail']} aria-label={t('app.name')}>
          <NavLink to="/" className={s['brand']}><img src="/icon.svg" width="24" height="24" alt="" /><span>{t('app.name')}<small>{me.workspace.title}</small></span></NavLink>
          <div className={s['places']}>
            {places.filter(place => place.group === 'work').map(place => item(place, !rail))}
            {planning.length ? <h4>{t('nav.plan')}</h4> : null}
            {planning.map(place => item(place, !rail))}
            <h4>{t('nav.apps')}</h4>
            {places.filter(place => place.group === 'rest').map(place => item(place, !rail))}
            {rail ? <div className={s['apps']}>{catalogue.apps.slice(0, 12).map(app => {
              const forms = app.forms.filter(form => form.can.read && form.menu !== false)
              const [first] = forms
              const open = location.pathname.startsWith(`/a/${app.slug}/`)
              if (!first) return null
              return (
                <div key={app.slug}>
                  <Link to={address.grid(first.form)} className={`${s['item']} ${s['app']} ${open ? s['open'] : ''}`} aria-expanded={open}><i>{app.title.slice(0, 1)}</i><span>{app.title}</span></Link>
                  {open ? forms.map(form => <NavLink key={form.form} to={address.grid(form.form)} className={({ isActive }) => `${s['item']} ${s['form']} ${isActive ? s['here'] : ''}`}><span>{form.title}</span></NavLink>) : null}
                </div>
              )
            })}</div> : null}
          </div>
          <Tooltip title={rail ? '' : t('nav.expand')} placement="right">
            <button type="button" className={s['fold']} onClick={() => setLook({ rail: !rail })} aria-label={t(rail ? 'nav.collapse' : 'nav.expand')}>{rail ? <MenuFoldOutlined /> : <MenuUnfoldOutlined />}<span>{t('nav.collapse')}</span></button>
          </Tooltip>
        </nav>
      )}
      <div className={s['side']}>
        <TopBar openPalette={() => setPalette(true)} openHelp={() => setHelp(true)} connected={connected} />
        <main className={s['main']}><Suspense fallback={<Bones rows={8} />}><Outlet /></Suspense></main>
      </div>
      {narrow ? <nav className={s['bottom']} aria-label={t('app.name')}>{phonePlaces(places).map(place => item(place, true))}</nav> : null}
      {palette ? <Palette close={() => setPalette(false)} /> : null}
      <KeyHelp open={help} close={() => setHelp(false)} />
    </div>
  )
}
