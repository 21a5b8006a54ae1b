/** Files, sent as soon as they are chosen. */
import { files, newKey, type FileRef, type Value } from '@jingwei/client'
import { PaperClipOutlined } from '@ant-design/icons'
import { App, Button, Upload } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { sentence } from '@/lib/Asked'
import { fileSize } from '@/lib/format'
import type { EditProps, FieldKind, ShowProps } from '../kind'

const read = (value: Value): FileRef[] => (Array.isArray(value) ? (value as unknown[]).filter((one): one is FileRef => typeof one === 'object' && one !== null && 'name' in one) : [])

const Show = ({ value, dense }: ShowProps) => {
  // A list is sent the ids alone: how many there are is all its cells say.
  if (dense) return Array.isArray(value) && value.length ? <><PaperClipOutlined /> {value.length}</> : null
  const list = read(value)
  return <>{list.map(file => <div key={file.id}><a href={files.url(file.id)} target="_blank" rel="noreferrer"><PaperClipOutlined /> {file.name}</a> <span style={{ color: 'var(--text3)', fontSize: 12 }}>{fileSize(file.size)}</span></div>)}</>
}

function Edit({ value, onChange, id }: EditProps) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const [sending, setSending] = useState(0)
  const list = read(value)
  const send = async (file: File): Promise<void> => {
    setSending(n => n + 1)
    try {
      onChange([...list, await files.send(file, newKey())])
    } catch (error) {
      message.error(sentence(error, t('common.offlineError')))
    } finally {
      setSending(n => n - 1)
    }
  }
  return (
    <Upload {...(id ? { id } : {})} fileList={list.map(file => ({ uid: file.id, name: file.name, status: 'done', url: files.url(file.id) }))}
      beforeUpload={file => { void send(file); return false }} onRemove={gone => { onChange(list.filter(file => file.id !== gone.uid)) }}>
      <Button icon={<PaperClipOutlined />} loading={sending > 0}>{sending ? t('fields.uploading') : t('fields.attach')}</Button>
    </Upload>
  )
}

export const attachment: FieldKind = {
  type: 'attachment', align: 'left', width: 72, Show, Edit, ops: ['empty', 'notempty'], wide: true,
  fromText: () => undefined, toText: value => read(value).map(file => file.name).join(', '),
}
