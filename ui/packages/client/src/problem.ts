/** Errors of the API as one typed value: RFC 9457 problems, conflicts and a broken line. */
import type { ConflictBody, Fault } from './types'

export class ApiError extends Error {
  override readonly name = 'ApiError'
  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string,
    readonly faults: readonly Fault[] = [],
    readonly conflict: ConflictBody | null = null,
    readonly retryAfter: number | null = null,
  ) {
    super(detail || title)
  }

  /** True when nothing was answered: the network, not the server, failed. */
  get offline(): boolean {
    return this.status === 0
  }
}

interface ProblemBody {
  title?: string
  detail?: string
  faults?: Fault[]
  base?: ConflictBody['base']
  mine?: ConflictBody['mine']
  theirs?: ConflictBody['theirs']
  ver?: number
}

export async function readProblem(answer: Response): Promise<ApiError> {
  let body: ProblemBody = {}
  try {
    body = (await answer.json()) as ProblemBody
  } catch {
    body = {}
  }
  const conflict = answer.status === 409 && body.theirs && Object.keys(body.theirs).length > 0
    ? { base: body.base ?? {}, mine: body.mine ?? {}, theirs: body.theirs, ver: body.ver ?? null }
    : null
  const wait = Number(answer.headers.get('Retry-After'))
  return new ApiError(
    answer.status, body.title ?? `HTTP ${answer.status}`, body.detail ?? '', body.faults ?? [], conflict,
    Number.isFinite(wait) && wait > 0 ? wait : null,
  )
}
