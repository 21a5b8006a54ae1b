/** A new record: the same form, empty but for defaults; one key for the submit, so that a double click makes one. */
import { records, type Form, type Row, type Values } from '@jingwei/client'
import { Page } from '@jingwei/kit'
import { ArrowLeftOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation, useNavigate, useParams } from 'react-router'
import { newLine } from '@/fields/table/Sheet'
import { useForm } from '@/hooks/useForm'
import { useLinked } from '@/hooks/useLinked'
import { useHotkeys } from '@/hooks/useHotkeys'
import { address } from '@/lib/address'
import { Asked } from '@/lib/Asked'
import type { Begun } from '@/lib/begun'
import { expecting } from '@/lib/expected'
import { keys } from '@/lib/keys'
import { preview } from '@/lib/preview'
import { useSession } from '@/lib/session'
import { FaultList } from '@/views/form/FaultList'
import { FormView } from '@/views/form/FormView'
import { useDraft } from '@/views/form/useDraft'
import { usePanels } from '@/views/panels/usePanels'
import { Guard } from './Guard'
import s from './records.module.css'

function defaults(form: Form): Values {
  const values: Values = {}
  for (const field of form.fields) {
    if (field.type === 'table') values[field.field] = field.readonly ? [] : ([newLine(field.form?.fields ?? [])] as Row[])
    else if (field.default !== undefined && field.default !== null) values[field.field] = field.default
  }
  return values
}

export default function NewRecordPage() {
  const { app = '', form: slug = '' } = useParams()
  const form = useForm(`${app}.${slug}`)
  return <Asked query={form}>{shape => <NewRecord key={shape.form} form={shape} />}</Asked>
}

const NOTHING: Values = {}
const NO_FIELDS: readonly string[] = []

function NewRecord({ form }: { form: Form }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const navigate = useNavigate()
  const client = useQueryClient()
  const begun = useLocation().state as Begun | null
  const start = useMemo(() => ({ ...defaults(form), ...begun?.values }), [form, begun])
  const draft = useDraft(form, NOTHING, undefined, start)
  // What the server fills has nothing to show yet, and what a later step asks for is not to be filled yet.
  const computed = form.fields.filter(field => field.later || (field.readonly && !field.formula && field.type !== 'serial' && field.type !== 'table')).map(field => field.field)
  const { me } = useSession()
  const links = useLinked(form, draft.values, true)
  const shown = useMemo(() => preview(form, draft.values, me.person, links, true), [form, draft.values, me.person, links])
  const asking = useMemo(() => expecting(form, shown, me.person), [form, shown, me.person])
  const below = usePanels({ form, values: draft.values, shown, record: null, editing: true, readonly: NO_FIELDS, onChange: draft.set })
  const saved = useRef(false)
  const create = async (): Promise<void> => {
    await draft.submit(async (sent, key) => {
      const record = await records.create(form.form, sent.values as Values, key)
      client.setQueryData(keys.record(form.form, record.id), record)
      await client.invalidateQueries({ queryKey: keys.records(form.form) })
      message.success(t('record.created', { title: record.title }))
      saved.current = true
      void navigate(address.record(form.form, record.id), { replace: true })
    })
  }
  useHotkeys({ 'mod+s': () => void create() })
  const first = form.fields.find(field => !field.readonly && !field.hidden && !field.later && field.type !== 'serial' && field.type !== 'table')
  return (
    <Page padded={false} title={t('record.new', { form: form.title })} lead={<Button type="text" icon={<ArrowLeftOutlined />} aria-label={t('common.back')} onClick={() => void navigate(-1)} />}
      tools={<Button type="primary" loading={draft.saving} onClick={() => void create()} data-action="create">{t('record.create', { form: form.title })}</Button>}>
      <div className={s['main']}>
        <div className={s['sheet']}>
          <div style={{ paddingTop: draft.faults.length ? 12 : 0 }}><FaultList faults={draft.faults} scope="new" form={form} /></div>
          <FormView form={asking} values={draft.values} shown={shown} editing fresh scope="new" onChange={draft.set} faults={draft.faults} focus={first?.field ?? null} skip={computed} below={below} />
        </div>
      </div>
      <Guard dirty={draft.dirty > 0} off={saved} />
    </Page>
  )
}
