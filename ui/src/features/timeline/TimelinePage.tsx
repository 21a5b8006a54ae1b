/** One order across all departments: who had the ball, for how long, what was promised. */
import { records } from '@jingwei/client'
import { Empty, Page } from '@jingwei/kit'
import { ArrowLeftOutlined, FileTextOutlined, MinusOutlined, PlusOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate, useParams } from 'react-router'
import { address } from '@/lib/address'
import { Asked } from '@/lib/Asked'
import { keys } from '@/lib/keys'
import { Lanes } from './Lanes'
import s from './timeline.module.css'

export default function TimelinePage() {
  const { app = '', form: slug = '', id = '' } = useParams()
  const form = `${app}.${slug}`
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [zoom, setZoom] = useState(0)
  const query = useQuery({ queryKey: keys.part(form, id, 'timeline'), queryFn: () => records.timeline(form, id) })
  return (
    <Page title={query.data ? `${query.data.order.title ?? ''}` : t('timeline.title')} sub={t('timeline.title')}
      lead={<Button type="text" icon={<ArrowLeftOutlined />} aria-label={t('common.back')} onClick={() => void navigate(-1)} />}
      tools={(
        <>
          <Button icon={<MinusOutlined />} aria-label={t('timeline.zoomOut')} disabled={zoom <= 0} onClick={() => setZoom(zoom - 1)} />
          <Button onClick={() => setZoom(0)}>{t('timeline.fit')}</Button>
          <Button icon={<PlusOutlined />} aria-label={t('timeline.zoomIn')} disabled={zoom >= MOST} onClick={() => setZoom(zoom + 1)} />
          <Link to={address.record(form, id)}><Button icon={<FileTextOutlined />} tabIndex={-1}>{t('timeline.doc')}</Button></Link>
        </>
      )}>
      <Asked query={query} rows={8}>
        {timeline => (timeline.lanes.every(lane => lane.bars.length === 0) ? <Empty title={t('timeline.empty')} text={t('timeline.emptyText')} /> : (
          <>
            <Lanes timeline={timeline} zoom={zoom} onZoom={by => setZoom(before => Math.min(MOST, Math.max(0, before + by)))} />
            <div className={s['legend']}>
              <span><i className={s['swatch']} style={{ background: 'var(--running-solid)' }} />{t('timeline.ball')}</span>
              <span><i className={s['swatch']} style={{ background: 'repeating-linear-gradient(-45deg, var(--waiting-solid) 0 3px, var(--waiting-soft) 3px 6px)' }} />{t('timeline.waiting')}</span>
              <span><i className={s['swatch']} style={{ background: 'var(--late-solid)' }} />{t('weave.states.late')}</span>
              {(['promised', 'kept', 'moved', 'broken'] as const).map(kind => <span key={kind}><svg width="10" height="12" viewBox="0 0 10 12"><path d="M1.5 12V1h7L6.5 4l2 3h-7" fill={`var(--${FLAG[kind]}-solid)`} /></svg>{t(`timeline.flags.${kind}`)}</span>)}
              <span><svg width="10" height="10" viewBox="0 0 10 10"><path d="M5 0l5 5-5 5-5-5z" fill="var(--text)" /></svg>{t('timeline.milestone')}</span>
            </div>
          </>
        ))}
      </Asked>
    </Page>
  )
}

const MOST = 12
const FLAG = { promised: 'promise', kept: 'done', moved: 'waiting', broken: 'late' } as const
