/** Ctrl-K: pages, documents, actions and records; takes pinyin initials, and a scanned code goes straight to its record. */
import { records } from '@jingwei/client'
import { readCode } from '@jingwei/core/code'
import { fit } from '@jingwei/core/text'
import { ArrowRightOutlined, FileTextOutlined, PlusOutlined, SearchOutlined } from '@ant-design/icons'
import { useQueries } from '@tanstack/react-query'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation, useNavigate } from 'react-router'
import { useLater } from '@/hooks/useLater'
import { address } from '@/lib/address'
import { isMeasured, isRef, measured } from '@/lib/format'
import { keys } from '@/lib/keys'
import { useSession } from '@/lib/session'
import s from './frame.module.css'
import { PLACES } from './places'

interface Found { key: string; group: string; title: string; more?: string; icon: ReactNode; to: string; score: number }
const MAIN = ['sales.order', 'engineering.item', 'production.order', 'purchasing.order', 'sales.customer', 'purchasing.supplier']

export function Palette({ close }: { close: () => void }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const location = useLocation()
  const { catalogue } = useSession()
  const [query, setQuery] = useState('')
  const [at, setAt] = useState(0)
  const asked = useLater(query.trim())
  const list = useRef<HTMLDivElement>(null)
  const forms = catalogue.apps.flatMap(app => app.forms.map(form => ({ ...form, app: app.title })))

  const here = /^\/a\/([^/]+)\/([^/]+)/.exec(location.pathname)
  const searched = [...new Set([...(here ? [`${here[1]}.${here[2]}`] : []), ...MAIN])].filter(name => forms.some(form => form.form === name && form.can.read))
  const results = useQueries({
    queries: searched.map(form => ({ queryKey: keys.records(form, 'palette', asked), queryFn: () => records.list(form, { q: asked, limit: 5 }), enabled: asked.length > 1, staleTime: 15_000 })),
  })

  const found: Found[] = []
  const put = (one: Omit<Found, 'score'>, text: string): void => {
    const score = fit(query, text)
    if (score > 0) found.push({ ...one, score })
  }
  for (const place of PLACES) put({ key: place.name, group: t('top.pages'), title: t(`nav.${place.name}`), icon: place.icon, to: place.to }, t(`nav.${place.name}`))
  if (query) {
    for (const form of forms) {
      if (form.can.read) put({ key: form.form, group: t('top.forms'), title: form.title, more: form.app, icon: <FileTextOutlined />, to: address.grid(form.form) }, form.title)
      if (form.can.create) put({ key: `new-${form.form}`, group: t('top.actions'), title: t('top.newOf', { form: form.title }), more: form.app, icon: <PlusOutlined />, to: address.create(form.form) }, t('top.newOf', { form: form.title }))
    }
  }
  const ranked = found.sort((a, b) => b.score - a.score)
  const shown: Found[] = [t('top.pages'), t('top.forms'), t('top.actions')].flatMap(group => ranked.filter(one => one.group === group).slice(0, query ? 5 : 12))
  results.forEach((result, i) => {
    const form = forms.find(one => one.form === searched[i])
    if (!form || asked.length < 2) return
    for (const row of result.data?.rows ?? []) {
      const words = row.slice(2).map(value => (isMeasured(value) ? measured(value) : isRef(value) ? value.title ?? '' : typeof value === 'string' ? value : '')).filter(Boolean)
      shown.push({ key: `${form.form}/${String(row[0])}`, group: form.title, title: words.slice(0, 2).join('  '), more: words.slice(2, 4).join(' · '), icon: <ArrowRightOutlined />, to: address.record(form.form, String(row[0])), score: 1 })
    }
  })
  const go = (to: string): void => { close(); void navigate(to) }
  const enter = (): void => {
    const code = readCode(query)
    if (code.kind === 'record') go(address.record(code.form, code.id))
    else if (code.kind === 'report') go(address.operation(code.operation))
    else {
      const one = shown[at]
      if (one) go(one.to)
    }
  }
  useEffect(() => { list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' }) }, [at])
  return (
    <div className={s['veil']} onMouseDown={event => { if (event.target === event.currentTarget) close() }} data-palette>
      <div className={s['palette']} role="dialog" aria-label={t('top.search')}>
        <input autoFocus value={query} placeholder={t('top.searchHint')} aria-label={t('top.search')} onChange={event => { setQuery(event.target.value); setAt(0) }}
          onKeyDown={event => {
            if (event.nativeEvent.isComposing) return
            if (event.key === 'Escape') close()
            else if (event.key === 'ArrowDown') { event.preventDefault(); setAt(Math.min(shown.length - 1, at + 1)) }
            else if (event.key === 'ArrowUp') { event.preventDefault(); setAt(Math.max(0, at - 1)) }
            else if (event.key === 'Enter') enter()
          }} />
        <div className={s['results']} role="listbox" ref={list}>
          {shown.length === 0 ? <div className={s['nothing']}><SearchOutlined /> {t('top.nothing')}</div> : null}
          {shown.map((one, i) => (
            <div key={one.key}>
              {one.group !== shown[i - 1]?.group ? <h5>{one.group}</h5> : null}
              <div className={s['result']} role="option" aria-selected={i === at} onMouseMove={() => setAt(i)} onClick={() => go(one.to)}>{one.icon}<span>{one.title}</span>{one.more ? <small>{one.more}</small> : null}</div>
            </div>
          ))}
        </div>
      </div>
    </div>
  )
}
