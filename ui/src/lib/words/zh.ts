/** 界面文字（中文）。英文须与此结构一致，由类型保证。 */
export const zh = {
  app: { name: '经纬', tagline: '经是部门，纬是订单', loading: '正在打开…' },
  nav: {
    home: '工作台', inbox: '待办', weave: '经纬', plan: '计划', apps: '应用', floor: '报工', collab: '协作', more: '更多',
    mrp: '物料需求', schedule: '排产', bom: 'BOM', kit: '齐套', stock: '库存', imports: '导入数据', promises: '承诺', collapse: '收起', expand: '展开',
  },
  top: {
    search: '搜索或跳转', searchHint: '单号、页面、动作；支持拼音首字母，也可直接扫码', language: 'English', dark: '深色', light: '浅色', me: '我',
    logout: '退出登录', create: '新建', offline: '连接中断，正在重连…', searching: '正在搜索…', nothing: '没有匹配项', pages: '页面', forms: '单据', actions: '动作', recordsIn: '{{form}}',
    newOf: '新建{{form}}', keys: '键盘快捷键', fullscreen: '全屏',
  },
  login: {
    title: '登录经纬', login: '账号', password: '密码', enter: '登录', wrong: '账号或密码不对', wait: '尝试次数过多，请 {{n}} 秒后再试',
    need: '请填写账号和密码', motto: '一张单子，穿过每个部门。', mottoSub: '谁的球、多久了、会不会误交期——一眼看清。',
  },
  common: {
    listed: '、', clause: '；',
    save: '保存', cancel: '取消', edit: '编辑', close: '关闭', back: '返回', retry: '重试', more: '更多', remove: '删除', undo: '撤销', add: '添加', all: '全部',
    yes: '是', no: '否', none: '无', total: '合计', today: '今天', loadError: '没能读到数据', offlineError: '连不上服务器，请检查网络后重试。',
    notFound: '没有找到', notFoundText: '这条记录不存在，或者你没有查看权限。', loadMore: '继续加载', count: '{{n}} 条', open: '打开', copy: '复制', copied: '已复制',
    confirm: '确认', optional: '选填', required: '必填', saved: '已保存', done: '完成', next: '下一步', previous: '上一步', refresh: '刷新', hidden: '（无权查看）',
    choose: '请选择', search: '搜索', clear: '清空', from: '从', to: '到', print: '打印', showAll: '显示全部', less: '收起', note: '备注',
  },
  time: {
    minutes: '{{n}} 分钟', hours: '{{n}} 小时', days: '{{n}} 天', left: '剩 {{t}}', over: '已超 {{t}}', ago: '{{t}}前', soon: '{{t}}后', justNow: '刚刚', workHours: '{{n}} 工时',
    dueOn: '{{d}} 到期', lateDays: '迟 {{n}} 天', hoursShort: '{{n}}h', daysShort: '{{n}}天', today: '今天', tomorrow: '明天', yesterday: '昨天',
  },
  home: {
    weaveRisk: '风险订单经纬', weaveNext: '近期订单经纬',
    tasks: '轮到我了', tasksEmpty: '没有轮到你的事', tasksEmptyText: '审批和要办的事到你这里时，会按后果排在这里。', mine: '我的数字', starts: '我可以发起', coming: '通常会到我这里的', doneTimes: '近 90 天办过 {{n}} 次', underWay: '流程进行中 {{n}} 件', inDanger: '有风险', promisesOwe: '我欠的承诺', promisesOwed: '别人欠我的', promisesEmpty: '没有承诺',
    promisesEmptyText: '向别的部门要一个日期，或答应一个日期，都会记在这里。', risk: '有风险的订单', riskEmpty: '没有订单有风险', riskEmptyText: '预计晚于交期的订单会带着原因链出现在这里。',
    numbers: '本部门数字', books: '账实相符', booksNot: '账实不符', booksHow: '库存金额 = 库存流水 = 总账存货科目，每一刻都应相等。', stock: '库存金额', movements: '流水合计', ledger: '总账存货',
    target: '目标 {{v}}', how: '怎么算的', seeAll: '查看全部', goodMorning: '早上好，{{name}}', goodAfternoon: '下午好，{{name}}', goodEvening: '晚上好，{{name}}', because: '原因', summary: '{{tasks}} 件事轮到你，{{late}} 件已超时',
    summaryNone: '没有等你处理的任务。',
  },
  inbox: {
    andMore: '{{first}} 等 {{n}} 项', title: '待办', mine: '待我处理', started: '我发起的', copied: '抄送我的', done: '已处理', empty: '这里没有单据', emptyMine: '全部处理完了', emptyMineText: '新的审批和待办会自动出现，无需刷新。',
    emptyText: '相应的单据会出现在这里。', pick: '从左侧选一件', pickText: '用 J / K 上下移动，A 同意，R 驳回，T 转交。', approve: '同意', reject: '驳回', return: '退回', transfer: '转交', withdraw: '撤回', urge: '催办', complete: '办理完成', read: '已阅',
    note: '意见（可选）', noteNeeded: '驳回、退回请写明原因', noteFor: { reject: '驳回原因', return: '退回原因', transfer: '转交说明', withdraw: '撤回原因' }, to: '转交给', toNeeded: '请选择转交给谁',
    sentBy: { reject: '{{who}}驳回：{{note}}', return: '{{who}}退回：{{note}}', transfer: '{{who}}转交：{{note}}' }, whyMe: '为什么是我', waitingFor: '等待：{{who}}', didOwn: '已办：{{what}}', did: { approve: '已同意', reject: '已驳回', return: '已退回', transfer: '已转交', withdraw: '已撤回', urge: '已催办', complete: '已办理' },
    askTitle: '需要你填写', select: '多选', batch: '批量同意 {{n}} 件', batchDone: '已同意 {{n}} 件', batchFailed: '{{n}} 件未通过，请逐件查看', urgent: '急', kinds: { approve: '审批', handle: '办理', cc: '抄送' }, openRecord: '打开单据', list: '列表',
  },
  apps: { title: '应用', empty: '还没有应用', emptyText: '安装套件或自己设计表单后，应用会列在这里。', find: '查找单据' },
  grid: {
    filter: '筛选', addFilter: '添加条件', sort: '排序', group: '分组', noGroup: '不分组', columns: '列', views: '视图', saveView: '保存视图', viewName: '视图名称', allRows: '全部', table: '表格', kanban: '看板',
    search: '在{{form}}中搜索', empty: '还没有{{form}}', emptyText: '新建第一张，或从别的单据下推过来。', emptyMade: '由流程或别的单据生成后，会出现在这里。', emptyFiltered: '没有符合条件的{{form}}', emptyFilteredText: '放宽筛选条件试试。', clearFilters: '清除条件', selected: '已选 {{n}} 条',
    loaded: '已载入 {{n}} 条', ofTotal: '共 {{n}} 条', about: '约 {{n}} 条', sum: '合计', ungrouped: '（空）', deleteView: '删除视图', resetColumns: '恢复默认列', noKanban: '此单据没有可作看板列的状态', bulkDone: '{{n}} 条已完成', bulkFailed: '{{n}} 条未成功：{{why}}', moreInColumn: '还有更多', open: '打开整页',
    viewKept: '已保存视图「{{name}}」', viewGone: '已删除视图「{{name}}」', myViews: '我的视图', sharedViews: '共享视图', share: '共享给能看这张单据的人', unshare: '不再共享', shareNew: '共享给能看这张单据的人', refreshView: '更新「{{name}}」为当前样子', old: '列表可能已变化，从头刷新', keys: '↑↓ 移动 · Enter 打开 · 空格选择', density: '紧凑', undone: '已恢复', changed: '已改为 {{value}}',
  },
  ops: { eq: '等于', ne: '不等于', gt: '大于', ge: '不小于', lt: '小于', le: '不大于', in: '是其中之一', contains: '包含', starts: '开头是', empty: '为空', notempty: '不为空', before: '早于', after: '晚于', on: '是', since: '不早于', until: '不晚于', value: '值' },
  record: {
    newer: '此单刚被他人更新，保存时会合并。', auto: '留空自动填写', new: '新建{{form}}', create: '保存{{form}}', created: '已新建 {{title}}', saveChanges: '保存 {{n}} 处修改', discard: '放弃修改', leave: '离开会丢失尚未保存的修改', leaveOk: '仍要离开', stay: '留下', faults: '{{n}} 处需要修改', flow: '流程', chain: '上下游', history: '历史', owner: '负责人', department: '部门',
    createdAt: '创建', updatedAt: '更新', version: '第 {{n}} 版', up: '上游单据', down: '下游单据', noLinks: '还没有上下游单据', noLinksText: '从此单下推、或由别的单据生成时，会连在这里。', noFlow: '没有正在走的流程', noFlowText: '提交后，流程走到谁手里会显示在这里。', noHistory: '还没有修改记录', wholeFlow: '查看流程图', timeline: '订单时间线',
    deleted: '已删除 {{title}}', deleteAsk: '删除 {{title}}？', deleteText: '记录会隐藏并保留，管理员可恢复。', made: '已生成', did: '已{{what}}', nowWith: '{{done}}，轮到：{{who}}', readonly: '你不能修改这张单据', qr: '二维码', qrText: '手机扫码打开此单', kindChange: '修改', via: '经由 {{via}}', extra: '其他', details: '明细',
    rail: '侧栏', whole: '整页打开',
  },
  conflict: { title: '有人先改了同一处', text: '{{n}} 个字段在你编辑期间被修改。逐项选择保留哪个值，然后保存。', back: '继续编辑', again: '又有人修改了，请再核对一次后保存。', lines: '明细行按单元格合并。', base: '原值', mine: '我的', theirs: '现在的', keepMine: '用我的', keepTheirs: '用现在的', save: '按选择保存' },
  sheet: { unread: '{{n}} 个单元格没有读懂，已留空：{{text}}', unknown: '{{title}}：{{n}} 个没有找到（{{text}}）', add: '添加一行', remove: '删除此行', split: '拆行（如分两个批次）', empty: '还没有明细，添加一行，或从 Excel 粘贴。', rows: '{{n}} 行', removed: '已删除 1 行', paste: '可直接粘贴 Excel 区域' },
  check: { above: '「{{title}}」必须大于 {{bound}}', required: '「{{title}}」必须填写', min: '「{{title}}」不能小于 {{bound}}', max: '「{{title}}」不能大于 {{bound}}', max_length: '「{{title}}」不能超过 {{bound}} 个字', number: '「{{title}}」必须是数字', retired: '「{{title}}」的选项已停用', row: '第 {{n}} 行', },
  fields: { attach: '添加附件', attachText: '拖入文件或点击选择', searchTo: '搜索{{form}}', noMatch: '没有匹配', uploading: '上传中…', tooBig: '文件过大', lines: '{{n}} 行', serialLater: '保存后自动编号' },
  plan: { title: '计划' },
  promising: {
    title: '交期测算', ask: '测算交期', asking: '正在测算…', at: '按 {{at}} 的库存、在途与产能', renewing: '数据有变化，正在按最新情况重算…', empty: '填写物料和数量后，这里显示每行最早什么时候能交。', working: '服务器正在准备计划，请稍候…',
    wanted: '要求 {{d}}', noDate: '未填交期', met: '可按期', today: '现货', late: '晚 {{n}} 天', never: '一年内无法交付', earliest: '最早', soonest: '尽快', take: '采用此日期', takeAll: '全部采用', taken: '已填入，保存后生效', part: '{{d}} 可先交', why: '为什么',
    shortages: '缺料', shortagesText: '接下这张单要新增的生产与采购：', none: '不缺料，现有库存与在途足够。', short: '缺', needed: '{{d}} 前要', buy: '采购', make: '生产', outside: '委外', from: '{{d}} 下达', until: '{{d}} 到位', late_: '已晚 {{n}} 天', derive: '推算',
  },
  mrp: {
    log: { title: '运算记录', pick: '勾选两次运算进行比较', compare: '比较', number: '运算号', at: '开始', method: '方式', methods: { full: '全部重算', net: '净改变' }, changes: '新增/变更/撤回', read: '读取', seconds: '用时', snapshot: '快照号', counts: '{{items}} 物料 · {{lines}} BOM 行 · {{demands}} 需求 · {{supplies}} 供应', took: '{{all}} 秒（读 {{reading}} · 算 {{computing}} · 写 {{writing}}）', between: '{{from}} → {{to}}', same: '两次运算的结果相同', sameText: '计划订单与例外信息都没有变化。', more: '只列出前 2,000 条。', how: '变动', order: '计划订单', before: '原来', after: '现在', hows: { new: '新增', gone: '撤回', changed: '变更' }, told: { new: '新信息', gone: '已消除' }, by: '{{due}} 到' },
    deriving: '正在推算…', days: '逐日库存推算', day: '日期', gross: '需求', scheduled: '在途', planned: '计划', projected: '预计库存', madeOf: '用料来自', stopped: 'MRP 已停止', 
    title: '物料需求计划', messages: '例外信息', orders: '计划订单', run: '运行 MRP', running: '正在计算…', never: '还没有运行过 MRP', neverText: '运行一次，就能看到今天该下什么单、该催什么货。', at: '运行于 {{at}}', noMessages: '没有例外信息', noMessagesText: '供应与需求已经平衡。', make: '自制', buy: '采购', release: '投放', due: '需求日', item: '物料', quantity: '数量',
    why: '为什么是这个数量', pegging: '需求追溯', pick: '选一条计划订单', pickText: '右侧会显示它为谁而建，以及数量的来历。', done: 'MRP 已完成', failed: 'MRP 未完成', urgency: { high: '今天', medium: '本周', low: '以后' }, find: '筛选物料、编码或销售订单', releaseThese: '投放选中 {{n}} 张', released: '已投放，生成 {{titles}}', notReleased: '{{n}} 张没有投放', noOrders: '没有待投放的计划订单', noOrdersText: '都已投放，或没有净需求。', noOrdersFound: '换个词再筛，或清空筛选。', source: '来源', for: '为谁', start: '开工/下单', cancelRun: '停止计算', openPlanned: '计划订单', openItem: '物料档案', all: '全部', state: '状态',
  },
  bom: { title: 'BOM 与用处', pick: '选择物料', explode: '展开', whereUsed: '用在哪里', per: '单位用量', quantity: '需用', onHand: '现存', source: '来源', nodes: '{{n}} 个节点', forQuantity: '按数量', expandAll: '全部展开', collapse: '只看一层', empty: '这个物料没有 BOM', emptyText: '在技术应用里给它建一个 BOM，就能看到用料。', noUse: '没有上级使用它', noUseText: '它可能是成品，或还没有被任何 BOM 引用。', item: '物料', short: '缺 {{n}}', levels: '层', pickText: '选一个物料，展开它的用料树，或反查它用在哪里。', make: '自制', buy: '采购', subcontract: '委外', version: '版本', scrap: '损耗率', each: '单位成本', amount: '成本', fixed: '每单一次', since: '{{from}} 起', until: '至 {{to}} 前', between: '{{from}} 至 {{to}} 前', substitutes: '替代料', replace: '替代料 {{code}}', priority: '优先级 {{n}}', share: '替代组 {{n}}' },
  plans: {
    all: '方案', plan: '方案', new: '新方案', standing: '现行排程', against: '对比', title: '名称', titleText: '例如：镗床停一天', from: '起点', fromStanding: '现行排程', fromAnew: '重新开始', seconds: '搜索时间', nSeconds: '{{n}} 秒', suppose: '假设', ifMachine: '设备停机或加班', ifOrder: '工单改期、加急或不做', down: '停机', overtime: '加班', leaveOut: '不做', due: '交期', priority: '优先级（1–100）', begin: '开始试算', settings: '排程参数', formText: '试算不会改动现行排程，算完再对比、采纳。冻结期和权重见',
    again: '按同样设置重新试算', less: '收起', may: '允许选择', mayRoute: '改走替代工艺路线（未开工、未派工、未锁定的工单）', mayOvertime: '加班', maySplit: '迟交的工单拆批，在几台设备上同时做', atMost: '最多', lots: '批', above: '数量超过', onlyThese: '只拆这些工单（空则按数量）', split: '拆批', splitInto: '拆成 {{n}} 批（{{q}}）', mayText: '先算不选时的最好方案，再看选了能省多少拖期；要拆批就重新开始排。选什么由方案决定，采纳时才改工单的工序和设备的加班。', overtimeAt: '工作中心或设备', centres: '工作中心', after: '班后', ahead: '未来', days: '天', off: '休息日', cost: '加班 1 小时抵拖期', minutes: '分钟', without: '都不选时：迟交 {{n}} 张，拖期合计 {{t}}。方案选择：', choseNone: '什么都没有选：可换工艺的工单 {{o}} 张，可加班的时段 {{s}} 个，可拆批的迟交工单 {{l}} 张，选了并不更好。', routed: '改走 {{b}}（原 {{a}}）', reroute: '改走替代工艺', worked: '加班 {{a}} — {{b}}', starts: '开工早晚', goal: '目标', goalAs: { lateness: '拖期最少', sooner: '再求总工期最短' }, goalText: { lateness: '迟交最少，换型按权重计。', sooner: '先求拖期最少；然后在没有一张工单变晚的前提下，让全部工单尽早做完。' }, goalNotDue: '“按期不早”时不能求总工期最短。', shorter: '没有一张工单因此变晚，全部完工所需 {{a}} → {{b}}。', notShorter: '不让任何工单变晚，没有找到能让全部工单更早做完的排法。', foundEnd: '拖期已定，全部完工还需 {{v}}，不会低于 {{b}}，已搜索 {{s}} 秒', startsAs: { soon: '尽早', wip: '在制最少', due: '按期不早' }, startsText: { soon: '能开工就开工。', wip: '完工时间不变，前面的工序尽量晚开工，车间里半成品最少。', due: '不迟交的工单到交期才完工，不提前占料占地。' }, later: '{{how}}：与尽早开工相比，在制 {{a}} → {{b}}，提前完工 {{c}} → {{d}}；拖期和换型不变。', whatIf: '假设', lacks: { machine: '请选机台；不需要就删掉这一行。', span: '请选起止时间；不需要就删掉这一行。', order: '请选工单；不需要就删掉这一行。', change: '请填新交期或优先级，或勾选不做。', target: '请选工作中心或设备；不需要就删掉这一行。', hours: '请填班后几小时，或勾选休息日。' }, stale: '已过期', staleText: '方案所依据的情况变了，请重新试算：', more: '还有 {{n}} 项', leftOut: '{{n}} 张工单没有排进去：', supposing: '方案假设不做某些工单，只能对比；先取消这些工单再试算，就可以采纳。', acceptAll: '全部采纳', acceptRest: '采纳其余', moved: '{{n}} 张工单有变动', still: '{{n}} 张不变', lateOrders: '迟交 {{n}} 张', lateFor: '共迟 {{t}}', stop: '停止，保留当前最好', found: '当前拖期 {{v}}，不会低于 {{b}}（差距 {{g}}%），已搜索 {{s}} 秒', curve: '拖期从 {{from}} 降到 {{to}}', atLeast: '下限 {{b}}',
    weighted: '拖期按优先级加权：紧急一分钟计 9 分钟，高计 3 分钟。', figure: { in_progress: '在制时间', early: '提前完工', late: '迟交工单', lateness: '拖期合计', makespan: '全部完工', setup_minutes: '换型', bound: '拖期下限' }, state: { standing: '生效中', running: '试算中', done: '可采纳', stopped: '可采纳', failed: '未完成', accepted: '已采纳' },
  },
  gantt: {
    stop: '停机', stops: '保养、停机', overtime: '加班', intoStop: '{{reason}}到 {{at}}，之后才开始', overStop: '途中{{reason}}到 {{at}}', refused: '{{machine}}做不了：工作中心不同', frozen: '冻结期', rows: '行', keys: '甘特图：左右方向键沿机台、上下沿订单选工序；Alt 加方向键移动，回车确认，Esc 取消；加减号缩放，斜杠找订单', level: '比例', levels: { hour: '时', shift: '班', day: '日', week: '周' }, colour: '颜色', colours: { late: '按交期', order: '按订单', family: '按换型族', change: '按变动' }, find: '找订单或工序', findNone: '排产里没有「{{text}}」', today: '现在', all: '全部机台', loadHint: '跳到负荷最高处', loadSaid: '{{title}}：最高负荷 {{percent}}%，{{over}} 段超负荷', carrying: '{{bar}}，放到 {{machine}} {{at}}；回车确认，Esc 取消', cancelled: '没有移动', due: '交期 {{at}}', weekdays: '周日 周一 周二 周三 周四 周五 周六', noFamily: '没有换型族', changed: '有变动', unchanged: '不变', late: '迟交', inTime: '按期', setup: '换型', startedBar: '已开工', next24: '{{title}} 接下来 24 小时',
  },
  schedule: {
    upkeep: '保养', stale: '排程需要重排：上次排产之后', old: '需重排', priority: { high: '高', urgent: '紧急' }, rows: { machine: '机台', operator: '人员', tool: '工装' }, repaired: '为不误期另挪动 {{n}} 道工序，少迟 {{t}}', title: '排产', run: '重新排产', ran: '已排产', late: '迟交订单', open: '{{n}} 张工单未排完', unplaced: '未排完', undo: '撤销刚才的移动', undone: '已撤销', unlock: '解锁', unlocked: '已解锁，重新排产时可以移动', noneLate: '没有迟交订单', notYet: '采纳后生成', proposal: '移动提议', accept: '采用', drop: '放弃', slips: '{{n}} 张订单受影响', noSlip: '没有订单受影响', moved: '{{n}} 道工序移动', zoomIn: '放大', zoomOut: '缩小', today: '今天', load: '负荷', empty: '还没有排产', emptyText: '下达工单后点「重新排产」，工序会排到机台和班次上。', lateBy: '迟 {{t}}', locked: '已锁定', started: '已开工', setup: '换型', machine: '机台', hours: '小时', orders: '订单', saved: '已采用', checking: '正在推算连带影响…', before: '原', after: '新', free: '今日空闲', ops: '{{n}} 道', held: { frozen: '这道工序在冻结期内，不能移动；冻结期在「排程参数」里设。', started: '这道工序已开工，正在机台上做，不能移动；它后面的工序可以重新排产。', locked: '这道工序已锁定，拖动和重新排产都不会移动它；要移动，先点下面的「解锁」。', lookOnly: '您只能查看排产，移动要由计划员来做。', elsewhere: '那台机台做不了这道工序：工作中心不同。拖动时亮起的行才可以放。' },
  },
  stock: { title: '库存', sub: '按物料、仓库、批次和状态', find: '物料编码、名称、拼音或批次号', scan: '扫码', allWarehouses: '全部仓库', allStatuses: '全部', code: '编码', item: '物料', specification: '规格', warehouse: '仓库', lot: '批次', status: '状态', onHand: '现存', reserved: '预留', free: '可用', value: '金额', moves: '收发明细', none: '没有库存', noneText: '期初、入库之后，库存会列在这里。', noneFound: '没有符合条件的库存，换个条件再找。', more: '只列出前 {{n}} 行，请缩小范围。', all: '全部库存', card: '物料档案', only: '只看', nothingLies: '现在没有库存', noMoves: '没有收发记录', at: '时间', document: '单据', change: '收发', balance: '结存', by: '经办', unseen: '（无权查看）' },
  kit: { title: '齐套检查', ready: '已齐套', notReady: '缺 {{n}} 项', need: '需用', available: '可用', short: '缺口', promised: '承诺到货', item: '物料', empty: '这张工单没有用料', emptyText: '工单展开 BOM 后，用料会列在这里。', pick: '选择工单', onlyShort: '只看缺料', unpromised: '无承诺', waiting: '等料的工单', noneWaiting: '没有等料的工单', noneWaitingText: '工单确认（展开 BOM）之后、下达之前，以及欠料下达之后，会列在这里。' },
  flow: { title: '流程图', running: '进行中', log: '经过', took: '用时 {{t}}', here: '现在在 {{who}}', since: '自 {{t}}', what: { started: '发起', approved: '同意', rejected: '驳回', returned: '退回', transferred: '转交', completed: '办理完成', withdrawn: '撤回', urged: '催办', finished: '流程结束', ended: '结束', reminded: '已提醒', escalated: '已升级', cancelled: '已取消', settled: '已在单据上办完', late: '逾期', passed: '自动通过', due: '到时', met: '条件满足' }, status: { running: '进行中', done: '已完成', cancelled: '已撤回', rejected: '已驳回', failed: '出错' }, nodes: { start: '开始', end: '结束', approve: '审批', handle: '办理', cc: '抄送', exclusive: '条件', parallel: '并行', join: '汇合', timer: '定时', sub: '子流程', push: '下推', post: '过账', notify: '通知', wait: '等待' } },
  weave: {
    title: '经纬图', sub: '经线是部门，纬线是订单——球在谁手里', open: '未完订单', all: '全部订单', order: '订单', due: '交期', empty: '还没有订单', emptyText: '销售订单生效后，每张订单会织成一根纬线。', states: { none: '未涉及', waiting: '等待他人', turn: '轮到它', late: '已逾期', done: '已完成' }, load: '{{title}}：{{open}} 件在手，{{late}} 件逾期', onlyLate: '只看逾期', filter: '筛选订单', inHand: '在手', lateN: '逾期 {{n}}', tv: '大屏', showing: '只看轮到「{{title}}」的',
  },
  timeline: { title: '订单时间线', lanes: '部门', hours: '持球', waiting: '等待', cost: '等待成本', costText: '订单金额 × 年资金成本 6% × 持球时间：货款压在手里的代价', zoomIn: '放大', zoomOut: '缩小', fit: '全程', empty: '还没有经过记录', emptyText: '订单流转后，每个部门持球多久会画在这里。', flags: { promised: '承诺', kept: '守诺', moved: '改期', broken: '失约' }, ball: '持球', handoff: '交接', milestone: '里程碑', back: '回到经纬图', doc: '打开单据', now: '现在' },
  promises: { title: '承诺', owe: '我欠的', owed: '欠我的', accept: '接受', counter: '还一个日期', refuse: '不接受', agree: '同意新日期', date: '改为', why: '说明', states: { asked: '待答复', accepted: '已承诺', countered: '还期待定', refused: '已拒绝', kept: '已守诺', broken: '已失约' }, from: '来自 {{who}}', to: '向 {{who}}', answered: '已答复', dueOn: '{{d}}', proposedOn: '对方提议 {{d}}', kept: '守诺率' },
  floor: {
    title: '报工', normalReport: '正常汇报', reworkReport: '返工汇报（待返 {{n}}）', scan: '扫流转卡', scanText: '对准流转卡上的二维码', type: '或输入工序号', typeHint: '工单号-工序号', go: '查找', noCamera: '相机不可用', noCameraText: '浏览器只在 HTTPS 或本机上允许使用相机；也可以直接输入或用扫码枪。', good: '合格', scrap: '报废', rework: '返工', report: '提交报工', done: '报工完成', wage: '本次计件', again: '继续扫下一张', remaining: '还可报 {{n}}', planned: '计划', reported: '已报', notFound: '没有找到这道工序', manyFound: '找到多道工序，请选择', nothing: '请先填写数量', machine: '机台', order: '工单', operation: '工序', item: '产品', mine: '派给我的', mineEmpty: '没有派给你的工序', reason: '原因', scrapReason: '报废原因', queue: '{{n}} 条待上传', queueText: '网络恢复后自动提交，不会重复。', queued: '已存到手机', queuedText: '网络恢复后自动上传。', queueFailed: '有报工被退回', stop: '关闭相机', today: '今日', tapToType: '点数字直接输入', over: '超过可报数量',
  },
  imports: { title: '导入数据', sub: '可以重复导入：已有的更新，没有的新建', source: '来源', inventree: 'InvenTree 导出（JSON）', csv: '表格（CSV）', drop: '拖入文件或点击选择', progress: '{{done}} / {{total}}', states: { waiting: '排队中', running: '导入中', checked: '检查通过', done: '已完成', failed: '未完成', cancelled: '已取消' }, cancel: '停止', faults: '{{n}} 处错误', again: '再导入一个', where: '位置', what: '问题', findFault: '查找错误', nothing: '什么都没有写入', about: '所有错误一次列出，改好后再导入即可。', code: '代码', adminOnly: '这里只收 CSV 表格；整套数据由管理员导入。', other: '点此换一个文件', checkFirst: '先检查：完整试运行一遍，什么都不写入，一次列出全部错误。', check: '检查文件', checkAgain: '重新检查', into: '导入到', template: '下载空表模板', columns: '首行写列名（字段名或代号），以「{{key}}」认出已有记录；空单元格不改动原值。',
    rates: '汇率', currency: '币种', addRate: '指定汇率', ratesHint: '未指定的外币按参考汇率折算，结果里会逐一列出。', wouldMake: '检查通过，将会', hasMade: '导入结果', progressTitle: '进度', nothingYet: '以上都还没有写入。', upToDate: '全部已是最新，无需导入。', go: '导入 {{n}} 条',
    created: '新建', changed: '更新', unchanged: '不变', nothingInIt: '文件里没有可导入的内容。', notices: '{{n}} 条提示', line: '第 {{n}} 行', stopped: '已停止；停止前写入的记录保留，可再次导入。', unreadable: '读不到文件或连不上服务器。若文件刚改过，请重新选择。', download: '下载清单' },
  keys: { title: '键盘快捷键', palette: '搜索与命令', next: '下一件', previous: '上一件', approve: '同意', reject: '驳回', transfer: '转交', open: '打开', select: '选择', find: '在列表中搜索', create: '新建', edit: '编辑', save: '保存', help: '快捷键', goHome: '去工作台', goInbox: '去待办', goWeave: '去经纬' },
}

export type Words = typeof zh
