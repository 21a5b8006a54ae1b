/** A number the server gives. */
import { useTranslation } from 'react-i18next'
import { TEXT_OPS, type FieldKind, type ShowProps } from '../kind'

function Show({ value }: ShowProps) {
  const { t } = useTranslation()
  return typeof value === 'string' && value ? <span style={{ fontWeight: 500 }}>{value}</span> : <span style={{ color: 'var(--text3)' }}>{t('fields.serialLater')}</span>
}

export const serial: FieldKind = {
  type: 'serial', align: 'left', width: 130, Show, Edit: null, ops: TEXT_OPS, wide: false,
  fromText: () => undefined, toText: value => (typeof value === 'string' ? value : ''),
}
