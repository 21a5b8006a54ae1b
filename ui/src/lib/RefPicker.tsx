/** Search-as-you-type for records of one form: number, title and two more columns to tell them apart. */
import { records, type Filter, type Ref } from '@jingwei/client'
import { useQuery } from '@tanstack/react-query'
import { Select, Spin } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useForm } from '@/hooks/useForm'
import { useLater } from '@/hooks/useLater'
import { sentence } from './Asked'
import { plain } from './format'
import { keys } from './keys'

interface Props { to: string; value: Ref | null; onChange: (value: Ref | null) => void; id?: string; invalid?: boolean; autoFocus?: boolean; sheet?: boolean; within?: Filter | undefined; placeholder?: string; style?: React.CSSProperties }
interface Found { value: string; label: string; key: string; more: string }

export function RefPicker({ to, value, onChange, id, invalid, autoFocus, sheet, within, placeholder, style }: Props) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(Boolean(autoFocus && sheet))
  const [typed, setTyped] = useState('')
  const q = useLater(typed)
  const form = useForm(to)
  const search = useQuery({
    queryKey: keys.records(to, 'pick', q, within),
    queryFn: ({ signal }) => records.list(to, { q, limit: 20, ...(within ? { filter: within } : {}) }, signal),
    enabled: open && form.data !== undefined,
    staleTime: 15_000,
  })
  const titleField = form.data?.title_field ?? form.data?.key ?? form.data?.list[0]
  const keyField = form.data?.key
  const options: Found[] = (search.data?.rows ?? []).map(row => {
    const at = (name: string | null | undefined): string => {
      const column = name ? search.data?.columns.indexOf(name) ?? -1 : -1
      return column < 0 ? '' : plain(row[column + 2])
    }
    const key = keyField && keyField !== titleField ? at(keyField) : ''
    const more = (search.data?.columns ?? []).filter(c => c !== keyField && c !== titleField).slice(0, 2).map(at).filter(Boolean).join(' · ')
    return { value: String(row[0]), label: at(titleField) || key || `#${String(row[0])}`, key, more }
  })
  return (
    <Select<Found | null, Found>
      {...(id ? { id } : {})} labelInValue allowClear={!sheet} autoFocus={autoFocus ?? false}
      showSearch={{ filterOption: false, searchValue: typed, onSearch: setTyped }}
      {...(autoFocus && sheet ? { defaultOpen: true } : {})}
      {...(invalid ? { status: 'error' as const } : {})} variant={sheet ? 'borderless' : 'outlined'} size={sheet ? 'small' : 'middle'}
      style={{ width: '100%', ...style }} popupMatchSelectWidth={360}
      placeholder={placeholder ?? (sheet ? '' : t('fields.searchTo', { form: form.data?.title ?? '' }))}
      value={value ? { value: value.id, label: value.title ?? t('common.hidden'), key: '', more: '' } : null}
      options={options}
      notFoundContent={search.isFetching ? <Spin size="small" /> : search.error ? sentence(search.error, t('common.offlineError')) : t('fields.noMatch')}
      onOpenChange={setOpen}
      onChange={chosen => { setTyped(''); onChange(chosen ? { id: chosen.value, title: typeof chosen.label === 'string' ? chosen.label : options.find(o => o.value === chosen.value)?.label ?? null } : null) }}
      optionRender={option => (
        <div style={{ display: 'flex', gap: 8, alignItems: 'baseline', minWidth: 0 }}>
          {option.data.key ? <span style={{ color: 'var(--text2)', fontSize: 12 }}>{option.data.key}</span> : null}
          <span style={{ overflow: 'hidden', textOverflow: 'ellipsis' }}>{option.data.label}</span>
          <span style={{ flex: 1 }} />
          <span style={{ color: 'var(--text3)', fontSize: 12, overflow: 'hidden', textOverflow: 'ellipsis' }}>{option.data.more}</span>
        </div>
      )}
    />
  )
}
