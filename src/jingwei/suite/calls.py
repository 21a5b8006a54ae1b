"""Every `call:` the bundles name, explicitly."""

from collections.abc import Mapping

from jingwei.process.room import Call
from jingwei.suite.costing.apply import apply
from jingwei.suite.costing.roll_up import roll_up
from jingwei.suite.engineering.check import check_bom, check_lines, check_routing
from jingwei.suite.engineering.copy import copy_bom, copy_routing
from jingwei.suite.engineering.supersede import supersede_bom, supersede_routing
from jingwei.suite.inventory.kit import kit_check, pick
from jingwei.suite.inventory.lots import record_lots, share
from jingwei.suite.people.shifts import check_shifts
from jingwei.suite.planning.answered import answered
from jingwei.suite.planning.calendar import check_calendar
from jingwei.suite.planning.start import start_mrp
from jingwei.suite.production import progress as production
from jingwei.suite.production.backflush import backflush
from jingwei.suite.production.cancel import cancel
from jingwei.suite.production.explode import explode
from jingwei.suite.production.release import release_operations
from jingwei.suite.production.reroute import reroute, split
from jingwei.suite.production.reverse import reverse
from jingwei.suite.production.settle import settle
from jingwei.suite.purchasing import progress as purchasing
from jingwei.suite.purchasing import reopen
from jingwei.suite.purchasing.merge import merge
from jingwei.suite.sales import progress as sales

CALLS: Mapping[str, Call] = {
    "costing.apply": Call(apply),
    "costing.roll_up": Call(roll_up),
    "engineering.check_bom": Call(check_bom, late=True),
    "engineering.check_lines": Call(check_lines),
    "engineering.check_routing": Call(check_routing),
    "engineering.copy_bom": Call(copy_bom),
    "engineering.copy_routing": Call(copy_routing),
    "engineering.supersede_bom": Call(supersede_bom),
    "engineering.supersede_routing": Call(supersede_routing),
    "inventory.kit_check": Call(kit_check),
    "inventory.record_lots": Call(record_lots),
    "inventory.share": Call(share),
    "inventory.pick": Call(pick),
    "people.check_shifts": Call(check_shifts),
    "planning.answered": Call(answered),
    "planning.check_calendar": Call(check_calendar),
    "planning.run_mrp": Call(start_mrp),
    "production.cancel": Call(cancel),
    "production.explode": Call(explode),
    "production.release_operations": Call(release_operations),
    "production.operation_progress": Call(production.operation_progress, late=True),
    "production.order_progress": Call(production.order_progress, late=True),
    "production.reroute": Call(reroute),
    "production.reverse": Call(reverse),
    "production.recount": Call(production.recount, late=True),
    "production.split": Call(split),
    "production.settle": Call(settle),
    "production.backflush": Call(backflush),
    "purchasing.merge": Call(merge),
    "purchasing.arrival_progress": Call(purchasing.arrival_progress, late=True),
    "purchasing.arrival_voided": Call(purchasing.arrival_voided),
    "purchasing.cancelled": Call(reopen.cancelled),
    "purchasing.close": Call(reopen.closed),
    "purchasing.left_out": Call(reopen.left_out),
    "purchasing.order_progress": Call(purchasing.order_progress, late=True),
    "sales.order_progress": Call(sales.order_progress, late=True),
}
