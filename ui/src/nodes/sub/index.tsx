/** A process for each row. */
import { PartitionOutlined } from '@ant-design/icons'
import type { NodeKind } from '../kind'

export const sub: NodeKind = { kind: 'sub', icon: <PartitionOutlined />, shape: 'card', state: 'promise' }
