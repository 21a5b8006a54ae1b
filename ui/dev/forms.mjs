// Canned catalogue for developing without a back end; shaped like the suite's forms.
const t = (field, title, type, more = {}) => ({ field, title, type, required: false, readonly: false, hidden: false, ...more })
const opt = list => list.map(([value, title, colour]) => ({ value, title, colour, retired: false }))

export const orderStates = [['draft', '草稿', 'grey'], ['review', '评审中', 'amber'], ['effective', '已生效', 'blue'], ['shipped', '已发货', 'violet'], ['done', '已完成', 'green'], ['late', '逾期', 'red']]
export const woStates = [['draft', '草稿', 'grey'], ['confirmed', '已确认', 'amber'], ['released', '已下达', 'blue'], ['started', '已开工', 'violet'], ['finished', '已完工', 'green']]
export const opStates = [['waiting', '待下达', 'grey'], ['ready', '待派工', 'amber'], ['dispatched', '已派工', 'blue'], ['started', '加工中', 'violet'], ['finished', '已完工', 'green']]
const can = { create: true, update: true, delete: true }

export const FORMS = {
  'sales.order': {
    form: 'sales.order', title: '销售订单', key: 'number', title_field: 'number', states: 'state', can, version: 1,
    list: ['number', 'customer', 'customer_po', 'due', 'promised_due', 'total', 'state', 'seller'],
    sections: [
      { title: '订单', fields: ['number', 'customer', 'customer_po', 'contact', 'due', 'promised_due', 'seller', 'tax_rate', 'urgent', 'state'] },
      { title: '交货明细', fields: ['lines', 'total'] }, { title: '其他', fields: ['address', 'note', 'files'] },
    ],
    fields: [
      t('number', '单号', 'serial', { readonly: true }), t('customer', '客户', 'link', { to: 'sales.customer', required: true }), t('customer_po', '客户订单号', 'text', { required: true, max_length: 40 }),
      t('contact', '联系人', 'text'), t('due', '客户交期', 'date', { required: true, help: '客户要求到货的日期' }), t('promised_due', '承诺交期', 'date', { readonly: true }), t('seller', '业务员', 'person'),
      t('tax_rate', '税率', 'percent', { default: '0.13' }), t('urgent', '加急', 'switch'), t('state', '状态', 'choice', { readonly: true, options: opt(orderStates) }),
      t('lines', '交货明细', 'table', { required: true, form: { form: 'sales.order.lines', title: '交货明细', fields: [
        t('item', '产品', 'link', { to: 'engineering.item', required: true }), t('specification', '规格', 'lookup', { readonly: true, result: 'text' }), t('quantity', '数量', 'quantity', { required: true, unit: 'pcs', above: '0' }),
        t('price', '含税单价', 'money', { required: true, currency: 'CNY' }), t('due', '交期', 'date'), t('amount', '金额', 'formula', { readonly: true, result: 'money', formula: 'ROUND(quantity * price, 2)' })] } }),
      t('total', '价税合计', 'formula', { readonly: true, result: 'money', formula: 'SUM(lines.amount)' }), t('address', '送货地址', 'longtext'), t('note', '备注', 'longtext'), t('files', '附件', 'attachment'),
    ],
    actions: [{ action: 'submit', title: '提交合同评审', style: 'primary', bulk: true }, { action: 'push_work_order', title: '下推生产工单', style: 'default', bulk: false }, { action: 'change_due', title: '变更交期', style: 'default', bulk: false, ask: [t('due', '新交期', 'date', { required: true }), t('reason', '原因', 'longtext', { required: true })] }, { action: 'cancel', title: '取消订单', style: 'danger', bulk: false, confirm: '取消后将通知计划与生产。' }],
  },
  'sales.customer': { form: 'sales.customer', title: '客户', key: 'code', title_field: 'name', can, list: ['code', 'name', 'city', 'credit'], sections: [], actions: [], fields: [t('code', '编码', 'text', { required: true }), t('name', '名称', 'text', { required: true }), t('city', '城市', 'text'), t('credit', '信用额度', 'money', { currency: 'CNY' })] },
  'engineering.item': { form: 'engineering.item', title: '物料', key: 'code', title_field: 'name', states: null, can, list: ['code', 'name', 'specification', 'source', 'unit', 'on_hand', 'safety', 'lead_time', 'cost'], sections: [{ title: '基本', fields: ['code', 'name', 'specification', 'source', 'unit'] }, { title: '计划', fields: ['safety', 'lead_time', 'on_hand', 'cost'] }], actions: [],
    fields: [t('code', '编码', 'text', { required: true }), t('name', '名称', 'text', { required: true }), t('specification', '规格', 'text'), t('source', '来源', 'choice', { options: opt([['make', '自制', 'blue'], ['buy', '外购', 'grey'], ['outside', '委外', 'violet']]) }), t('unit', '单位', 'text'), t('on_hand', '现存', 'rollup', { readonly: true, result: 'quantity' }), t('safety', '安全库存', 'quantity', { unit: 'pcs' }), t('lead_time', '提前期（天）', 'number'), t('cost', '标准成本', 'money', { currency: 'CNY' })] },
  'production.order': { form: 'production.order', title: '生产工单', key: 'number', title_field: 'number', states: 'state', can, prints: ['traveller'], list: ['number', 'item', 'quantity', 'finished', 'starts_on', 'due', 'sales_order', 'kit', 'state'], sections: [],
    fields: [t('number', '工单号', 'serial', { readonly: true }), t('item', '产品', 'link', { to: 'engineering.item', required: true }), t('quantity', '计划数量', 'quantity', { unit: 'pcs', required: true }), t('finished', '已入库', 'rollup', { readonly: true, result: 'quantity' }), t('starts_on', '计划开工', 'date'), t('due', '计划完工', 'date', { required: true }), t('sales_order', '销售订单', 'link', { to: 'sales.order' }), t('kit', '齐套', 'choice', { readonly: true, options: opt([['ready', '已齐套', 'green'], ['short', '欠料', 'red'], ['unknown', '未检查', 'grey']]) }), t('state', '状态', 'choice', { readonly: true, options: opt(woStates) })],
    actions: [{ action: 'release', title: '下达', style: 'primary', bulk: true, confirm: '下达时按全套预留材料。' }, { action: 'pick', title: '下推领料', style: 'default', bulk: false }] },
  'production.operation': { form: 'production.operation', title: '工序任务', key: 'code', title_field: 'title', states: 'state', can: { ...can, create: false }, list: ['code', 'name', 'order', 'machine', 'operator', 'quantity', 'good', 'scrap', 'state'], sections: [],
    fields: [t('code', '工序码', 'text', { readonly: true }), t('title', '名称', 'formula', { readonly: true, result: 'text' }), t('name', '工序', 'text', { readonly: true }), t('order', '工单', 'link', { to: 'production.order', readonly: true }), t('item', '产品', 'link', { to: 'engineering.item', readonly: true }), t('machine', '设备', 'text'), t('operator', '操作工', 'person'), t('quantity', '计划数量', 'quantity', { readonly: true, unit: 'pcs' }), t('good', '合格', 'rollup', { readonly: true, result: 'quantity' }), t('scrap', '报废', 'rollup', { readonly: true, result: 'quantity' }), t('rework', '返工', 'rollup', { readonly: true, result: 'quantity' }), t('instruction', '作业要求', 'longtext', { readonly: true }), t('state', '状态', 'choice', { readonly: true, options: opt(opStates) })], actions: [] },
  'production.report': { form: 'production.report', title: '报工单', key: 'number', title_field: 'number', states: null, can, list: ['number', 'operation', 'good', 'scrap', 'rework', 'wage'], sections: [], actions: [],
    fields: [t('number', '单号', 'serial', { readonly: true }), t('operation', '工序', 'link', { to: 'production.operation', required: true }), t('good', '合格', 'quantity', { unit: 'pcs' }), t('scrap', '报废', 'quantity', { unit: 'pcs' }), t('rework', '返工', 'quantity', { unit: 'pcs' }), t('reason', '不良原因', 'choice', { options: opt([['material', '来料不良'], ['machine', '设备故障'], ['operation', '操作不当'], ['setup', '调机报废']]) }), t('wage', '计件工资', 'formula', { readonly: true, result: 'money' })] },
  'planning.planned_order': { form: 'planning.planned_order', title: '计划订单', key: 'number', title_field: 'number', states: 'state', can: { ...can, create: false }, list: ['number', 'item', 'quantity', 'due', 'state'], sections: [], fields: [t('number', '单号', 'serial', { readonly: true }), t('item', '物料', 'link', { to: 'engineering.item' }), t('quantity', '数量', 'quantity', { unit: 'pcs' }), t('due', '需求日', 'date'), t('state', '状态', 'choice', { readonly: true, options: opt([['proposed', '建议', 'grey'], ['firm', '已确认', 'blue'], ['released', '已投放', 'green']]) })], actions: [{ action: 'to_work_order', title: '投放工单', style: 'primary', bulk: true }, { action: 'to_requisition', title: '投放请购', style: 'primary', bulk: true }, { action: 'firm', title: '确认', style: 'default', bulk: true }] },
  'people.person': { form: 'people.person', title: '人员', key: 'login', title_field: 'name', can: { ...can, create: false }, list: ['login', 'name'], sections: [], actions: [], fields: [t('login', '账号', 'text'), t('name', '姓名', 'text'), t('department', '部门', 'text')] },
}
const head = form => ({ form, title: FORMS[form].title, icon: null, menu: true, can: { create: FORMS[form].can.create, read: true } })
export const CATALOGUE = {
  version: 1,
  apps: [
    { slug: 'sales', title: '销售', icon: null, forms: ['sales.order', 'sales.customer'].map(head) }, { slug: 'engineering', title: '技术', icon: null, forms: ['engineering.item'].map(head) },
    { slug: 'planning', title: '计划', icon: null, forms: ['planning.planned_order'].map(head) }, { slug: 'production', title: '生产', icon: null, forms: ['production.order', 'production.operation', 'production.report'].map(head) },
    { slug: 'people', title: '组织人员', icon: null, forms: ['people.person'].map(head) },
  ],
  units: { pcs: { title: '件', dimension: 'count' }, kg: { title: 'kg', dimension: 'mass' }, g: { title: 'g', dimension: 'mass' }, m: { title: '米', dimension: 'length' } },
}
