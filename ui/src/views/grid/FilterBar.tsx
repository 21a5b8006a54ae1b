/** Conditions as chips, each opening its own small editor; adding one offers the form's fields. */
import type { Field, Op, Ref, Value } from '@jingwei/client'
import { isComplete, toAddress, type Condition } from '@jingwei/core/filter'
import { CloseOutlined, FilterOutlined } from '@ant-design/icons'
import { Button, Popover, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { asked, standing, useKinds, type FieldKind } from '@/fields/kind'
import { useRecordTitle } from '@/hooks/useRecordTitle'
import { isMeasured, isRef } from '@/lib/format'
import s from './grid.module.css'

const DATE_WORDS: Partial<Record<Op, 'on' | 'before' | 'after' | 'until' | 'since'>> = { eq: 'on', lt: 'before', gt: 'after', le: 'until', ge: 'since' }

type Known = Map<string, Ref>

export function FilterBar({ fields, filters: given, onChange: tell }: { fields: readonly Field[]; filters: readonly Condition[]; onChange: (filters: Condition[]) => void }) {
  const { t } = useTranslation()
  const kinds = useKinds()
  const [open, setOpen] = useState<number | null>(null)
  // The address keeps ids; titles picked in this sitting are remembered to be shown.
  const [known, setKnown] = useState<Known>(new Map())
  // The address holds complete conditions only; one still being typed lives here.
  const [filters, setFilters] = useState<readonly Condition[]>(given)
  const [seen, setSeen] = useState(given)
  if (seen !== given) {
    setSeen(given)
    if (toAddress(given) !== toAddress(filters)) setFilters(given)
  }
  const onChange = (next: Condition[]): void => { setFilters(next); tell(next) }
  const usable = fields.filter(field => asked(field) !== null && standing(kinds, field).ops.length > 0)
  const opWord = (kind: FieldKind, op: Op): string => {
    const word = kind.type === 'date' || kind.type === 'datetime' ? DATE_WORDS[op] : undefined
    return t(`ops.${word ?? op}`)
  }
  const valueWord = (field: Field | undefined, value: unknown): string => {
    if (Array.isArray(value)) return value.map(one => field?.options?.find(o => o.value === one)?.title ?? String(one)).join('、')
    if (field?.type === 'choice') return field.options?.find(o => o.value === value)?.title ?? String(value ?? '')
    if (typeof value === 'boolean') return value ? t('common.yes') : t('common.no')
    return String(value ?? '')
  }
  const replace = (index: number, change: Partial<Condition>): void => onChange(filters.map((one, i) => (i === index ? { ...one, ...change } : one)))
  return (
    <>
      {filters.map((condition, index) => {
        const field = fields.find(one => one.field === condition.field)
        if (!field) return null
        const kind = standing(kinds, field)
        return (
          <Popover key={index} trigger="click" placement="bottomLeft" arrow={false} open={open === index}
            onOpenChange={next => { setOpen(next ? index : null); if (!next && !isComplete(condition)) onChange(filters.filter((_, i) => i !== index)) }}
            content={(
              <div className={s['pop']} onKeyDown={event => { if (event.key === 'Enter' && !event.nativeEvent.isComposing && event.target instanceof HTMLInputElement && event.target.getAttribute('role') !== 'combobox') setOpen(null) }}>
                <Select size="small" value={condition.op} options={kind.ops.map(op => ({ value: op, label: opWord(kind, op) }))} onChange={op => replace(index, { op, value: op === 'in' && !Array.isArray(condition.value) ? [] : condition.value })} />
                <ConditionValue field={field} kind={kind} condition={condition} known={known} onChange={(value, ref) => { if (ref) setKnown(new Map(known).set(ref.id, ref)); replace(index, { value }) }} />
              </div>
            )}>
            <span className={s['tag']}>
              <button type="button">{field.title} {opWord(kind, condition.op)} {!isComplete(condition) ? '…' : field.to && typeof condition.value === 'string' ? <RefWord to={field.to} id={condition.value} known={known} /> : valueWord(field, condition.value)}</button>
              <button type="button" aria-label={t('common.remove')} onClick={event => { event.stopPropagation(); onChange(filters.filter((_, i) => i !== index)) }}><CloseOutlined style={{ fontSize: 9 }} /></button>
            </span>
          </Popover>
        )
      })}
      <Select size="small" variant="borderless" value={null} placeholder={<span style={{ color: 'var(--text2)' }}><FilterOutlined /> {filters.length ? '' : t('grid.filter')}</span>} suffixIcon={null}
        showSearch={{ optionFilterProp: 'label' }} popupMatchSelectWidth={180} aria-label={t('grid.addFilter')} style={{ minWidth: filters.length ? 34 : 76 }}
        options={usable.map(field => ({ value: field.field, label: field.title }))}
        onChange={(name: string | null) => {
          const field = usable.find(one => one.field === name)
          if (!field) return
          const kind = standing(kinds, field)
          const op = kind.ops[0] ?? 'eq'
          onChange([...filters, { field: field.field, op, value: op === 'in' ? [] : kind.type === 'switch' ? true : '' }])
          // The value is typed next, so the keyboard leaves the list of fields.
          if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
          setTimeout(() => setOpen(filters.length), 60)
        }} />
      {filters.length > 0 ? <Button size="small" type="text" onClick={() => onChange([])} style={{ color: 'var(--text3)' }}>{t('common.clear')}</Button> : null}
    </>
  )
}

/** The title of a record an address knows by its id alone. */
function RefWord({ to, id, known }: { to: string; id: string; known: Known }) {
  const title = useRecordTitle(to, known.has(id) ? '' : id)
  return <>{known.get(id)?.title ?? title ?? id}</>
}

function ConditionValue({ field, kind, condition, known, onChange }: { field: Field; kind: FieldKind; condition: Condition; known: Known; onChange: (value: unknown, ref?: Ref) => void }) {
  const { t } = useTranslation()
  if (condition.op === 'empty' || condition.op === 'notempty') return null
  if (condition.op === 'in') {
    return <Select mode="multiple" size="small" autoFocus defaultOpen value={Array.isArray(condition.value) ? (condition.value as string[]) : []} placeholder={t('common.choose')} options={(field.options ?? []).map(one => ({ value: one.value, label: one.title }))} onChange={(chosen: string[]) => onChange(chosen)} />
  }
  if (kind.Edit && kind.type !== 'longtext') {
    const id = typeof condition.value === 'string' ? condition.value : ''
    const isLink = kind.type === 'link' || kind.type === 'person' || kind.type === 'department'
    const value: Value = isLink ? (id ? known.get(id) ?? { id, title: id } : null) : (condition.value as Value)
    return <kind.Edit autoFocus field={{ ...field, required: true }} value={value} onChange={next => (isRef(next) ? onChange(next.id, next) : onChange(isMeasured(next) ? next.value : next))} />
  }
  return <input autoFocus value={typeof condition.value === 'string' ? condition.value : ''} onChange={event => onChange(event.target.value)} style={{ height: 30, border: '1px solid var(--line)', borderRadius: 6, padding: '0 8px', background: 'var(--surface)' }} />
}
