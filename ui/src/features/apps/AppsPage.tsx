/** All apps and their documents, found by name or pinyin initials. */
import { fit } from '@jingwei/core/text'
import { Empty, Page } from '@jingwei/kit'
import { PlusOutlined, SearchOutlined } from '@ant-design/icons'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { address } from '@/lib/address'
import { useSession } from '@/lib/session'
import s from './apps.module.css'

export default function AppsPage() {
  const { t } = useTranslation()
  const { catalogue } = useSession()
  const [query, setQuery] = useState('')
  const apps = catalogue.apps
    .map(app => ({ ...app, forms: app.forms.filter(form => form.can.read && form.menu !== false && (fit(query, form.title) > 0 || fit(query, app.title) > 2)) }))
    .filter(app => app.forms.length > 0)
  return (
    <Page title={t('apps.title')} tools={<Input allowClear prefix={<SearchOutlined style={{ color: 'var(--text3)' }} />} value={query} onChange={event => setQuery(event.target.value)} placeholder={t('apps.find')} style={{ width: 240 }} />}>
      {catalogue.apps.length === 0 ? <Empty title={t('apps.empty')} text={t('apps.emptyText')} step={<Link to={address.imports}>{t('nav.imports')}</Link>} /> : apps.length === 0 ? <Empty title={t('top.nothing')} /> : (
        <div className={s['apps']}>
          {apps.map(app => (
            <section key={app.slug} className={s['app']}>
              <h2><i>{app.title.slice(0, 1)}</i>{app.title}</h2>
              {app.forms.map(form => (
                <div key={form.form} className={s['form']}>
                  <Link to={address.grid(form.form)}>{form.title}</Link>
                  {form.can.create ? <Link to={address.create(form.form)} aria-label={t('record.new', { form: form.title })}><Button type="text" size="small" icon={<PlusOutlined />} tabIndex={-1} /></Link> : null}
                </div>
              ))}
            </section>
          ))}
        </div>
      )}
    </Page>
  )
}
