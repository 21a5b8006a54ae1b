/** What a formula is once it is read: constants, names and calls; operators are calls too. */
import type { Value } from './value'

export type Node =
  | { is: 'constant'; value: Value; at: number }
  | { is: 'name'; name: string; at: number }
  | { is: 'call'; function: string; args: readonly Node[]; at: number }

export interface Tree { text: string; root: Node }

/** The names a formula reads. */
export function names(tree: Tree): Set<string> {
  const found = new Set<string>()
  const open: Node[] = [tree.root]
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.is === 'name') found.add(node.name)
    if (node.is === 'call') open.push(...node.args)
  }
  return found
}
