/** Decide quickly and safely: list left, document right, the next one opens by itself. */
import { newKey, work, type Box, type Task } from '@jingwei/client'
import { Empty } from '@jingwei/kit'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Tabs } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams, useSearchParams } from 'react-router'
import { useHotkeys } from '@/hooks/useHotkeys'
import { address } from '@/lib/address'
import { Asked } from '@/lib/Asked'
import { keys } from '@/lib/keys'
import { TaskLine } from '@/views/task/TaskLine'
import s from './inbox.module.css'
import { TaskDocument } from './TaskDocument'

const BOXES: readonly Box[] = ['mine', 'started', 'copied', 'done']
const NONE: readonly Task[] = []

export default function InboxPage() {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const { task: chosen } = useParams()
  const [params] = useSearchParams()
  const box = (BOXES as readonly string[]).includes(params.get('box') ?? '') ? (params.get('box') as Box) : 'mine'
  const navigate = useNavigate()
  const client = useQueryClient()
  const [many, setMany] = useState<ReadonlySet<string>>(new Set())
  const [busy, setBusy] = useState(false)
  const query = useQuery({ queryKey: keys.inbox(box), queryFn: () => work.inbox(box) })
  const tasks = query.data?.tasks ?? NONE
  const index = tasks.findIndex(task => task.id === chosen)
  const open = (id: string | undefined, replace = true): void => void navigate(`${id ? address.task(id) : address.inbox}?box=${box}`, { replace })
  const wide = window.matchMedia('(min-width: 861px)').matches
  const first = tasks[0]?.id

  useEffect(() => {
    if (wide && !chosen && first) void navigate(`${address.task(first)}?box=${box}`, { replace: true })
  }, [wide, chosen, first, box, navigate])
  useHotkeys({
    j: () => open(tasks[Math.min(tasks.length - 1, index + 1)]?.id),
    k: () => open(tasks[Math.max(0, index - 1)]?.id),
  })

  /** On to the next step of the same document when it is mine too, else to the neighbour in the list. */
  const decided = async (opened: readonly string[]): Promise<void> => {
    const neighbour = tasks[index + 1]?.id ?? tasks[index - 1]?.id
    const fresh = await client.fetchQuery({ queryKey: keys.inbox(box), queryFn: () => work.inbox(box) }).catch(() => null)
    const next = opened.find(id => fresh?.tasks.some(task => task.id === id))
    open(wide ? next ?? neighbour : undefined)
    void client.invalidateQueries({ queryKey: keys.inbox() })
    void client.invalidateQueries({ queryKey: keys.home })
  }
  const approveMany = async (): Promise<void> => {
    setBusy(true)
    const results = []
    for (const id of many) {
      try { await work.decide(id, { do: 'approve' }, newKey()); results.push(true) } catch { results.push(false) }
    }
    const good = results.filter(Boolean).length
    if (good) message.success(t('inbox.batchDone', { n: good }))
    if (good < results.length) message.warning(t('inbox.batchFailed', { n: results.length - good }))
    setMany(new Set())
    setBusy(false)
    void client.invalidateQueries({ queryKey: keys.inbox() })
  }
  const mark = (id: string): void => {
    const next = new Set(many)
    if (next.has(id)) next.delete(id)
    else next.add(id)
    setMany(next)
  }

  return (
    <div className={s['page']}>
      <div className={`${s['left']} ${chosen ? s['hide'] : ''}`}>
        <div className={s['tabs']}><Tabs size="small" activeKey={box} onChange={next => { setMany(new Set()); void navigate(`${address.inbox}?box=${next}`) }} items={BOXES.map(one => ({ key: one, label: one === 'mine' && tasks.length && box === 'mine' ? `${t('inbox.mine')} ${tasks.length}` : t(`inbox.${one}`) }))} /></div>
        <div className={s['list']}>
          <Asked query={query}>
            {({ tasks: list }) => (list.length === 0
              ? <Empty title={box === 'mine' ? t('inbox.emptyMine') : t('inbox.empty')} text={box === 'mine' ? t('inbox.emptyMineText') : t('inbox.emptyText')} />
              : <>{list.map(task => (
                <TaskLine key={task.id} task={task} chosen={task.id === chosen} past={box === 'done'} onOpen={() => open(task.id, wide)}
                  lead={box === 'mine' && task.kind === 'approve' && !task.ask.some(one => one.required) ? <input type="checkbox" aria-label={t('inbox.select')} checked={many.has(task.id)} onClick={event => event.stopPropagation()} onChange={() => mark(task.id)} style={{ accentColor: 'var(--accent)', margin: 0 }} /> : null} />
              ))}</>)}
          </Asked>
        </div>
        {many.size ? <div className={s['batch']}><Button block type="primary" loading={busy} onClick={() => void approveMany()}>{t('inbox.batch', { n: many.size })}</Button></div> : null}
      </div>
      <div className={`${s['right']} ${chosen ? '' : s['hide']}`}>
        {chosen ? <TaskDocument key={chosen} id={chosen} onDecided={opened => void decided(opened)} onBack={() => open(undefined)} /> : <Empty title={t('inbox.pick')} text={t('inbox.pickText')} />}
      </div>
    </div>
  )
}
