/** Yes or no. */
import { Switch } from 'antd'
import { useTranslation } from 'react-i18next'
import type { EditProps, FieldKind, ShowProps } from '../kind'

function Show({ value }: ShowProps) {
  const { t } = useTranslation()
  if (value === null || value === undefined) return null
  return <span style={{ color: value ? 'var(--text)' : 'var(--text3)' }}>{value ? t('common.yes') : t('common.no')}</span>
}

const Edit = ({ value, onChange, id, autoFocus, sheet }: EditProps) => (
  <span style={{ display: 'inline-flex', height: sheet ? 26 : 32, alignItems: 'center', paddingLeft: sheet ? 8 : 0 }}>
    <Switch {...(id ? { id } : {})} checked={value === true} onChange={onChange} autoFocus={autoFocus ?? false} size="small" />
  </span>
)

export const switch_: FieldKind = {
  type: 'switch', align: 'left', width: 72, Show, Edit, ops: ['eq'], wide: false,
  fromText: typed => (/^(是|y|yes|true|1|√)$/i.test(typed) ? true : /^(否|n|no|false|0)?$/i.test(typed) ? false : undefined),
  toText: value => (value === true ? '1' : value === false ? '0' : ''),
}
