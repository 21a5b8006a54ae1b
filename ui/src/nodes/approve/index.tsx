/** Somebody decides. */
import { AuditOutlined } from '@ant-design/icons'
import type { NodeKind } from '../kind'

export const approve: NodeKind = { kind: 'approve', icon: <AuditOutlined />, shape: 'card', state: 'running' }
