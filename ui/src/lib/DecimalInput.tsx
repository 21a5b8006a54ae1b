/** A decimal typed as text and kept as text; on leaving it becomes canonical, letters stay to be corrected. */
import { canonical } from '@jingwei/core/decimal'
import { Input } from 'antd'
import type { ReactNode } from 'react'

interface Common { id?: string; invalid?: boolean; autoFocus?: boolean; sheet?: boolean }
/** What an editor passes on to the input. */
export const decimalProps = ({ id, invalid, autoFocus, sheet }: Common): Common =>
  ({ ...(id ? { id } : {}), invalid: invalid ?? false, autoFocus: autoFocus ?? false, sheet: sheet ?? false })

interface Props extends Common { value: string; onChange: (value: string) => void; suffix?: ReactNode; prefix?: ReactNode; placeholder?: string }

export function DecimalInput({ value, onChange, id, invalid, autoFocus, sheet, suffix, prefix, placeholder }: Props) {
  return (
    <Input
      {...(id ? { id } : {})} value={value} inputMode="decimal" autoComplete="off"
      {...(invalid ? { status: 'error' as const } : {})} autoFocus={autoFocus ?? false} variant={sheet ? 'borderless' : 'outlined'}
      size={sheet ? 'small' : 'middle'} suffix={suffix} prefix={prefix} placeholder={placeholder} style={{ textAlign: 'right' }}
      styles={{ input: { textAlign: 'right' } }}
      onFocus={event => event.target.select()}
      onChange={event => onChange(event.target.value)}
      onBlur={event => { const plain = canonical(event.target.value); if (plain !== null && plain !== value) onChange(plain) }}
    />
  )
}
