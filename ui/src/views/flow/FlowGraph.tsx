/** The picture of a flow with its live tokens. */
import type { Flow, FlowNode } from '@jingwei/client'
import { arrange } from '@jingwei/core/graph'
import { Background, Controls, Handle, MarkerType, Position, ReactFlow, type Edge, type Node, type NodeProps } from '@xyflow/react'
import '@xyflow/react/dist/style.css'
import { useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useSize } from '@/hooks/useSize'
import { duration } from '@/lib/format'
import { useLook } from '@/lib/look'
import { nodeKind } from '@/nodes/registry'
import s from './flow.module.css'

type Drawn = Node<{ node: FlowNode; passed: boolean; across: boolean; token: Flow['tokens'][number] | undefined }>
const WIDTH = { round: 104, slim: 132, card: 168 }

function Box({ data: { node, passed, token, across } }: NodeProps<Drawn>) {
  const { t } = useTranslation()
  const kind = nodeKind(node.kind)
  const here = token ? (token.late ? s['hereLate'] : s['here']) : passed ? s['passed'] : ''
  return (
    <div className={`${s['node']} ${kind.shape === 'card' ? '' : s[kind.shape]} ${here}`}>
      <Handle type="target" position={across ? Position.Left : Position.Top} />
      {token ? <span className={`${s['token']} ${token.late ? s['tokenLate'] : ''}`}>{token.since === null ? '…' : duration((Date.now() - Date.parse(token.since)) / 60_000, t)}</span> : null}
      <i style={{ background: `var(--${passed ? 'done' : kind.state}-soft)`, color: `var(--${passed ? 'done' : kind.state}-ink)` }}>{kind.icon}</i>
      <span><b>{node.title}</b>{token?.persons.length ? <small>{token.persons.map(p => p.title).join('、')}</small> : node.who && kind.shape === 'card' ? <small>{node.who}</small> : null}</span>
      <Handle type="source" position={across ? Position.Right : Position.Bottom} />
    </div>
  )
}

const TYPES = { box: Box }

const sizesOf = (flow: Flow): { id: string; width: number; height: number }[] =>
  flow.nodes.map(node => ({ id: node.node, width: WIDTH[nodeKind(node.kind).shape], height: nodeKind(node.kind).shape === 'card' ? 56 : 40 }))

/** Lying or standing, whichever is larger in the room there is. */
function lies(flow: Flow, room: { width: number; height: number }): boolean {
  const part = (across: boolean): number => {
    const at = [...arrange(sizesOf(flow), flow.edges, across ? 'LR' : 'TB').values()]
    return Math.min(room.width / (Math.max(...at.map(p => p.x)) + 190), room.height / (Math.max(...at.map(p => p.y)) + 80))
  }
  return part(true) >= part(false)
}

export function FlowGraph({ flow }: { flow: Flow }) {
  const box = useRef<HTMLDivElement>(null)
  const room = useSize(box)
  const ready = room.width > 0
  return <div className={s['canvas']} ref={box}>{ready ? <Picture key={`${room.width}x${room.height}`} flow={flow} across={lies(flow, room)} /> : null}</div>
}

function Picture({ flow, across }: { flow: Flow; across: boolean }) {
  const { mode } = useLook()
  const { nodes, edges } = useMemo(() => {
    const acted = new Set([...flow.log.filter(entry => entry.what !== 'opened').map(entry => entry.node), ...flow.nodes.filter(node => node.progress === 'done').map(node => node.node)])
    const at = arrange(sizesOf(flow), flow.edges, across ? 'LR' : 'TB')
    const drawn: Drawn[] = flow.nodes.map(node => ({
      id: node.node, type: 'box', position: at.get(node.node) ?? { x: 0, y: 0 }, draggable: false, connectable: false,
      data: { node, across, token: flow.tokens.find(token => token.node === node.node), passed: acted.has(node.node) || nodeKind(node.kind).kind === 'start' },
    }))
    const lines: Edge[] = flow.edges.map((edge, i) => {
      const refused = flow.log.some(entry => entry.node === edge.from && entry.what === 'rejected')
      const walked = (edge.dashed ? refused : !refused) && (acted.has(edge.from) || nodeKind(flow.nodes.find(n => n.node === edge.from)?.kind ?? '').kind === 'start')
        && (acted.has(edge.to) || flow.tokens.some(token => token.node === edge.to))
      return {
        id: String(i), source: edge.from, target: edge.to, type: 'smoothstep', ...(edge.label ? { label: edge.label } : {}),
        style: { stroke: walked ? 'var(--done-solid)' : 'var(--text3)', strokeWidth: walked ? 2 : 1.25, ...(edge.dashed ? { strokeDasharray: '5 4' } : {}) }, markerEnd: { type: MarkerType.ArrowClosed, color: walked ? 'var(--done-solid)' : 'var(--text3)' },
        labelStyle: { fontSize: 11, fill: 'var(--text2)' }, labelBgStyle: { fill: 'var(--ground)' },
      }
    })
    return { nodes: drawn, edges: lines }
  }, [flow, across])
  return (
    <ReactFlow nodes={nodes} edges={edges} nodeTypes={TYPES} colorMode={mode} fitView fitViewOptions={{ maxZoom: 1, padding: 0.08 }} minZoom={0.2} nodesDraggable={false} nodesConnectable={false} elementsSelectable={false}>
        <Background gap={24} size={1} color="var(--line)" />
        <Controls showInteractive={false} />
    </ReactFlow>
  )
}
