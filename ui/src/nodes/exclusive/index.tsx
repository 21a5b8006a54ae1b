/** One way of several, by condition. */
import { ForkOutlined } from '@ant-design/icons'
import type { NodeKind } from '../kind'

export const exclusive: NodeKind = { kind: 'exclusive', icon: <ForkOutlined />, shape: 'slim', state: 'waiting' }
