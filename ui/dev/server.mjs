// Development only: canned answers to the HTTP contract, and the built pages beside them. Never part of a build.
import { createReadStream, existsSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { dirname, extname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as d from './data.mjs'
import { CATALOGUE, FORMS } from './forms.mjs'

const STATIC = resolve(dirname(fileURLToPath(import.meta.url)), '../../src/jingwei/web/static')
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.wasm': 'application/wasm', '.webmanifest': 'application/manifest+json' }
const ME = { person: { id: '901', title: '陈立' }, login: 'plan', department: { id: '803', title: '计划部' }, roles: ['planner'], admin: true, language: 'zh', workspace: { slug: 'demo', title: '示范工厂' }, csrf: 'x' }
let inside = !process.argv.includes('--out')
let jobs = 0
const started = {}

const plain = v => (v === null || v === undefined ? '' : typeof v === 'object' ? (v.title ?? v.value ?? '') : String(v))
const idOf = v => (v && typeof v === 'object' ? (v.id ?? v.value) : v)
function holds(row, f) {
  if (!f) return true
  if (f[0] === 'and') return f.slice(1).every(x => holds(row, x))
  if (f[0] === 'or') return f.slice(1).some(x => holds(row, x))
  if (Array.isArray(f[0])) return f.every(x => holds(row, x))
  const [field, op, value] = f; const v = row.values[field]
  const a = idOf(v)
  switch (op) {
    case 'eq': return String(a) === String(idOf(value)); case 'ne': return String(a) !== String(idOf(value)); case 'in': return value.includes(a)
    case 'contains': return plain(v).includes(value); case 'starts': return plain(v).startsWith(value); case 'empty': return a === null || a === undefined || a === ''; case 'notempty': return !(a === null || a === undefined || a === '')
    case 'gt': return Number(a) > Number(value) || a > value; case 'lt': return Number(a) < Number(value) || a < value; case 'ge': return a >= value; case 'le': return a <= value
    default: return true
  }
}
function chosen(form, q) {
  const filter = q.get('filter') ? JSON.parse(q.get('filter')) : null
  let rows = d.db[form].filter(r => holds(r, filter))
  if (q.get('q')) rows = rows.filter(r => Object.values(r.values).some(v => plain(v).toLowerCase().includes(q.get('q').toLowerCase())))
  for (const key of (q.get('sort') ?? '').split(',').filter(Boolean).reverse()) {
    const f = key.replace('-', ''); const s = key.startsWith('-') ? -1 : 1
    rows = [...rows].sort((x, y) => { const [a, b] = [plain(x.values[f]), plain(y.values[f])]; return s * (isNaN(a) || isNaN(b) ? a.localeCompare(b) : a - b) })
  }
  return rows
}
function api(method, path, q, body) {
  const p = path.split('/').filter(Boolean)
  if (p[0] === 'session') {
    if (method === 'POST') { if (body.password !== 'demo') return [401, { title: '账号或密码不正确', status: 401 }]; inside = true; return [200, ME] }
    if (method === 'DELETE') { inside = false; return [204] }
    return inside ? [200, ME] : [401, { title: '未登录', status: 401 }]
  }
  if (p[0] === 'catalogue') return p.length === 1 ? [200, CATALOGUE] : FORMS[`${p[1]}.${p[2]}`] ? [200, { icon: null, prints: [], ...FORMS[`${p[1]}.${p[2]}`] }] : [404, { title: '没有表单', status: 404 }]
  if (p[0] === 'inbox') return [200, { tasks: q.get('box') === 'mine' ? d.tasks : q.get('box') === 'done' ? d.tasks.slice(3, 6) : [] }]
  if (p[0] === 'tasks') { const i = d.tasks.findIndex(t => t.id === p[1]); if (method === 'POST') { const [t] = d.tasks.splice(i, 1); return [200, { task: t, next: d.tasks[i] ?? d.tasks[0] ?? null }] } return i < 0 ? [404, { title: '没有', status: 404 }] : [200, { ...d.tasks[i], why: { rule: '计划员角色', persons: [ME.person] } }] }
  if (p[0] === 'flows') return [200, d.flow()]
  if (p[0] === 'home') return [200, d.home()]
  if (p[0] === 'weave') return [200, d.weave()]
  if (p[0] === 'promises') { if (method === 'POST') { const all = [...d.owe, ...d.owed]; const one = all.find(x => x.id === p[1]); one.state = { accept: 'accepted', counter: 'countered', refuse: 'refused', agree: 'accepted' }[body.do]; return [200, one] } return [200, { promises: q.get('side') === 'owe' ? d.owe : d.owed }] }
  if (p[0] === 'planning') {
    if (p[1] === 'mrp') return method === 'POST' ? [200, { job: job('mrp', 8) }] : [200, d.mrp()]
    if (p[1] === 'orders') return [200, d.pegging(p[2])]
    if (p[1] === 'bom') return [200, d.bom(p[2], q.get('quantity') ?? '1')]
    if (p[1] === 'where-used') return [200, d.whereUsed()]
    if (p[1] === 'kit') return [200, d.kit()]
    if (p[1] === 'plans') return [200, []]
    if (p[1] === 'schedule') {
      const s = d.schedule()
      if (method === 'GET' || body.do === 'run') return [200, s]
      if (body.do === 'save') return [200, {}]
      const bar = s.bars.find(b => b.id === body.bar); const len = Date.parse(bar.to) - Date.parse(bar.from); const from = Date.parse(body.from)
      const after = s.bars.filter(b => b.machine === body.machine && b.id !== bar.id && Date.parse(b.from) < from + len && Date.parse(b.to) > from)
      return [200, { proposal: [{ bar: bar.id, machine: body.machine, from: body.from, to: new Date(from + len).toISOString() }, ...after.map(b => ({ bar: b.id, machine: b.machine, from: new Date(from + len).toISOString(), to: new Date(from + len + Date.parse(b.to) - Date.parse(b.from)).toISOString() }))], slipped: after.map(b => ({ order: b.order, before: b.to, after: new Date(Date.parse(b.to) + len).toISOString() })) }]
    }
  }
  if (p[0] === 'imports') return [200, { job: job('import', 10) }]
  if (p[0] === 'jobs') { const s = started[p[1]]; const part = Math.min(1, (Date.now() - s.at) / 1000 / s.seconds); return [200, { id: p[1], kind: s.kind, state: part < 1 ? 'running' : 'done', done: Math.round(part * 1748), total: 1748, note: part < 1 ? '正在写入物料…' : '', result: part < 1 ? null : { 物料: 414, BOM行: 228, 库存批次: 1106 }, faults: s.kind === 'import' ? [{ path: ['stock', 311, 'quantity'], code: 'number', message: '数量不是数字：“abc”' }, { path: ['bom', 17], code: 'cycle', message: 'BOM 成环：1403 → 2101 → 1403' }] : [] }] }
  const form = `${p[0]}.${p[1]}`
  if (!d.db[form]) return [404, { title: '没有这个地址', status: 404 }]
  if (p.length === 2 && method === 'GET') {
    const rows = chosen(form, q); const names = (q.get('fields') ?? FORMS[form].list.join(',')).split(','); const limit = Number(q.get('limit') ?? 50); const from = Number(q.get('after') ?? 0)
    return [200, { columns: names, rows: rows.slice(from, from + limit).map(r => [r.id, r.ver, ...names.map(n => r.values[n] ?? null)]), next: from + limit < rows.length ? String(from + limit) : null, version: 1 }]
  }
  if (p[2] === 'count') return [200, { count: chosen(form, q).length, exact: true }]
  if (p[2] === 'group') {
    const by = q.get('by'); const groups = new Map()
    for (const r of chosen(form, q)) { const k = plain(r.values[by]); const g = groups.get(k) ?? { key: r.values[by], count: 0, sums: {} }; g.count += 1; for (const s of (q.get('sum') ?? '').split(',').filter(Boolean)) { const v = r.values[s]; if (v) g.sums[s] = typeof v === 'object' ? { value: (Number(g.sums[s]?.value ?? 0) + Number(v.value)).toFixed(2).replace(/\.00$/, ''), unit: v.unit } : String(Number(g.sums[s] ?? 0) + Number(v)) } groups.set(k, g) }
    return [200, { rows: [...groups.values()] }]
  }
  if (p.length === 2 && method === 'POST') {
    if (form === 'sales.order' && !body.values.customer) return [422, { type: 'invalid', title: '单据有误', status: 422, faults: [{ path: ['customer'], code: 'required', message: '「客户」必须填写' }, { path: ['lines', 0, 'quantity'], code: 'required', message: '第 1 行：「数量」必须填写' }] }]
    const r = { id: String(90000 + d.db[form].length), ver: 1, form, values: { number: form === 'production.report' ? 'BG2611-00042' : 'NEW-1', ...body.values, ...(form === 'production.report' ? { wage: { value: (Number(body.values.good) * 1.85).toFixed(2), unit: 'CNY' } } : {}) }, created_at: d.at(0), updated_at: d.at(0), owner: ME.person, department: ME.department }
    d.db[form].unshift(r)
    return [201, d.full(r)]
  }
  const r = d.db[form].find(x => x.id === p[2])
  if (!r) return [404, { title: '没有找到', status: 404 }]
  if (p.length === 3 && method === 'GET') return [200, d.full(r)]
  if (p.length === 3 && method === 'PATCH') { if (body.values.contact === '冲突') return [409, { title: '冲突', status: 409, base: { contact: '刘工' }, mine: { contact: '冲突' }, theirs: { contact: '何小姐' } }]; Object.assign(r.values, body.values); r.ver += 1; return [200, d.full(r)] }
  if (method === 'DELETE') return [204]
  if (p[3] === 'actions') return [200, { record: d.full(r), created: p[4].startsWith('push') || p[4].startsWith('to_') ? [{ form: 'production.order', id: '2000', title: 'WO2611-0088' }] : [] }]
  if (p[3] === 'history') return [200, [{ at: d.at(-3), actor: ME.person, kind: 'change', via: 'web', why: null, changes: [{ field: 'due', title: '客户交期', before: d.day(9), after: d.day(6) }, { field: 'state', title: '状态', before: 'draft', after: 'review' }] }, { at: d.at(-70), actor: { id: '902', title: '王秀英' }, kind: 'create', via: 'web', why: null, changes: [] }]]
  if (p[3] === 'links') return [200, { up: [{ form: 'sales.order', form_title: '报价单', id: '1001', title: 'QT2611-0102', state: 'done', kind: 'push' }], down: [{ form: 'production.order', form_title: '生产工单', id: '2000', title: 'WO2611-0088', state: 'released', kind: 'push', quantity: { value: '120', unit: 'pcs' } }, { form: 'production.order', form_title: '生产工单', id: '2003', title: 'WO2611-0085', state: 'started', kind: 'peg', quantity: { value: '60', unit: 'pcs' } }] }]
  if (p[3] === 'timeline') return [200, d.timeline(p[2])]
  return [404, { title: '没有', status: 404 }]
}
function job(kind, seconds) { jobs += 1; started[jobs] = { at: Date.now(), seconds, kind }; return String(jobs) }

createServer((req, res) => {
  const at = new URL(req.url, 'http://x')
  if (at.pathname === '/api/v1/events') { res.writeHead(200, { 'Content-Type': 'text/event-stream' }); res.write(': hello\n\n'); return }
  if (at.pathname.endsWith('/qr.svg')) { res.writeHead(200, { 'Content-Type': 'image/svg+xml' }); res.end('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h3v3H0zM6 0h3v3H6zM0 6h3v3H0zM4 4h1v1H4zM6 6h2v2H6z"/></svg>'); return }
  if (at.pathname.startsWith('/api/v1/')) {
    const parts = []
    req.on('data', part => parts.push(part))
    req.on('end', () => {
      let body = {}
      try { body = JSON.parse(Buffer.concat(parts).toString() || '{}') } catch { body = {} }
      const [status, answer] = api(req.method, at.pathname.slice(7), at.searchParams, body)
      setTimeout(() => { res.writeHead(status, { 'Content-Type': status >= 400 ? 'application/problem+json' : 'application/json' }); res.end(answer === undefined ? '' : JSON.stringify(answer)) }, 40)
    })
    return
  }
  let file = join(STATIC, at.pathname)
  if (!existsSync(file) || statSync(file).isDirectory()) file = join(STATIC, 'index.html')
  res.writeHead(200, { 'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream' })
  createReadStream(file).pipe(res)
}).listen(Number(process.env.PORT ?? 8799), () => console.log('fixtures on', process.env.PORT ?? 8799))
