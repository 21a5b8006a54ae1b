/** Where a flow begins. */
import { PlayCircleOutlined } from '@ant-design/icons'
import type { NodeKind } from '../kind'

export const start: NodeKind = { kind: 'start', icon: <PlayCircleOutlined />, shape: 'round', state: 'running' }
