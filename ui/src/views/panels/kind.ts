/** What every panel is given: the draft of a form, and the way to write into it. */
import type { Form, PanelSpec, Value, Values } from '@jingwei/client'
import type { ReactNode } from 'react'

export interface PanelProps {
  form: Form; spec: PanelSpec
  /** As typed, and with what follows from it. */
  values: Values; shown: Values
  record: string | null
  editing: boolean
  /** Fields the person may not write here. */
  readonly: readonly string[]
  onChange: (field: string, value: Value) => void
}

export interface PanelKind {
  Panel: (props: PanelProps) => ReactNode
  /** The part whose field it stands below. */
  below: string
}
