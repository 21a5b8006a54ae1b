/** Waits for a condition on a record. */
import { HourglassOutlined } from '@ant-design/icons'
import type { NodeKind } from '../kind'

export const wait: NodeKind = { kind: 'wait', icon: <HourglassOutlined />, shape: 'slim', state: 'waiting' }
