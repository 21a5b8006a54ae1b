/** Sends a message. */
import { NotificationOutlined } from '@ant-design/icons'
import type { NodeKind } from '../kind'

export const notify: NodeKind = { kind: 'notify', icon: <NotificationOutlined />, shape: 'slim', state: 'draft' }
