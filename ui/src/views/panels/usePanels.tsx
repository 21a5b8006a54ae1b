/** The panels of a form, each below the field it works on, while its condition holds. */
import type { PanelSpec, Value } from '@jingwei/client'
import type { ReactNode } from 'react'
import { told } from '@/lib/preview'
import { useSession } from '@/lib/session'
import type { PanelProps } from './kind'
import { PANELS } from './registry'

const NONE: readonly PanelSpec[] = []

/** What stands below which field. */
export function usePanels(props: Omit<PanelProps, 'spec'>): Readonly<Record<string, ReactNode>> {
  const { me } = useSession()
  const found: Record<string, ReactNode> = {}
  for (const spec of props.form.panels ?? NONE) {
    const kind = PANELS[spec.panel]
    const field = spec.parts[kind?.below ?? '']
    // A state nobody has set yet is unknown here: a new record shows its panels.
    const holds: Value | undefined = spec.when && props.record !== null ? told(spec.when, props.form.fields, props.shown, me.person) : true
    if (kind && field && holds !== false) found[field] = <kind.Panel key={spec.panel} spec={spec} {...props} />
  }
  return found
}
