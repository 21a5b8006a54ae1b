/** A reference as people see it: the title as a link, or a word that it may not be seen. */
import type { Value } from '@jingwei/client'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { address } from './address'
import { isRef } from './format'

export function RefShow({ value, to }: { value: Value; to?: string | null | undefined }) {
  const { t } = useTranslation()
  if (!isRef(value)) return <>{typeof value === 'string' ? value : ''}</>
  if (value.title === null) return <span style={{ color: 'var(--text3)' }}>{t('common.hidden')}</span>
  if (!to) return <>{value.title}</>
  return <Link to={address.record(to, value.id)} onClick={event => event.stopPropagation()} tabIndex={-1}>{value.title}</Link>
}

/** A person as initials and name. */
export function PersonShow({ value }: { value: Value }) {
  if (!isRef(value) || !value.title) return null
  return <span style={{ display: 'inline-flex', alignItems: 'center', gap: 6, minWidth: 0 }}><Face name={value.title} />{value.title}</span>
}

export function Face({ name, size = 18 }: { name: string; size?: number }) {
  const short = /[\u4e00-\u9fff]/.test(name) ? name.slice(-1) : name.slice(0, 1).toUpperCase()
  return <span aria-hidden style={{ width: size, height: size, borderRadius: '50%', background: 'var(--accent-soft)', color: 'var(--accent)', fontSize: Math.round(size * 0.56), lineHeight: `${size}px`, textAlign: 'center', flex: 'none', fontWeight: 600 }}>{short}</span>
}
