/** Waits until all ways have come. */
import { MergeOutlined } from '@ant-design/icons'
import type { NodeKind } from '../kind'

export const join: NodeKind = { kind: 'join', icon: <MergeOutlined />, shape: 'slim', state: 'running' }
