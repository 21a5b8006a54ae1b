/** The order of a list where there are no column heads to press: on a phone. */
import type { Field } from '@jingwei/client'
import { nextSort, type SortKey } from '@jingwei/core/filter'
import { ArrowDownOutlined, ArrowUpOutlined, SwapOutlined } from '@ant-design/icons'
import { Button, Dropdown } from 'antd'
import { useTranslation } from 'react-i18next'
import { sortable } from '@/fields/kind'

export function SortMenu({ columns, sort, onSort }: { columns: readonly Field[]; sort: readonly SortKey[]; onSort: (sort: SortKey[]) => void }) {
  const { t } = useTranslation()
  const [first] = sort
  const by = columns.find(field => field.field === first?.field)
  const arrow = first ? first.down ? <ArrowDownOutlined /> : <ArrowUpOutlined /> : null
  return (
    <Dropdown trigger={['click']} menu={{ selectedKeys: by ? [by.field] : [], items: columns.filter(sortable).map(field => ({ key: field.field, label: field.title, ...(field === by && arrow ? { extra: arrow } : {}) })), onClick: ({ key }) => onSort(nextSort(sort, key, false)) }}>
      <Button size="small" type="text" icon={arrow ?? <SwapOutlined rotate={90} />} style={{ color: by ? 'var(--accent)' : 'var(--text2)' }}>{by?.title ?? t('grid.sort')}</Button>
    </Dropdown>
  )
}
