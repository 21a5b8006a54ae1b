/** Search, new, language, light or dark, me. */
import { session } from '@jingwei/client'
import { MoonOutlined, PlusOutlined, SearchOutlined, SunOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { Dropdown } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useNarrow } from '@/hooks/useNarrow'
import { address } from '@/lib/address'
import { keys } from '@/lib/keys'
import { setLook, useLook } from '@/lib/look'
import { Face } from '@/lib/RefShow'
import { useSession } from '@/lib/session'
import { phonePlaces, usePlaces } from './places'
import s from './frame.module.css'

export function TopBar({ openPalette, openHelp, connected }: { openPalette: () => void; openHelp: () => void; connected: boolean }) {
  const { t, i18n } = useTranslation()
  const navigate = useNavigate()
  const client = useQueryClient()
  const narrow = useNarrow()
  const { mode } = useLook()
  const { me, catalogue } = useSession()
  const leave = async (): Promise<void> => {
    await session.close().catch(() => undefined)
    client.setQueryData(keys.me, null)
    client.removeQueries({ predicate: query => query.queryKey[0] !== 'me' })
    void navigate('/')
  }
  const turn = (): void => setLook({ mode: mode === 'dark' ? 'light' : 'dark' })
  const speak = (): void => void i18n.changeLanguage(i18n.language === 'zh' ? 'en' : 'zh')
  const places = usePlaces()
  const creatable = catalogue.apps.flatMap(app => {
    const forms = app.forms.filter(form => form.can.create)
    return forms.length ? [{ key: app.slug, type: 'group' as const, label: app.title, children: forms.map(form => ({ key: form.form, label: form.title })) }] : []
  })
  return (
    <header className={s['top']}>
      <button type="button" className={s['search']} onClick={openPalette} data-open-palette><SearchOutlined /><span>{t('top.search')}</span><kbd>Ctrl K</kbd></button>
      <span className={s['grow']} />
      {connected ? null : <span className={s['offline']} role="status">{t('top.offline')}</span>}
      {creatable.length && !narrow ? <Dropdown trigger={['click']} menu={{ items: creatable, style: { maxHeight: '70vh', overflow: 'auto' }, onClick: ({ key }) => void navigate(address.create(key)) }}><button type="button" className={s['icon']} aria-label={t('top.create')}><PlusOutlined /></button></Dropdown> : null}
      {narrow ? null : <><button type="button" className={s['icon']} onClick={speak} data-language>{t('top.language')}</button><button type="button" className={s['icon']} onClick={turn} aria-label={t(mode === 'dark' ? 'top.light' : 'top.dark')} data-mode>{mode === 'dark' ? <SunOutlined /> : <MoonOutlined />}</button></>}
      <Dropdown trigger={['click']} placement="bottomRight" menu={{ items: [
        { key: 'who', disabled: true, label: <span style={{ color: 'var(--text2)' }}>{me.person.title} · {me.department.title}</span> },
        { type: 'divider' },
        ...(narrow ? [
          { key: 'language', label: t('top.language'), onClick: speak }, { key: 'mode', label: t(mode === 'dark' ? 'top.light' : 'top.dark'), onClick: turn },
          ...places.filter(place => !phonePlaces(places).includes(place)).map(place => ({ key: place.name, label: t(`nav.${place.name}`), onClick: () => void navigate(place.to) })),
        ] : [{ key: 'keys', label: t('top.keys'), extra: '?', onClick: openHelp }]),
        { key: 'leave', label: t('top.logout'), onClick: () => void leave() },
      ] }}>
        <button type="button" className={s['icon']} aria-label={t('top.me')} data-me><Face name={me.person.title ?? me.login} size={24} />{narrow ? null : me.person.title}</button>
      </Dropdown>
    </header>
  )
}
