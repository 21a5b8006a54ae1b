/** Makes the next document. */
import { ExportOutlined } from '@ant-design/icons'
import type { NodeKind } from '../kind'

export const push: NodeKind = { kind: 'push', icon: <ExportOutlined />, shape: 'card', state: 'promise' }
