/** All ways at once. */
import { ApartmentOutlined } from '@ant-design/icons'
import type { NodeKind } from '../kind'

export const parallel: NodeKind = { kind: 'parallel', icon: <ApartmentOutlined />, shape: 'slim', state: 'running' }
