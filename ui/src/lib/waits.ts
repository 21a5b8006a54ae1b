/** What was done, and who has the ball now: 已提交合同评审，轮到：质量评审 林静、高敏；计划评审 孙丽. */
import type { Record_ } from '@jingwei/client'
import type { TFunction } from 'i18next'

const MOST = 5

export function saidWith(done: string, record: Record_ | null, t: TFunction): string {
  const tasks = record?.flow?.tasks ?? []
  const listed = tasks.slice(0, MOST).map(task => {
    const names = task.assignees.map(one => one.title).filter(Boolean).join(t('common.listed'))
    return names ? `${task.title} ${names}` : task.title
  })
  return tasks.length ? t('record.nowWith', { done, who: [...listed, ...(tasks.length > MOST ? ['…'] : [])].join(t('common.clause')) }) : done
}
