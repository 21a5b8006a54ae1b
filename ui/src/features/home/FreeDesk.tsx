/** Nothing is my turn: what usually comes to me, and what I could begin. */
import { type Home } from '@jingwei/client'
import { Empty } from '@jingwei/kit'
import { PlusOutlined, ScanOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { address } from '@/lib/address'
import s from './home.module.css'

export const REPORT = 'production.report'

export function FreeDesk({ home }: { home: Home }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  return (
    <div className={s['free']}>
      <Empty small title={t('home.tasksEmpty')} text={t('home.tasksEmptyText')} />
      {home.starts.length ? (
        <>
          <h3>{t('home.starts')}</h3>
          <div className={s['starts']}>{home.starts.map(one => (
            one.form === REPORT
              ? <Button key={one.form} icon={<ScanOutlined />} onClick={() => void navigate(address.floor)}>{t('nav.floor')}</Button>
              : <Button key={one.form} icon={<PlusOutlined />} onClick={() => void navigate(address.create(one.form))}>{one.title}</Button>
          ))}</div>
        </>
      ) : null}
      {home.coming.length ? (
        <>
          <h3>{t('home.coming')}</h3>
          <ul>{home.coming.map(one => (
            <li key={`${one.flow_title}/${one.title}`}>
              <span><b>{one.title}</b> <small>{one.flow_title}</small></span>
              <small>{[one.done ? t('home.doneTimes', { n: one.done }) : '', one.under_way ? t('home.underWay', { n: one.under_way }) : ''].filter(Boolean).join(' · ')}</small>
            </li>
          ))}</ul>
        </>
      ) : null}
    </div>
  )
}
