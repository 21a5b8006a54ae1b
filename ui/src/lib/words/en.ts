/** Interface texts in English; the type makes them complete. */
import type { Words } from './zh'

export const en: Words = {
  app: { name: 'Jingwei', tagline: 'Departments are the warp, orders the weft', loading: 'Opening…' },
  nav: {
    home: 'Home', inbox: 'Inbox', weave: 'Weave', plan: 'Plan', apps: 'Apps', floor: 'Report', collab: 'Together', more: 'More',
    mrp: 'MRP', schedule: 'Schedule', bom: 'BOM', kit: 'Kit check', imports: 'Import', promises: 'Promises', collapse: 'Collapse', expand: 'Expand',
  },
  top: {
    search: 'Search or jump', searchHint: 'Numbers, pages, actions; you can also scan a code here', language: '中文', dark: 'Dark', light: 'Light', me: 'Me',
    logout: 'Log out', create: 'New', offline: 'Connection lost, reconnecting…', nothing: 'Nothing matches', pages: 'Pages', forms: 'Documents', actions: 'Actions', recordsIn: '{{form}}',
    newOf: 'New {{form}}', keys: 'Keyboard shortcuts', fullscreen: 'Full screen',
  },
  login: {
    title: 'Log in to Jingwei', login: 'Account', password: 'Password', enter: 'Log in', wrong: 'Account or password is wrong', wait: 'Too many attempts, try again in {{n}} seconds',
    need: 'Enter account and password', motto: 'One order, through every department.', mottoSub: 'Whose turn it is, for how long, and whether the date will hold — at one glance.',
  },
  common: {
    save: 'Save', cancel: 'Cancel', edit: 'Edit', close: 'Close', back: 'Back', retry: 'Try again', more: 'More', remove: 'Delete', undo: 'Undo', add: 'Add', all: 'All',
    yes: 'Yes', no: 'No', none: 'None', total: 'Total', today: 'Today', loadError: 'Could not read the data', offlineError: 'The server cannot be reached. Check the network and try again.',
    notFound: 'Not found', notFoundText: 'This record does not exist, or you may not see it.', loadMore: 'Load more', count: '{{n}}', open: 'Open', copy: 'Copy', copied: 'Copied',
    confirm: 'Confirm', optional: 'optional', required: 'required', saved: 'Saved', done: 'Done', next: 'Next', previous: 'Previous', refresh: 'Refresh', hidden: '(not visible to you)',
    choose: 'Choose', search: 'Search', clear: 'Clear', from: 'From', to: 'To', print: 'Print', showAll: 'Show all', less: 'Show less', note: 'Note',
  },
  time: {
    minutes: '{{n}} min', hours: '{{n}} h', days: '{{n}} d', left: '{{t}} left', over: '{{t}} over', ago: '{{t}} ago', soon: 'in {{t}}', justNow: 'just now', workHours: '{{n}} working h',
    dueOn: 'due {{d}}', lateDays: '{{n}} d late', hoursShort: '{{n}}h', daysShort: '{{n}}d', today: 'today', tomorrow: 'tomorrow', yesterday: 'yesterday',
  },
  home: {
    tasks: 'My turn', tasksEmpty: 'Nothing waits for you', tasksEmptyText: 'Approvals and work appear here, ordered by what happens if you do nothing.', promisesOwe: 'Promises I owe', promisesOwed: 'Promised to me', promisesEmpty: 'No promises',
    promisesEmptyText: 'A date you ask of another department, or give, is kept here.', risk: 'Orders at risk', riskEmpty: 'No order is at risk', riskEmptyText: 'Orders expected after their due date appear here with the chain of reasons.',
    numbers: 'My department', books: 'Books agree', booksNot: 'Books differ', booksHow: 'Stock value = stock movements = inventory accounts of the general ledger, at every moment.', stock: 'Stock value', movements: 'Movements', ledger: 'General ledger',
    target: 'target {{v}}', how: 'How it is computed', seeAll: 'See all', goodMorning: 'Good morning, {{name}}', goodAfternoon: 'Good afternoon, {{name}}', goodEvening: 'Good evening, {{name}}', because: 'Because', summary: '{{tasks}} waiting for you, {{late}} overdue',
    summaryNone: 'Nothing waits for you. A clear day.',
  },
  inbox: {
    title: 'Inbox', mine: 'My turn', started: 'Started by me', copied: 'Copied to me', done: 'Done', empty: 'Nothing here', emptyMine: 'All done', emptyMineText: 'New approvals and work appear by themselves, no need to refresh.',
    emptyText: 'Documents of this kind will appear here.', pick: 'Pick one on the left', pickText: 'J / K to move, A to approve, R to reject, T to transfer.', approve: 'Approve', reject: 'Reject', return: 'Send back', transfer: 'Transfer', withdraw: 'Withdraw', urge: 'Urge', complete: 'Mark complete', read: 'Mark as read',
    note: 'Comment (optional)', noteNeeded: 'Give a reason to reject or send back', noteFor: { reject: 'Reason to reject', return: 'Reason to send back', transfer: 'Note for the colleague', withdraw: 'Reason to withdraw' }, to: 'Transfer to', toNeeded: 'Choose whom to transfer to',
    whyMe: 'Why me', waitingFor: 'Waiting: {{who}}', did: { approve: 'Approved', reject: 'Rejected', return: 'Sent back', transfer: 'Transferred', withdraw: 'Withdrawn', urge: 'Urged', complete: 'Completed' },
    askTitle: 'Needed from you', select: 'Select', batch: 'Approve {{n}}', batchDone: '{{n}} approved', batchFailed: '{{n}} were refused, please look at them one by one', urgent: 'Urgent', kinds: { approve: 'Approval', handle: 'To do', cc: 'Copy' }, openRecord: 'Open document', list: 'List',
  },
  apps: { title: 'Apps', empty: 'No apps yet', emptyText: 'Apps appear here once a suite is installed or you design a form.', find: 'Find a document' },
  grid: {
    filter: 'Filter', addFilter: 'Add condition', sort: 'Sort', group: 'Group', noGroup: 'No grouping', columns: 'Columns', views: 'Views', saveView: 'Save as view', viewName: 'Name of the view', allRows: 'All', table: 'Table', kanban: 'Board',
    search: 'Search {{form}}', empty: 'No {{form}} yet', emptyText: 'Create the first one, or push one down from another document.', emptyFiltered: 'No {{form}} matches', emptyFilteredText: 'Try fewer conditions.', clearFilters: 'Clear conditions', selected: '{{n}} selected',
    loaded: '{{n}} loaded', ofTotal: '{{n}} in total', about: 'about {{n}}', sum: 'Total', ungrouped: '(empty)', deleteView: 'Delete view', resetColumns: 'Default columns', noKanban: 'This document has no state to use as columns', bulkDone: '{{n}} done', bulkFailed: '{{n}} failed: {{why}}', moreInColumn: 'more', open: 'Open page',
    keys: '↑↓ move · Enter open · Space select', density: 'Dense', undone: 'Restored', changed: 'Changed to {{value}}',
  },
  ops: { eq: 'is', ne: 'is not', gt: 'greater than', ge: 'at least', lt: 'less than', le: 'at most', in: 'is any of', contains: 'contains', starts: 'starts with', empty: 'is empty', notempty: 'is not empty', before: 'before', after: 'after', on: 'on', since: 'on or after', until: 'on or before', value: 'Value' },
  record: {
    new: 'New {{form}}', create: 'Save {{form}}', created: '{{title}} created', saveChanges: 'Save {{n}} changes', discard: 'Discard changes', leave: 'Leaving loses what is not saved', leaveOk: 'Leave anyway', stay: 'Stay', faults: '{{n}} to correct', flow: 'Flow', chain: 'Chain', history: 'History', owner: 'Owner', department: 'Department',
    createdAt: 'Created', updatedAt: 'Updated', version: 'Version {{n}}', up: 'Upstream', down: 'Downstream', noLinks: 'No linked documents yet', noLinksText: 'Documents pushed down from this one, or that made it, are linked here.', noFlow: 'No flow is running', noFlowText: 'Once submitted, you see here whose turn it is.', noHistory: 'No changes yet', wholeFlow: 'See the whole flow', timeline: 'Order timeline',
    deleted: '{{title}} deleted', deleteAsk: 'Delete {{title}}?', deleteText: 'It is hidden and kept; an administrator can bring it back.', made: 'Created', readonly: 'You may not change this document', qr: 'QR code', qrText: 'Scan with a phone to open this document', kindChange: 'change', via: 'via {{via}}', extra: 'Other', details: 'Details',
    rail: 'Side panel', whole: 'Open page',
  },
  conflict: { title: 'Somebody changed the same field first', text: '{{n}} fields changed while you were editing. Choose which value stays for each, then save.', base: 'Before', mine: 'Mine', theirs: 'Now', keepMine: 'Use mine', keepTheirs: 'Use theirs', save: 'Save as chosen' },
  sheet: { add: 'Add line', remove: 'Delete this line', empty: 'No lines yet. Add one, or paste from Excel.', rows: '{{n}} lines', removed: '1 line deleted', paste: 'You can paste a range from Excel' },
  check: { above: '“{{title}}” must be more than {{bound}}', required: '“{{title}}” is required', min: '“{{title}}” must be at least {{bound}}', max: '“{{title}}” must be at most {{bound}}', max_length: '“{{title}}” must not exceed {{bound}} characters', number: '“{{title}}” must be a number', retired: 'The option of “{{title}}” is retired', row: 'Line {{n}}' },
  fields: { attach: 'Add file', attachText: 'Drop files or click to choose', searchTo: 'Search {{form}}', noMatch: 'No match', uploading: 'Uploading…', tooBig: 'File is too big', lines: '{{n}} lines', serialLater: 'Numbered when saved' },
  plan: { title: 'Plan' },
  mrp: {
    title: 'Material requirements', messages: 'Messages', orders: 'Planned orders', run: 'Run MRP', running: 'Computing…', never: 'MRP has not run yet', neverText: 'Run it once to see what to order and what to expedite today.', at: 'Run at {{at}}', noMessages: 'No messages', noMessagesText: 'Supply and demand are in balance.', make: 'Make', buy: 'Buy', release: 'Release', due: 'Needed', item: 'Item', quantity: 'Quantity',
    why: 'Why this quantity', pegging: 'Pegging', pick: 'Pick a planned order', pickText: 'You will see whom it is for and where its quantity comes from.', done: 'MRP finished', failed: 'MRP did not finish', urgency: { high: 'Today', medium: 'This week', low: 'Later' }, releaseDone: 'Released', start: 'Start', cancelRun: 'Stop', all: 'All', state: 'State',
  },
  bom: { title: 'BOM and where-used', pick: 'Choose an item', explode: 'Explosion', whereUsed: 'Where used', per: 'Per', quantity: 'Needed', onHand: 'On hand', source: 'Source', nodes: '{{n}} nodes', forQuantity: 'For', expandAll: 'Expand all', collapse: 'One level', empty: 'This item has no BOM', emptyText: 'Give it a BOM in Engineering to see its components.', noUse: 'Nothing uses it', noUseText: 'It may be a finished good, or no BOM refers to it yet.', item: 'Item', short: 'short {{n}}', levels: 'levels', pickText: 'Pick an item to explode its tree or see where it is used.', make: 'Make', buy: 'Buy', subcontract: 'Subcontract' },
  schedule: {
    title: 'Schedule', run: 'Schedule again', ran: 'Scheduled', late: 'Late orders', noneLate: 'No order is late', proposal: 'Proposed move', accept: 'Accept', drop: 'Drop', slips: '{{n}} orders affected', noSlip: 'No order is affected', moved: '{{n}} operations move', zoomIn: 'Zoom in', zoomOut: 'Zoom out', today: 'Today', load: 'Load', empty: 'Nothing is scheduled', emptyText: 'Release work orders, then press “Schedule again”: operations are placed on machines and shifts.', lateBy: '{{t}} late', locked: 'locked', started: 'started', setup: 'Setup', machine: 'Machine', hours: 'h', orders: 'Orders', saved: 'Accepted', checking: 'Working out the ripple…', before: 'was', after: 'now', free: 'free today', ops: '{{n}} ops',
  },
  kit: { title: 'Kit check', ready: 'Kit complete', notReady: '{{n}} short', need: 'Need', available: 'Available', short: 'Short', promised: 'Promised on', item: 'Item', empty: 'This work order needs no material', emptyText: 'Components appear once the work order has its BOM.', pick: 'Choose a work order', onlyShort: 'Only short', unpromised: 'no promise' },
  flow: { title: 'Flow', running: 'Running', log: 'Log', took: 'took {{t}}', here: 'Now with {{who}}', since: 'since {{t}}', what: { started: 'started', approved: 'approved', rejected: 'rejected', returned: 'sent back', transferred: 'transferred', completed: 'completed', withdrawn: 'withdrawn', urged: 'urged', finished: 'flow finished', ended: 'ended', reminded: 'reminded', escalated: 'escalated', cancelled: 'cancelled' }, status: { running: 'Running', done: 'Done', cancelled: 'Withdrawn', rejected: 'Rejected', failed: 'Failed' }, nodes: { start: 'Start', end: 'End', approve: 'Approve', handle: 'Handle', cc: 'Copy', exclusive: 'Condition', parallel: 'Parallel', join: 'Join', timer: 'Timer', sub: 'Sub-process', push: 'Push down', post: 'Post', notify: 'Notify', wait: 'Wait' } },
  weave: {
    title: 'Weave', sub: 'Departments are the warp, orders the weft — who has the ball', open: 'Open orders', all: 'All orders', order: 'Order', due: 'Due', empty: 'No orders yet', emptyText: 'Each effective sales order becomes one thread here.', states: { none: 'not concerned', waiting: 'waiting for others', turn: 'its turn', late: 'late', done: 'done' }, load: '{{title}}: {{open}} in hand, {{late}} late', onlyLate: 'Only late', filter: 'Filter orders', inHand: 'in hand', lateN: '{{n}} late', tv: 'TV', showing: 'Only where it is the turn of {{title}}',
  },
  timeline: { title: 'Order timeline', lanes: 'Departments', hours: 'Held', waiting: 'Waiting', cost: 'Wait cost', zoomIn: 'Zoom in', zoomOut: 'Zoom out', fit: 'Whole', empty: 'Nothing has happened yet', emptyText: 'As the order moves you see how long each department held the ball.', flags: { promised: 'promised', kept: 'kept', moved: 'moved', broken: 'broken' }, ball: 'has the ball', handoff: 'hand-off', milestone: 'milestone', back: 'Back to the weave', doc: 'Open document', now: 'now' },
  promises: { title: 'Promises', owe: 'I owe', owed: 'Owed to me', accept: 'Accept', counter: 'Counter', refuse: 'Refuse', agree: 'Agree', date: 'New date', why: 'Reason', states: { asked: 'to answer', accepted: 'promised', countered: 'countered', refused: 'refused', kept: 'kept', broken: 'broken' }, from: 'from {{who}}', to: 'to {{who}}', answered: 'Answered', dueOn: '{{d}}', proposedOn: '{{d}} proposed', kept: 'Kept' },
  floor: {
    title: 'Report work', scan: 'Scan traveller', scanText: 'Point at the QR code on the traveller', type: 'or type the operation', typeHint: 'order-operation', go: 'Find', noCamera: 'Camera not available', noCameraText: 'Browsers allow the camera only over HTTPS or on this machine. Type the number or use a hand scanner.', good: 'Good', scrap: 'Scrap', rework: 'Rework', report: 'Report', done: 'Reported', wage: 'Piece wage', again: 'Scan the next', remaining: '{{n}} left', planned: 'Planned', reported: 'Reported', notFound: 'Operation not found', manyFound: 'Several found, choose one', nothing: 'Enter a quantity first', machine: 'Machine', order: 'Work order', operation: 'Operation', item: 'Product', mine: 'Given to me', mineEmpty: 'Nothing is given to you', reason: 'Reason', scrapReason: 'Reason for scrap', queue: '{{n}} waiting to be sent', queueText: 'Sent by itself when the network is back, never twice.', queued: 'Kept on this phone', queuedText: 'Sent when the network is back.', queueFailed: 'A report was refused', stop: 'Stop camera', today: 'today', tapToType: 'Tap a number to type', over: 'More than is left',
  },
  imports: { title: 'Import', sub: 'Safe to run again: known records are updated, new ones created', source: 'Source', inventree: 'InvenTree export (JSON)', csv: 'Table (CSV)', drop: 'Drop a file or click to choose', start: 'Start import', progress: '{{done}} / {{total}}', states: { waiting: 'Queued', running: 'Importing', done: 'Done', failed: 'Not done', cancelled: 'Cancelled' }, cancel: 'Stop', faults: '{{n}} errors', noFaults: 'No errors', again: 'Import another', where: 'Where', what: 'Problem', findFault: 'Find an error', nothing: 'Nothing was written', result: 'Result', about: 'All errors are listed at once; correct them and import again.', code: 'Code', download: 'Download the list' },
  keys: { title: 'Keyboard shortcuts', palette: 'Search and commands', next: 'Next', previous: 'Previous', approve: 'Approve', reject: 'Reject', transfer: 'Transfer', open: 'Open', create: 'New', edit: 'Edit', save: 'Save', help: 'Shortcuts', goHome: 'Go home', goInbox: 'Go to inbox', goWeave: 'Go to weave' },
}
