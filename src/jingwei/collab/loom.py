"""The one statement of the weave: a page of orders, their documents under way and their tasks, by department."""

from __future__ import annotations

from jingwei.collab.desk import Desk
from jingwei.collab.lifecycle import open_sql
from jingwei.query.frame import Frame
from jingwei.spec.catalogue import Catalogue
from jingwei.spec.nodes.human import Human

SHAPE = """
orders AS MATERIALIZED (SELECT * FROM ({orders}) o ORDER BY o.due NULLS LAST, o.id LIMIT {most}),
mine AS MATERIALIZED (SELECT oo.* FROM orders o
  JOIN {s}.order_object oo ON oo.order_form = o.form AND oo.order_record = o.id),
ids AS MATERIALIZED (SELECT form, array_agg(record) AS records FROM mine GROUP BY form),
living AS MATERIALIZED ({living}),
todo AS MATERIALIZED (SELECT form, record, department, count(*) AS n, count(*) FILTER (WHERE due_at < $1) AS late,
  min(due_at) AS first FROM {s}.task GROUP BY form, record, department),
tasks AS MATERIALIZED (SELECT m.order_form, m.order_record, t.* FROM mine m
  JOIN todo t ON t.form = m.form AND t.record = m.record),
busy AS MATERIALIZED (SELECT form, record FROM living UNION SELECT form, record FROM tasks),
alone AS MATERIALIZED (SELECT l.form, l.record FROM living l
  WHERE NOT EXISTS (SELECT FROM todo t WHERE t.form = l.form AND t.record = l.record)),
helped AS MATERIALIZED (
  WITH RECURSIVE down AS (
    SELECT a.form AS root_form, a.record AS root, t.to_form AS form, t.to_record AS record FROM alone a
      JOIN {s}.trace t ON t.from_form = a.form AND t.from_record = a.record WHERE a.form NOT IN (SELECT form FROM orders)
    UNION
    SELECT d.root_form, d.root, t.to_form, t.to_record FROM down d
      JOIN {s}.trace t ON t.from_form = d.form AND t.from_record = d.record)
  SELECT DISTINCT d.root_form AS form, d.root AS record FROM down d
    JOIN busy b ON b.form = d.form AND b.record = d.record),
idle AS MATERIALIZED (SELECT form, record FROM alone EXCEPT SELECT form, record FROM helped)
"""
"""The page of orders, their documents and tasks; `idle` are documents under way that no task moves, nor anything made
from them. An order itself is above everything of it, so whether it is idle follows from the other rows."""

CELLS = """
SELECT 'o' AS what, form, id, NULL::bigint AS lane, 0::bigint AS a, 0::bigint AS b, NULL::timestamptz AS first,
  title, state, due, customer, customer_title FROM orders
UNION ALL
SELECT 't', order_form, order_record, department, sum(n)::bigint, sum(late)::bigint, min(first),
  NULL, NULL, NULL, NULL, NULL FROM tasks GROUP BY order_form, order_record, department
UNION ALL
SELECT 'd', m.order_form, m.order_record, m.form, count(l.record), count(i.record),
  NULL, NULL, NULL, NULL, NULL, NULL
  FROM mine m LEFT JOIN living l ON l.form = m.form AND l.record = m.record
  LEFT JOIN idle i ON i.form = l.form AND i.record = l.record GROUP BY m.order_form, m.order_record, m.form
UNION ALL
SELECT 'p', m.order_form, m.order_record, t.department, 0, 0, NULL, NULL, NULL, NULL, NULL, NULL
  FROM mine m JOIN {s}.task_done t ON t.form = m.form AND t.record = m.record
  WHERE m.form IN ({crossing}) AND t.department IS NOT NULL
  GROUP BY m.order_form, m.order_record, t.department
"""
"""`lane` is a department, or for documents their form, which knows its lane."""


def living_sql(catalogue: Catalogue, frame: Frame) -> str:
    """The documents of the orders that are under way, of the forms that have a lane."""
    branches = [
        f"SELECT {form.id}::bigint AS form, r.id AS record FROM {frame.table(form)} r "
        f"WHERE r.id = ANY((SELECT records FROM ids WHERE form = {form.id})::bigint[]) "
        f"AND r.deleted_at IS NULL AND {open_sql(form, 'r')}"
        for form in catalogue.heads()
        if form.lane and form.state
    ]
    return "\nUNION ALL ".join(branches) or "SELECT form, record FROM mine WHERE false"


def crossing(catalogue: Catalogue) -> str:
    """Forms whose flows give tasks to other departments than their own lane; what was done is looked for only there."""
    found = [0]
    for flow in catalogue.flows.values():
        form = catalogue.forms[flow.form]
        desks = [node.desk.department or form.lane for node in flow.nodes.values() if isinstance(node, Human)]
        if any(department != form.lane for department in desks):
            found.append(form.id)
    return ", ".join(str(one) for one in sorted(set(found)))


def loom(desk: Desk, frame: Frame, orders: str, most: int) -> str:
    """The statement over the orders a SELECT gives; its first argument is the moment."""
    shape = SHAPE.format(orders=orders, living=living_sql(desk.catalogue, frame), s=desk.schema, most=most)
    return f"WITH {shape}{CELLS.format(s=desk.schema, crossing=crossing(desk.catalogue))}"
