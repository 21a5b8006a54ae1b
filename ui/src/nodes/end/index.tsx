/** Where a flow ends. */
import { CheckCircleOutlined } from '@ant-design/icons'
import type { NodeKind } from '../kind'

export const end: NodeKind = { kind: 'end', icon: <CheckCircleOutlined />, shape: 'round', state: 'done' }
