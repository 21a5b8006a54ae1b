/** Ctrl-K: pages, documents, actions and records; takes pinyin initials, and a scanned code goes straight to its record. */
import { search } from '@jingwei/client'
import { readCode } from '@jingwei/core/code'
import { fit } from '@jingwei/core/text'
import { ArrowRightOutlined, CloseOutlined, FileTextOutlined, PlusOutlined, ScanOutlined, SearchOutlined } from '@ant-design/icons'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useEffect, useRef, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useLater } from '@/hooks/useLater'
import { useNarrow } from '@/hooks/useNarrow'
import { address } from '@/lib/address'
import { sentence } from '@/lib/Asked'
import { keys } from '@/lib/keys'
import { useSession } from '@/lib/session'
import s from './frame.module.css'
import { usePlaces } from './places'

const Camera = lazy(() => import('@/lib/Camera').then(({ Camera: found }) => ({ default: found })))

interface Found { key: string; group: string; title: string; more?: string; icon: ReactNode; to: string; score: number }

export function Palette({ close }: { close: () => void }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { catalogue } = useSession()
  const [query, setQuery] = useState('')
  const [at, setAt] = useState(0)
  const [camera, setCamera] = useState(false)
  const narrow = useNarrow()
  const places = usePlaces()
  const asked = useLater(query.trim())
  const list = useRef<HTMLDivElement>(null)
  const forms = catalogue.apps.flatMap(app => app.forms.map(form => ({ ...form, app: app.title })))

  // One Chinese sign says as much as two letters.
  const enough = asked.length > 1 || /[^\u0000-\u2e7f]/.test(asked)
  const results = useQuery({ queryKey: keys.search(asked), queryFn: ({ signal }) => search(asked, signal), enabled: enough, staleTime: 15_000, placeholderData: keepPreviousData })

  const waiting = enough && results.isFetching
  const found: Found[] = []
  const put = (one: Omit<Found, 'score'>, text: string): void => {
    const score = fit(query, text)
    if (score > 0) found.push({ ...one, score })
  }
  for (const place of places) put({ key: place.name, group: t('top.pages'), title: t(`nav.${place.name}`), icon: place.icon, to: place.to }, t(`nav.${place.name}`))
  if (query) {
    for (const form of forms) {
      if (form.can.read) put({ key: form.form, group: t('top.forms'), title: form.title, more: form.app, icon: <FileTextOutlined />, to: address.grid(form.form) }, form.title)
      if (form.can.create) put({ key: `new-${form.form}`, group: t('top.actions'), title: t('top.newOf', { form: form.title }), more: form.app, icon: <PlusOutlined />, to: address.create(form.form) }, t('top.newOf', { form: form.title }))
    }
  }
  const ranked = found.sort((a, b) => b.score - a.score)
  const shown: Found[] = [t('top.pages'), t('top.forms'), t('top.actions')].flatMap(group => ranked.filter(one => one.group === group).slice(0, query ? 5 : 12))
  const hits = enough ? results.data?.results ?? [] : []
  // The best form first, its records together; a number typed in full stands above everything.
  const meant = hits.some(hit => hit.title?.toLowerCase() === asked.toLowerCase())
  const records: Found[] = []
  for (const form of new Set(hits.map(hit => hit.form))) {
    for (const hit of hits.filter(one => one.form === form)) {
      records.push({ key: `${hit.form}/${hit.id}`, group: hit.form_title, title: hit.title ?? hit.form_title, more: hit.more, icon: <ArrowRightOutlined />, to: address.record(hit.form, hit.id), score: 1 })
    }
  }
  if (meant) shown.unshift(...records)
  else shown.push(...records)
  const chosen = Math.min(at, shown.length - 1)
  const go = (to: string): void => { close(); void navigate(to) }
  /** A code of ours leads straight to its record. */
  const led = (text: string): boolean => {
    const code = readCode(text)
    if (code.kind === 'record') go(address.record(code.form, code.id))
    else if (code.kind === 'report') go(address.operation(code.operation))
    return code.kind !== 'text'
  }
  const enter = (): void => {
    const one = shown[chosen]
    if (!led(query) && one) go(one.to)
  }
  const scanned = (text: string): void => {
    setCamera(false)
    if (!led(text)) { setQuery(text.trim()); setAt(0) }
  }
  useEffect(() => {
    const before = document.activeElement
    return () => { if (before instanceof HTMLElement && before.isConnected) before.focus() }
  }, [])
  useEffect(() => { list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' }) }, [at])
  return (
    <div className={s['veil']} onMouseDown={event => { if (event.target === event.currentTarget) close() }} data-palette>
      <div className={s['palette']} role="dialog" aria-modal="true" aria-label={t('top.search')}>
        <div className={s['ask']}>
        <input autoFocus value={query} placeholder={t('top.searchHint')} aria-label={t('top.search')} role="combobox" aria-expanded aria-controls="palette-list" aria-activedescendant={chosen >= 0 ? `palette-${chosen}` : undefined} autoComplete="off" enterKeyHint="go" onChange={event => { setQuery(event.target.value); setAt(0) }}
          onKeyDown={event => {
            if (event.nativeEvent.isComposing) return
            if (event.key === 'Escape') close()
            else if (event.key === 'Tab') event.preventDefault()
            else if (event.key === 'ArrowDown') { event.preventDefault(); setAt(Math.min(shown.length - 1, chosen + 1)) }
            else if (event.key === 'ArrowUp') { event.preventDefault(); setAt(Math.max(0, chosen - 1)) }
            else if (event.key === 'Enter') enter()
          }} />
        {narrow ? <button type="button" className={s['shut']} onClick={() => setCamera(true)} aria-label={t('stock.scan')} data-scan><ScanOutlined /></button> : null}
        <button type="button" className={s['shut']} onClick={close} aria-label={t('common.close')}><CloseOutlined /></button>
        </div>
        <div className={s['results']} role="listbox" id="palette-list" aria-busy={waiting} ref={list}>
          {shown.length === 0 ? <div className={s['nothing']}><SearchOutlined /> {results.error && enough ? sentence(results.error, t('common.offlineError')) : t(waiting ? 'top.searching' : 'top.nothing')}</div> : null}
          {shown.map((one, i) => (
            <div key={one.key}>
              {one.group !== shown[i - 1]?.group ? <h5>{one.group}</h5> : null}
              <div className={s['result']} role="option" id={`palette-${i}`} aria-selected={i === chosen} onMouseMove={() => setAt(i)} onClick={() => go(one.to)}>{one.icon}<span>{one.title}</span>{one.more ? <small>{one.more}</small> : null}</div>
            </div>
          ))}
        </div>
      </div>
      {camera ? <Suspense><Camera onCode={scanned} close={() => setCamera(false)} onFailed={() => setCamera(false)} /></Suspense> : null}
    </div>
  )
}
