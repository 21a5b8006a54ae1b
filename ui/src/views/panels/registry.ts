/** The kinds of panels a bundle may declare, by name. */
import type { PanelKind } from './kind'
import { PromisePanel } from './promise/PromisePanel'

export const PANELS: Readonly<Record<string, PanelKind>> = {
  promise: { Panel: PromisePanel, below: 'lines' },
}
