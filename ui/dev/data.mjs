// Canned records and pages, dated around today.
import { FORMS, orderStates, woStates, opStates } from './forms.mjs'

let seed = 7
const rnd = () => { seed = (seed * 1103515245 + 12345) % 2147483648; return seed / 2147483648 }
const pick = list => list[Math.floor(rnd() * list.length)]
const DAY = 86400000
const now = Date.now()
export const day = n => new Date(now + n * DAY).toISOString().slice(0, 10)
export const at = (hours) => new Date(now + hours * 3600000).toISOString()
const ref = (id, title) => ({ id: String(id), title })
const pcs = n => ({ value: String(n), unit: 'pcs' })
const cny = n => ({ value: Number(n).toFixed(2), unit: 'CNY' })

const people = ['陈立', '王秀英', '李强', '赵敏', '周建国', '吴婷', '郑浩', '孙丽', '钱伟', '冯涛']
const customers = ['宏远机械（苏州）', '华东精密传动', '常州锐科自动化', '宁波海纳液压', '上海凯瑞装备', '无锡泰和电机', '青岛远洋重工']
const products = [['1403', '减速机总成', 'RV-40E i=81'], ['1404', '减速机总成', 'RV-80E i=101'], ['1502', '主轴箱体', 'HT250'], ['1611', '行星架组件', '42CrMo'], ['1720', '联轴器', 'LX3'], ['1815', '电机座', 'Q235B']]
const parts = [['2101', '输入轴', '40Cr'], ['2102', '偏心轴', 'GCr15'], ['2103', '摆线轮', 'GCr15SiMn'], ['2104', '针齿壳', 'QT500'], ['2105', '针齿销', 'Φ6×24'], ['3001', '圆锥滚子轴承', '32008'], ['3002', '油封', 'TC 45×62×8'], ['3003', '内六角螺钉', 'M8×25 12.9'], ['3101', '42CrMo 圆钢', 'Φ80'], ['3102', 'HT250 毛坯', '箱体']]

export const db = { 'sales.order': [], 'sales.customer': [], 'engineering.item': [], 'production.order': [], 'production.operation': [], 'production.report': [], 'planning.planned_order': [], 'people.person': [] }
const put = (form, id, values) => db[form].push({ id: String(id), ver: 1, form, values, owner: ref(901, people[0]), department: ref(801, '销售部'), created_at: at(-200), updated_at: at(-Math.floor(rnd() * 90)) })
people.forEach((name, i) => put('people.person', 901 + i, { login: `user${i}`, name, department: '' }))
customers.forEach((name, i) => put('sales.customer', 300 + i, { code: `C${100 + i}`, name, city: pick(['苏州', '上海', '宁波']), credit: cny(500000 + i * 100000) }))
;[...products, ...parts].forEach(([code, name, spec], i) => put('engineering.item', 400 + i, { code, name, specification: spec, source: i < 6 ? 'make' : i < 11 ? pick(['make', 'outside']) : 'buy', unit: '件', on_hand: pcs(Math.floor(rnd() * 400)), safety: pcs(pick([0, 20, 50, 100])), lead_time: String(pick([3, 5, 7, 14])), cost: cny(20 + rnd() * 900) }))
for (let i = 0; i < 240; i += 1) {
  const state = i < 12 ? pick(['effective', 'review', 'effective', 'late']) : pick(orderStates)[0]
  const lines = Array.from({ length: 1 + Math.floor(rnd() * 4) }, (_, k) => {
    const p = Math.floor(rnd() * products.length); const q = 10 * (1 + Math.floor(rnd() * 30)); const price = 120 + Math.floor(rnd() * 8000) / 10
    return { id: String(50000 + i * 10 + k), item: ref(400 + p, products[p][1]), specification: products[p][2], quantity: pcs(q), price: cny(price), due: day(4 + i % 30), amount: cny(q * price) }
  })
  const total = lines.reduce((s, l) => s + Number(l.amount.value), 0)
  put('sales.order', 1000 + i, { number: `SO2611-${String(315 - i).padStart(4, '0')}`, customer: ref(300 + i % 7, customers[i % 7]), customer_po: `PO-${4500 + i * 3}`, contact: pick(['刘工', '张经理', '何小姐']), due: day(3 + (i * 7) % 40), promised_due: state === 'draft' ? null : day(2 + (i * 7) % 42), seller: ref(901 + i % 4, people[i % 4]), tax_rate: '0.13', urgent: i % 9 === 0, state, lines, total: cny(total), address: '江苏省苏州市工业园区星湖街 328 号', note: i % 3 ? null : '随货附出厂检验报告与材质证明。', files: [] })
}
for (let i = 0; i < 60; i += 1) {
  const p = i % products.length; const state = woStates[i % 5][0]; const q = 20 * (1 + i % 8)
  put('production.order', 2000 + i, { number: `WO2611-${String(88 - i).padStart(4, '0')}`, item: ref(400 + p, products[p][1]), quantity: pcs(q), finished: pcs(state === 'finished' ? q : state === 'started' ? Math.floor(q / 3) : 0), starts_on: day(i % 9 - 4), due: day(3 + i % 12), sales_order: ref(1000 + i % 12, `SO2611-${String(315 - i % 12).padStart(4, '0')}`), kit: pick(['ready', 'short', 'ready', 'unknown']), state })
}
const OPS = ['粗车', '精车', '滚齿', '热处理', '磨齿', '装配', '试车']
for (let i = 0; i < 80; i += 1) {
  const w = db['production.order'][i % 20]; const no = 10 * (1 + Math.floor(i / 20)); const name = OPS[Math.floor(i / 20)]
  const state = i < 6 ? pick(['dispatched', 'started']) : pick(opStates)[0]; const q = Number(w.values.quantity.value)
  put('production.operation', 3000 + i, { code: `${w.values.number}-${no}`, title: `${w.values.number}-${no} ${name}`, name, order: ref(w.id, w.values.number), item: w.values.item, machine: pick(['CK6140-1', 'CK6140-2', 'Y3180', '装配线 A']), operator: ref(901 + i % 10, people[i % 10]), quantity: pcs(q), good: pcs(state === 'started' ? Math.floor(q / 3) : 0), scrap: pcs(state === 'started' ? 1 : 0), rework: pcs(0), instruction: '首件送检合格后批量加工；去毛刺 C0.5。', state })
}
const TITLE = { 'sales.order': 'number', 'sales.customer': 'name', 'engineering.item': 'name', 'production.order': 'number', 'production.operation': 'title', 'production.report': 'number', 'planning.planned_order': 'number', 'people.person': 'name' }
export const titleOf = r => r.values[TITLE[r.form]] ?? r.id
export const full = r => ({ ...r, title: titleOf(r), actions: FORMS[r.form].actions.map(a => a.action), can: { update: r.values.state !== 'done', delete: true }, readonly: [], flow: r.form === 'sales.order' ? { instance: '7001', title: '合同评审', status: 'running', tasks: [] } : null })

const task = (id, n, kind, title, minutes, reason, more = {}) => ({ id: String(id), kind, title, node: 'n' + id, flow_title: '合同评审', form: 'sales.order', record: ref(1000 + n, `SO2611-${String(315 - n).padStart(4, '0')}`), assignees: [ref(901, people[0])], department: ref(801, '销售部'), opened_at: at(-30 + n), due_at: at(minutes / 60), minutes_left: minutes, late: minutes < 0, urgent: n === 0, reason, can: kind === 'cc' ? ['complete'] : kind === 'handle' ? ['complete', 'transfer', 'urge'] : ['approve', 'reject', 'return', 'transfer'], edit: [], ask: [], waiting_for: '', ...more })
export const tasks = [
  task(5001, 0, 'approve', '合同评审 · 计划', -170, '再不答复，SO2611-0315 将误交期 2 天', { edit: ['promised_due'], ask: [{ field: 'promised_due', required: true }] }),
  task(5002, 1, 'handle', '确认供应商交期', -35, '轴承 32008 晚 3 天，影响 2 张订单', { flow_title: '采购订单' }),
  task(5003, 2, 'approve', '采购订单审批 ¥86,400.00', 95, '今天 16:00 前不批，供应商不排产', { flow_title: '采购审批' }),
  task(5004, 3, 'approve', '合同评审 · 计划', 410, null), task(5005, 4, 'handle', '齐套检查并下达', 640, '缺 摆线轮 12 件', { flow_title: '工单准备' }),
  task(5006, 5, 'approve', '让步接收会签', 1300, null, { flow_title: '来料检验' }), task(5007, 6, 'cc', '订单变更：交期提前 3 天', 2000, null, { flow_title: '订单变更' }),
]
const promise = (id, what, from, to, d, state, n, more = {}) => ({ id: String(id), what, from: ref(1, from), to: ref(2, to), quantity: n % 2 ? pcs(40 * n) : null, due: day(d), proposed: null, state, record: ref(1000 + n, `SO2611-${String(315 - n).padStart(4, '0')}`), form: 'sales.order', history: [], ...more })
export const owe = [promise(1, '答复 减速机总成 交期', '销售部', '计划部', 1, 'asked', 1), promise(2, '针齿壳 毛坯到货', '生产部', '采购部', 3, 'asked', 3), promise(3, '下达 WO2611-0081', '生产部', '计划部', -1, 'accepted', 4), promise(8, '提供试车记录', '质量部', '生产部', -6, 'kept', 2)]
export const owed = [promise(4, '提供 RV-80E 图纸', '计划部', '技术部', 2, 'accepted', 5), promise(5, '来料检验 32008', '计划部', '质量部', 0, 'countered', 7, { proposed: day(2) }), promise(6, '热处理外协返回', '计划部', '采购部', -4, 'broken', 9)]
export const home = () => ({
  department: ref(803, '计划部'), tasks: tasks.slice(0, 6), promises: { owe: owe.slice(0, 3), owed },
  orders_at_risk: [
    { record: ref(1000, 'SO2611-0315'), form: 'sales.order', due: day(3), days_late: 2, reason: ['总装等 摆线轮 60 件', '磨齿 Y7232 满负荷到 11-28', '热处理外协晚 1 天返回'] },
    { record: ref(1004, 'SO2611-0311'), form: 'sales.order', due: day(6), days_late: 1, reason: ['采购件 轴承 32008 承诺推迟 3 天'] },
  ],
  numbers: [
    { title: '准时交付率', value: '92.4', unit: '%', target: '95%', trend: ['88', '90', '89', '91', '93', '92.4'], how: '近 30 天按承诺交期完成的订单行 ÷ 全部应交订单行' },
    { title: '未排产工单', value: '7', unit: '张', target: '≤ 5', trend: ['12', '9', '11', '8', '8', '7'], how: '状态为已确认、没有计划时间的工单' },
    { title: '缺料行', value: '23', unit: '行', trend: ['41', '37', '30', '28', '25', '23'], how: '已下达工单中可用量小于需用量的用料行' },
    { title: '守诺率', value: '87', unit: '%', target: '90%', trend: ['80', '82', '85', '84', '86', '87'], how: '近 30 天到期承诺中守诺的比例' },
    { title: '在制金额', value: '1284600', unit: '元', trend: ['140', '138', '131', '133', '129', '128'], how: '在制品台账余额' },
  ],
  books: { stock: '3862410.55', movements: '3862410.55', ledger: '3862410.55', equal: true },
})
const DEPTS = [['sales', '销售'], ['engineering', '技术'], ['quality', '质量'], ['planning', '计划'], ['purchasing', '采购'], ['warehouse', '仓库'], ['production', '生产'], ['finance', '财务']]
export const weave = () => {
  const orders = Array.from({ length: 18 }, (_, i) => {
    const reachTo = [3, 6, 4, 7, 2, 5, 6, 3, 1, 6, 5, 4, 7, 2, 6, 0, 3, 6][i]
    const cells = {}
    DEPTS.forEach(([slug], k) => {
      if (k > reachTo) return
      if (k === 1 && i % 3 === 1) { cells[slug] = { state: 'none' }; return }
      cells[slug] = k < reachTo - (i % 4 === 0 ? 1 : 0) ? { state: 'done' } : k === reachTo ? (i % 5 === 0 ? { state: 'late', days: 1 + i % 3, tasks: 1 } : { state: 'turn', hours: 2 + (i * 5) % 22, tasks: 1 }) : { state: i % 2 ? 'turn' : 'waiting', hours: 6, tasks: 1 }
    })
    if (reachTo + 1 < DEPTS.length && i % 3 === 0) cells[DEPTS[reachTo + 1][0]] = { state: 'waiting', hours: 8 + i }
    return { record: ref(1000 + i, `SO2611-${String(315 - i).padStart(4, '0')}`), form: 'sales.order', customer: customers[i % 7], due: day(3 + (i * 7) % 28), cells }
  })
  return { departments: DEPTS.map(([slug, title], i) => ({ slug, title, open: 3 + (i * 5) % 9, late: i % 3 === 0 ? 1 + i % 2 : 0 })), orders }
}
export const timeline = id => {
  const bar = (from, to, kind, title, late = false) => ({ from: at(from), to: at(to), kind, title, form: 'sales.order', record: ref(id, '单据'), late })
  return {
    order: ref(id, 'SO2611-0315 · 宏远机械（苏州）'), from: at(-240), to: at(96),
    lanes: [
      { slug: 'customer', title: '客户', bars: [bar(-238, -230, 'ball', '下单'), bar(-150, -122, 'waiting', '等客户确认')], hours: 36, cost: null },
      { slug: 'sales', title: '销售', bars: [bar(-230, -214, 'ball', '录入订单'), bar(-122, -116, 'ball', '生效')], hours: 22, cost: cny(480) },
      { slug: 'engineering', title: '技术', bars: [bar(-214, -168, 'ball', 'BOM 与工艺'), bar(-200, -184, 'waiting', '等图纸')], hours: 46, cost: cny(1350) },
      { slug: 'quality', title: '质量', bars: [bar(-214, -196, 'ball', '评审'), bar(-20, -6, 'ball', '来料检验')], hours: 32, cost: null },
      { slug: 'planning', title: '计划', bars: [bar(-214, -150, 'ball', '交期评审', true), bar(-116, -92, 'ball', 'MRP 投放')], hours: 88, cost: cny(2600) },
      { slug: 'purchasing', title: '采购', bars: [bar(-92, -74, 'ball', '下单'), bar(-74, -20, 'waiting', '等供应商')], hours: 18, cost: cny(900) },
      { slug: 'supplier', title: '供应商', bars: [bar(-74, -20, 'ball', '备货送货')], hours: 54, cost: null },
      { slug: 'production', title: '生产', bars: [bar(-92, -40, 'ball', '粗加工'), bar(-40, -6, 'waiting', '等毛坯', true), bar(-6, 60, 'ball', '磨齿 · 装配')], hours: 58, cost: cny(3120) },
      { slug: 'warehouse', title: '仓库', bars: [bar(-10, -4, 'ball', '领料')], hours: 6, cost: null },
    ],
    handoffs: [['customer', 'sales', -230], ['sales', 'engineering', -214], ['sales', 'planning', -214], ['planning', 'customer', -150], ['customer', 'sales', -122], ['sales', 'planning', -116], ['planning', 'purchasing', -92], ['planning', 'production', -92], ['purchasing', 'supplier', -74], ['supplier', 'quality', -20], ['quality', 'warehouse', -6]].map(([from, to, h]) => ({ at: at(h), from, to, title: '交接' })),
    flags: [{ lane: 'planning', at: at(-160), kind: 'kept', title: '答复交期' }, { lane: 'supplier', at: at(-34), kind: 'moved', title: '毛坯到货改期' }, { lane: 'production', at: at(64), kind: 'promised', title: '完工' }, { lane: 'engineering', at: at(-176), kind: 'broken', title: '图纸' }],
    milestones: [{ at: at(-116), title: '订单生效' }, { at: at(-6), title: '开工齐套' }, { at: at(72), title: '交期' }],
  }
}
export const flow = () => ({
  title: '合同评审', status: 'running',
  nodes: [['start', 'start', '开始'], ['std', 'exclusive', '标准品？'], ['split', 'parallel', '并行评审'], ['tech', 'approve', '技术评审', '技术部'], ['qa', 'approve', '质量评审', '质量部'], ['plan', 'approve', '计划评审', '计划部'], ['buy', 'approve', '采购评审', '采购部'], ['fin', 'approve', '财务评审', '财务部'], ['join', 'join', '汇合'], ['sum', 'handle', '汇总答复', '王秀英'], ['cust', 'wait', '等客户确认'], ['push', 'push', '下推生效'], ['end', 'end', '结束']].map(([node, kind, title, who]) => ({ node, kind, title, who })),
  edges: [['start', 'std'], ['std', 'split', '非标'], ['split', 'tech'], ['split', 'qa'], ['split', 'plan'], ['split', 'buy'], ['split', 'fin'], ['tech', 'join'], ['qa', 'join'], ['plan', 'join'], ['buy', 'join'], ['fin', 'join'], ['std', 'sum', '标准品'], ['join', 'sum'], ['sum', 'cust'], ['cust', 'push'], ['push', 'end']].map(([from, to, label]) => ({ from, to, label })),
  tokens: [{ node: 'plan', since: at(-27), persons: [ref(901, '陈立')], late: true }, { node: 'buy', since: at(-5), persons: [ref(903, '李强')], late: false }],
  log: [{ at: at(-54), actor: ref(902, '王秀英'), node: 'std', what: '提交评审', note: null, minutes: null }, { at: at(-40), actor: ref(905, '周建国'), node: 'tech', what: '同意', note: 'RV-40E 图纸 C 版，工装已备。', minutes: 312 }, { at: at(-30), actor: ref(906, '吴婷'), node: 'qa', what: '同意', note: null, minutes: 96 }, { at: at(-26), actor: ref(908, '孙丽'), node: 'fin', what: '同意', note: '预付款 30% 到账后排产。', minutes: 210 }],
})
const planned = Array.from({ length: 26 }, (_, i) => { const p = [...products, ...parts][i % 16]; return { id: String(6000 + i), item: ref(400 + i % 16, p[1]), code: p[0], quantity: pcs(20 * (1 + i % 9)), release: day(i % 12 - 3), due: day(4 + i % 15), make: i % 16 < 9, state: i % 7 === 0 ? 'firm' : 'proposed' } })
planned.forEach(o => put('planning.planned_order', o.id, { number: `JH2611-${o.id}`, item: o.item, quantity: o.quantity, due: o.due, state: o.state }))
export const mrp = () => ({
  run: ref(1, 'MRP261122-003'), at: at(-3), orders: planned,
  messages: [
    { kind: 'expedite', urgency: 1, item: ref(411, '圆锥滚子轴承 32008'), text: '采购订单 PO2611-0042 提前 3 天，否则 SO2611-0315 误交期', order: '6011', action: 'to_requisition' }, { kind: 'past_due', urgency: 1, item: ref(408, '摆线轮'), text: '应于 11-20 开工，已过 2 天', order: '6008', action: 'to_work_order' }, { kind: 'no_bom', urgency: 1, item: ref(405, '电机座'), text: '自制件没有已发布的 BOM', order: null, action: null },
    { kind: 'new', urgency: 2, item: ref(406, '输入轴'), text: '新建工单 140 件，11-26 前投放', order: '6006', action: 'to_work_order' }, { kind: 'new', urgency: 2, item: ref(412, '油封 TC 45×62×8'), text: '新建请购 260 件，11-27 前投放', order: '6012', action: 'to_requisition' }, { kind: 'below_safety', urgency: 2, item: ref(413, '内六角螺钉 M8×25'), text: '12-01 起低于安全库存 80 件', order: '6013', action: 'to_requisition' },
    { kind: 'defer', urgency: 3, item: ref(409, '针齿壳'), text: '工单 WO2611-0077 可推迟 6 天', order: '6009', action: 'firm' }, { kind: 'cancel', urgency: 3, item: ref(414, '42CrMo 圆钢 Φ80'), text: '采购订单 PO2611-0038 已无需求', order: null, action: null },
  ],
})
export const pegging = id => { const o = planned.find(x => x.id === id) ?? planned[0]; return {
  why: [{ label: '毛需求', value: '180 件' }, { label: '− 现存可用', value: '64 件' }, { label: '− 在途（PO2611-0042）', value: '20 件' }, { label: '+ 安全库存', value: '20 件' }, { label: '÷ (1 − 报废率 3%)', value: '119.59 件' }, { label: '按最小批量 20 取整', value: '120 件' }],
  tree: { title: `${o.item.title} ${o.code}`, form: 'planning.planned_order', id: o.id, quantity: o.quantity, due: o.due, children: [{ title: '减速机总成 1403（计划订单）', form: 'planning.planned_order', id: '6000', quantity: pcs(60), due: day(9), children: [{ title: 'SO2611-0315 宏远机械（苏州）', form: 'sales.order', id: '1000', quantity: pcs(40), due: day(11), children: [] }, { title: 'SO2611-0311 上海凯瑞装备', form: 'sales.order', id: '1004', quantity: pcs(20), due: day(13), children: [] }] }, { title: 'WO2611-0081 用料', form: 'production.order', id: '2007', quantity: pcs(40), due: day(7), children: [] }, { title: '安全库存', quantity: pcs(20), due: null, children: [] }] } } }
const BOM = [[0, 0, 1], [1, 6, 1], [2, 14, 2], [1, 7, 2], [2, 14, 1], [1, 8, 2], [2, 14, 1], [1, 9, 1], [2, 15, 1], [1, 10, 40], [1, 11, 2], [1, 12, 1], [1, 13, 12], [1, 3, 1], [2, 11, 2], [2, 13, 6]]
const all = [...products, ...parts]
export const bom = (item, q) => ({ nodes: 217, rows: BOM.map(([level, p, per], i) => ({ level, item: ref(400 + p, all[p][1]), code: all[p][0], per: String(per), quantity: String(per * Number(q) * (level === 2 ? 2 : 1)), unit: 'pcs', on_hand: i === 0 ? null : String([0, 120, 300, 18, 90, 6, 40, 200, 12, 900, 30, 14, 4000, 3, 30, 4000][i]), source: p < 9 ? 'make' : 'buy' })) })
export const whereUsed = () => ({ rows: [[1, 0, 2], [2, 3, 1], [1, 1, 2], [1, 2, 4]].map(([level, p, per]) => ({ level, item: ref(400 + p, all[p][1]), code: all[p][0], per: String(per) })) })
export const kit = () => ({ ready: false, lines: BOM.slice(1).filter(([l]) => l === 1).map(([, p, per], i) => ({ item: ref(400 + p, `${all[p][0]} ${all[p][1]}`), need: pcs(per * 60), available: pcs(i % 3 === 1 ? per * 40 : per * 60), short: pcs(i % 3 === 1 ? per * 20 : 0), promised_on: i % 3 === 1 && i > 1 ? day(3) : null })) })
export const schedule = () => {
  const from = new Date(now); from.setHours(0, 0, 0, 0); const start = from.getTime() - 2 * DAY
  const names = [['CK6140-1', '车床'], ['CK6140-2', '车床'], ['CK6150', '车床'], ['XK714', '铣床'], ['VMC850', '加工中心'], ['Y3150', '滚齿'], ['Y3180', '滚齿'], ['Y7232', '磨齿'], ['M1432', '外圆磨'], ['热处理炉', '热处理'], ['装配线 A', '装配'], ['装配线 B', '装配'], ['试车台', '试验'], ['清洗机', '清洗']]
  const machines = names.map(([title, group], i) => ({ id: `m${i}`, title, group, shifts: Array.from({ length: 16 }, (_, d) => d).filter(d => new Date(start + d * DAY).getDay() !== 0).map(d => [new Date(start + d * DAY + 8 * 3600000).toISOString(), new Date(start + d * DAY + (i % 3 === 0 ? 24 : 20) * 3600000).toISOString()]) }))
  const bars = []; let n = 0
  machines.forEach((m, i) => m.shifts.forEach(([a, b], d) => {
    let t = Date.parse(a) + (i % 4) * 1800000
    while (t < Date.parse(b) - 2 * 3600000 && d < 12) {
      const setup = rnd() < 0.35 ? 45 * 60000 : 0; const len = (1.5 + rnd() * 4) * 3600000; const end = Math.min(t + setup + len, Date.parse(b))
      const o = n % 12
      bars.push({ id: `b${n}`, operation: ref(3000 + n % 80, `${10 * (1 + n % 5)} ${OPS[n % 7]}`), order: ref(2000 + o, `WO2611-${String(88 - o).padStart(4, '0')}`), machine: m.id, from: new Date(t + setup).toISOString(), to: new Date(end).toISOString(), setup_from: setup ? new Date(t).toISOString() : null, late: o === 0 || (o === 4 && d > 5), locked: n % 17 === 0, started: t < now && end > now, state: end < now ? 'finished' : 'planned', colour_key: null })
      n += 1; t = end + rnd() * 1.2 * 3600000
    }
  }))
  return { from: new Date(start).toISOString(), to: new Date(start + 15 * DAY).toISOString(), machines, bars, orders: Array.from({ length: 12 }, (_, o) => ({ order: ref(2000 + o, `WO2611-${String(88 - o).padStart(4, '0')}`), due: day(5 + o % 6), finish: at(90 + o * 14), late_minutes: o === 0 ? 2900 : o === 4 ? 700 : 0, why: (o === 0 ? ['磨齿 Y7232 排队 18 小时', '热处理批次等待'] : o === 4 ? ['装配线 A 满负荷'] : []).map(text => ({ text, bar: null })) })) }
}
