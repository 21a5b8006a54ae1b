/** Posts to a ledger. */
import { BookOutlined } from '@ant-design/icons'
import type { NodeKind } from '../kind'

export const post: NodeKind = { kind: 'post', icon: <BookOutlined />, shape: 'slim', state: 'done' }
