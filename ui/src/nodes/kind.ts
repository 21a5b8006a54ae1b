/** How a kind of flow node looks: each kind is one folder, listed in registry.ts. */
import type { State } from '@jingwei/kit'
import type { ReactNode } from 'react'

export interface NodeKind { kind: string; icon: ReactNode; shape: 'round' | 'card' | 'slim'; state: State }
