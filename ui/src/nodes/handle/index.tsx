/** Somebody does work and reports it done. */
import { FormOutlined } from '@ant-design/icons'
import type { NodeKind } from '../kind'

export const handle: NodeKind = { kind: 'handle', icon: <FormOutlined />, shape: 'card', state: 'running' }
