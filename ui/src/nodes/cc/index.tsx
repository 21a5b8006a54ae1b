/** Somebody is told. */
import { MailOutlined } from '@ant-design/icons'
import type { NodeKind } from '../kind'

export const cc: NodeKind = { kind: 'cc', icon: <MailOutlined />, shape: 'card', state: 'draft' }
