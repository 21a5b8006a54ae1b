/** Layout of a flow's picture: nodes and edges in, positions out (layered, left to right or top down). */
import { Graph, layout as dagreLayout } from '@dagrejs/dagre'

export interface GraphNode { id: string; width: number; height: number }
export interface GraphEdge { from: string; to: string }
export interface Position { x: number; y: number }

export function arrange(nodes: readonly GraphNode[], edges: readonly GraphEdge[], direction: 'LR' | 'TB'): Map<string, Position> {
  const graph = new Graph({ multigraph: true })
  graph.setGraph({ rankdir: direction, nodesep: 24, ranksep: 40, marginx: 16, marginy: 16 })
  graph.setDefaultEdgeLabel(() => ({}))
  for (const node of nodes) graph.setNode(node.id, { width: node.width, height: node.height })
  const known = new Set(nodes.map(node => node.id))
  edges.forEach((edge, i) => {
    if (known.has(edge.from) && known.has(edge.to)) graph.setEdge(edge.from, edge.to, {}, String(i))
  })
  dagreLayout(graph)
  return new Map(nodes.map(node => {
    const placed = graph.node(node.id) as { x: number; y: number }
    return [node.id, { x: placed.x - node.width / 2, y: placed.y - node.height / 2 }]
  }))
}

/** What can still be reached from where the tokens are, without taking a way back such as a rejection. */
export function ahead(tokens: readonly string[], edges: readonly (GraphEdge & { dashed?: boolean | undefined })[]): Set<string> {
  const found = new Set<string>()
  const open = [...tokens]
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    for (const edge of edges) {
      if (edge.from !== node || edge.dashed || found.has(edge.to)) continue
      found.add(edge.to)
      open.push(edge.to)
    }
  }
  return found
}
