/** A record as a page of its own, and the same record in a drawer beside its list. */
import type { Fault, Form, Record_ } from '@jingwei/client'
import { Page, StateChip, stateOf } from '@jingwei/kit'
import { ArrowLeftOutlined, ArrowsAltOutlined, CloseOutlined, EditOutlined } from '@ant-design/icons'
import { Button, Tabs } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams } from 'react-router'
import { fieldOf, useForm } from '@/hooks/useForm'
import { useMedium, useNarrow } from '@/hooks/useNarrow'
import { address } from '@/lib/address'
import { Asked } from '@/lib/Asked'
import { ago, instant } from '@/lib/format'
import { said } from '@/lib/said'
import { Guard } from './Guard'
import { RecordActions } from './RecordActions'
import { RecordBody } from './RecordBody'
import { RecordRail } from './RecordRail'
import s from './records.module.css'
import { useRecord } from './useRecord'

export function RecordState({ form, record }: { form: Form; record: Record_ }) {
  const field = fieldOf(form, form.states)
  const value = field ? record.values[field.field] : undefined
  const option = field?.options?.find(one => one.value === value)
  return option ? <StateChip state={stateOf(option.colour)}>{option.title}</StateChip> : null
}

/** The title in the reader's language, where the field it is taken from is told in both. */
function titled(form: Form, record: Record_): string {
  const field = fieldOf(form, form.title_field)
  const own = field?.english ? said(field, record.values) : undefined
  return typeof own === 'string' ? own : record.title
}

function Meta({ form, record }: { form: Form; record: Record_ }) {
  const { t } = useTranslation()
  return (
    <div className={s['meta']}>
      <span>{form.title}</span>
      {record.owner?.title ? <span>{t('record.owner')} {record.owner.title}</span> : null}
      {record.department?.title ? <span>{record.department.title}</span> : null}
      {record.updated_at ? <span title={instant(record.updated_at)}>{t('record.updatedAt')} {ago(record.updated_at, t)}</span> : null}
    </div>
  )
}

/** What an action was refused for, until the record is another one. */
function useRefused(record: Record_ | undefined): [Fault[], (faults: Fault[]) => void] {
  const [refused, setRefused] = useState<Fault[]>([])
  useEffect(() => setRefused([]), [record?.id, record?.ver])
  return [refused, setRefused]
}

export default function RecordPage() {
  const { app = '', form: slug = '', id = '' } = useParams()
  const name = `${app}.${slug}`
  const { t } = useTranslation()
  const navigate = useNavigate()
  const narrow = useNarrow()
  const medium = useMedium()
  const form = useForm(name)
  const record = useRecord(name, id)
  const [dirty, setDirty] = useState(false)
  const [refused, setRefused] = useRefused(record.data)
  return (
    <Asked query={form}>
      {shape => (
        <Asked query={record}>
          {found => (
            <Page padded={false} title={<span className={s['lead']}>{titled(shape, found)}<RecordState form={shape} record={found} /></span>} sub={<Meta form={shape} record={found} />}
              lead={<Button type="text" icon={<ArrowLeftOutlined />} aria-label={t('common.back')} onClick={() => void navigate(-1)} />}
              tools={<RecordActions form={shape} record={found} dirty={dirty} onFaults={setRefused} compact={narrow} onGone={() => void navigate(address.grid(name), { replace: true })} />}>
              <div className={`${s['split']} ${medium ? s['whole'] : ''}`}>
                {medium
                  ? <div className={s['main']}><Tabs size="small" items={[{ key: 'form', label: t('record.details'), children: <RecordBody key={found.id} form={shape} record={found} onDirty={setDirty} refused={refused} /> }, { key: 'rail', label: `${t('record.flow')} · ${t('record.chain')} · ${t('record.history')}`, children: <div className={s['sheet']}><RecordRail form={shape} record={found} /></div> }]} /></div>
                  : <><div className={s['main']}><RecordBody key={found.id} form={shape} record={found} onDirty={setDirty} refused={refused} /></div><aside className={s['rail']}><RecordRail key={found.id} form={shape} record={found} /></aside></>}
              </div>
              <Guard dirty={dirty} />
            </Page>
          )}
        </Asked>
      )}
    </Asked>
  )
}

export function RecordDrawer({ form, id, close }: { form: Form; id: string; close: () => void }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const record = useRecord(form.form, id)
  const [dirty, setDirty] = useState(false)
  const [refused, setRefused] = useRefused(record.data)
  return (
    <div className={s['drawer']}>
      <Asked query={record}>
        {found => (
          <>
            <header className={s['drawerHead']}>
              <h1>{titled(form, found)}</h1><RecordState form={form} record={found} /><span className={s['grow']} />
              <RecordActions form={form} record={found} dirty={dirty} onFaults={setRefused} compact onGone={close} />
              <Button type="text" icon={<ArrowsAltOutlined />} title={t('record.whole')} aria-label={t('record.whole')} onClick={() => void navigate(address.record(form.form, id))} />
              <Button type="text" icon={<CloseOutlined />} aria-label={t('common.close')} onClick={close} />
            </header>
            <Guard dirty={dirty} />
            <div className={s['drawerBody']}>
              <Tabs size="small" items={[
                { key: 'form', label: <span><EditOutlined /> {t('record.details')}</span>, children: <RecordBody key={found.id} form={form} record={found} onDirty={setDirty} refused={refused} flat /> },
                { key: 'rail', label: `${t('record.flow')} · ${t('record.chain')} · ${t('record.history')}`, children: <RecordRail form={form} record={found} /> },
              ]} />
            </div>
          </>
        )}
      </Asked>
    </div>
  )
}
