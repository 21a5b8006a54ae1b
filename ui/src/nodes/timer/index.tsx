/** Waits for a time. */
import { ClockCircleOutlined } from '@ant-design/icons'
import type { NodeKind } from '../kind'

export const timer: NodeKind = { kind: 'timer', icon: <ClockCircleOutlined />, shape: 'slim', state: 'waiting' }
