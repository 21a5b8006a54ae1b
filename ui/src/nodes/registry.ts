/** All kinds of flow nodes, one line each; names of the engine that differ are listed beside them. */
import { approve } from './approve'
import { cc } from './cc'
import { end } from './end'
import { exclusive } from './exclusive'
import { handle } from './handle'
import { join } from './join'
import { notify } from './notify'
import { parallel } from './parallel'
import { post } from './post'
import { push } from './push'
import { start } from './start'
import { sub } from './sub'
import { timer } from './timer'
import { wait } from './wait'
import type { NodeKind } from './kind'

const KINDS: readonly NodeKind[] = [start, end, approve, handle, cc, exclusive, parallel, join, timer, sub, push, post, notify, wait]

const ALSO: Record<string, string> = {
  copy: 'cc', gateway: 'exclusive', choice: 'exclusive', split: 'parallel', fork: 'parallel', delay: 'timer', subprocess: 'sub', sub_process: 'sub',
  push_down: 'push', pushdown: 'push', posting: 'post', notice: 'notify', condition: 'wait', action: 'post', set: 'post', task: 'handle', approval: 'approve',
}

export function nodeKind(kind: string): NodeKind {
  const name = ALSO[kind] ?? kind
  return KINDS.find(one => one.kind === name) ?? handle
}
