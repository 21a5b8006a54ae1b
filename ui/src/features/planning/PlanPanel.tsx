/** Plans beside what stands: make one, watch it, compare it, accept it. */
import type { Plan, PlanHead, Schedule } from '@jingwei/client'
import { PlusOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { keys } from '@/lib/keys'
import { PlanForm } from './PlanForm'
import { PlanList } from './PlanList'
import { PlanView } from './PlanView'
import s from './plans.module.css'

interface Props {
  schedule: Schedule; plans: readonly PlanHead[]; plan: Plan | null; chosen: string | null; against: string; may: boolean; order: string | null
  onChoose: (id: string | null) => void; onAgainst: (id: string) => void; onOrder: (id: string) => void
}

export function PlanPanel({ schedule, plans, plan, chosen, against, may, order, onChoose, onAgainst, onOrder }: Props) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [asking, setAsking] = useState(false)
  const changed = (): void => { void client.invalidateQueries({ queryKey: keys.plans }) }
  return (
    <>
      <div className={s['top']}>
        <h2>{t('plans.all')}</h2>
        {may ? <Button size="small" icon={<PlusOutlined />} onClick={() => setAsking(true)} data-action="new-plan">{t('plans.new')}</Button> : null}
      </div>
      <PlanList plans={plans} chosen={chosen} may={may} onChoose={onChoose} onChanged={changed} />
      {plan && plan.id === chosen ? <PlanView key={plan.id} plan={plan} plans={plans} against={against} may={may} order={order} onAgainst={onAgainst} onOrder={onOrder} onClose={() => onChoose(null)} /> : null}
      {asking ? <PlanForm schedule={schedule} onClose={() => setAsking(false)} onBegun={() => { setAsking(false); changed() }} /> : null}
    </>
  )
}
