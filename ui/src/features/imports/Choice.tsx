/** The file and what it is: a whole InvenTree export with its rates, or a table for one form with its template. */
import type { Catalogue, Form } from '@jingwei/client'
import { Panel } from '@jingwei/kit'
import { DeleteOutlined, DownloadOutlined, FileTextOutlined, InboxOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Input, Segmented, Select } from 'antd'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useForm } from '@/hooks/useForm'
import { DecimalInput } from '@/lib/DecimalInput'
import { fileSize } from '@/lib/format'
import { useSession } from '@/lib/session'
import s from './imports.module.css'

export type Source = 'inventree' | 'csv'
export interface Rate { code: string; value: string }
export interface Chosen { file: File | null; source: Source; form: string; rates: Rate[] }
export const NOTHING: Chosen = { file: null, source: 'csv', form: '', rates: [] }

export const complete = (chosen: Chosen): boolean => chosen.file !== null && (chosen.source === 'inventree' || chosen.form !== '')
export const ratesOf = (chosen: Chosen): string[] =>
  chosen.rates.filter(rate => rate.code.trim() && rate.value).map(rate => `${rate.code.trim().toUpperCase()}=${rate.value}`)

/** `sales.customer.csv` names its form, 客户.csv names it by its title. */
export function guessed(name: string, catalogue: Catalogue): string | null {
  const bare = name.replace(/\.(csv|txt|tsv)$/i, '')
  const forms = catalogue.apps.flatMap(app => app.forms).filter(form => form.can.import)
  return forms.find(form => bare === form.form || bare.startsWith(form.form + ' '))?.form ?? forms.find(form => bare.includes(form.title))?.form ?? null
}

interface Props { chosen: Chosen; choose: (change: Partial<Chosen>) => void; take: (file: File) => void; busy: boolean; checked: boolean; check: (() => void) | null }

export function Choice({ chosen, choose, take, busy, checked, check }: Props) {
  const { t } = useTranslation()
  const { me } = useSession()
  const [over, setOver] = useState(false)
  const picker = useRef<HTMLInputElement>(null)
  const { file, source } = chosen
  return (
    <Panel>
      <input ref={picker} type="file" accept=".json,.csv,.txt,.tsv" hidden data-file
        onChange={event => { const one = event.target.files?.[0]; if (one) take(one); event.target.value = '' }} />
      <button type="button" disabled={busy} className={`${s['drop']} ${over ? s['over'] : ''} ${file ? s['taken'] : ''}`} onClick={() => picker.current?.click()}
        onDragOver={event => { event.preventDefault(); setOver(true) }} onDragLeave={() => setOver(false)}
        onDrop={event => { event.preventDefault(); setOver(false); const one = event.dataTransfer.files[0]; if (one && !busy) take(one) }}>
        {file ? <FileTextOutlined style={{ fontSize: 20, color: 'var(--accent)' }} /> : <InboxOutlined style={{ fontSize: 28, color: 'var(--text3)' }} />}
        <span><b>{file ? file.name : t('imports.drop')}</b>{file ? `${fileSize(file.size)} · ${t('imports.other')}` : t('imports.about')}</span>
      </button>
      <div className={s['row']} style={{ marginTop: 14 }}>
        <span className={s['name']}>{t('imports.source')}</span>
        <Segmented<Source> disabled={busy} value={source} onChange={value => choose({ source: value })} options={[{ value: 'csv', label: t('imports.csv') }, ...(me.admin ? [{ value: 'inventree' as const, label: t('imports.inventree') }] : [])]} />
      </div>
      {source === 'csv' ? <FormChoice form={chosen.form} choose={form => choose({ form })} busy={busy} /> : <Rates rates={chosen.rates} choose={rates => choose({ rates })} busy={busy} />}
      <div className={s['row']} style={{ marginTop: 16 }}>
        <span className={s['hint']}>{t('imports.checkFirst')}</span><span style={{ flex: 1 }} />
        <Button type={checked ? 'default' : 'primary'} disabled={!check} loading={busy} onClick={check ?? (() => undefined)} data-action="check">{t(checked ? 'imports.checkAgain' : 'imports.check')}</Button>
      </div>
    </Panel>
  )
}

function FormChoice({ form, choose, busy }: { form: string; choose: (form: string) => void; busy: boolean }) {
  const { t } = useTranslation()
  const { catalogue } = useSession()
  const shape = useForm(form || null)
  const groups = catalogue.apps.flatMap(app => {
    const forms = app.forms.filter(one => one.can.import)
    return forms.length ? [{ label: app.title, options: forms.map(one => ({ value: one.form, label: one.title })) }] : []
  })
  return (
    <>
      <div className={s['row']} style={{ marginTop: 12 }}>
        <label className={s['name']} htmlFor="import-form">{t('imports.into')}</label>
        <Select id="import-form" disabled={busy} value={form || null} placeholder={t('common.choose')} options={groups} onChange={(one: string | null) => choose(one ?? '')} showSearch={{ optionFilterProp: 'label' }} style={{ width: 240, maxWidth: '100%' }} data-form />
        {shape.data ? <Button type="link" size="small" icon={<DownloadOutlined />} onClick={() => download(shape.data)}>{t('imports.template')}</Button> : null}
      </div>
      {shape.data ? <p className={s['hint']} style={{ margin: '6px 0 0' }}>{t('imports.columns', { key: shape.data.fields.find(one => one.field === shape.data.key)?.title ?? '' })}</p> : null}
    </>
  )
}

/** A table with the form's writable columns and nothing below them. */
function download(form: Form): void {
  const columns = form.fields.filter(field => !field.readonly && !field.hidden && !['table', 'attachment', 'serial', 'formula', 'lookup', 'rollup'].includes(field.type))
  const first = columns.filter(field => field.field === form.key)
  const line = [...first, ...columns.filter(field => field.field !== form.key)].map(field => `"${field.title.replace(/"/g, '""')}"`).join(',')
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob(['\ufeff' + line + '\r\n'], { type: 'text/csv' }))
  link.download = `${form.form}.csv`
  link.click()
  URL.revokeObjectURL(link.href)
}

function Rates({ rates, choose, busy }: { rates: Rate[]; choose: (rates: Rate[]) => void; busy: boolean }) {
  const { t } = useTranslation()
  const put = (at: number, change: Partial<Rate>): void => choose(rates.map((rate, i) => (i === at ? { ...rate, ...change } : rate)))
  return (
    <div className={s['row']} style={{ marginTop: 12, alignItems: 'flex-start' }}>
      <span className={s['name']} style={{ lineHeight: '32px' }}>{t('imports.rates')}</span>
      <div className={s['rates']}>
        {rates.map((rate, i) => (
          <div className={s['rate']} key={i}>
            <Input disabled={busy} value={rate.code} maxLength={3} placeholder="USD" aria-label={t('imports.currency')} onChange={event => put(i, { code: event.target.value.toUpperCase() })} style={{ width: 72 }} />
            <span>=</span>
            <span style={{ width: 110 }}><DecimalInput value={rate.value} onChange={value => put(i, { value })} placeholder="7.05" suffix={<span className={s['hint']}>CNY</span>} /></span>
            <Button type="text" size="small" icon={<DeleteOutlined />} aria-label={t('common.remove')} disabled={busy} onClick={() => choose(rates.filter((_, j) => j !== i))} />
          </div>
        ))}
        <Button size="small" type="dashed" icon={<PlusOutlined />} disabled={busy} onClick={() => choose([...rates, { code: rates.length ? '' : 'USD', value: '' }])}>{t('imports.addRate')}</Button>
        <span className={s['hint']}>{t('imports.ratesHint')}</span>
      </div>
    </div>
  )
}
