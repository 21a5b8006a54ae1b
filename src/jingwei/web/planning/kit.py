"""Kit check (齐套) of one work order: what it still needs, what lies free, and when the rest was promised."""

from __future__ import annotations

from decimal import Decimal

from jingwei.base.decimals import subtract
from jingwei.collab.desk import Desk
from jingwei.collab.sight import readable, see
from jingwei.web.planning.desk import Json, fetch, measured, must_read, names_of, shown

ORDER, ITEM = "production.order", "engineering.item"


async def kit(desk: Desk, identity: int) -> Json:
    must_read(desk, ORDER)
    await readable(desk, (desk.catalogue.forms[ORDER].id, identity))
    names, frame = names_of(desk), desk.frame(2)
    o, c, i = names.form(ORDER, "o"), names.form(f"{ORDER}.components", "c"), names.form(ITEM, "i")
    b, s = names.ledger("production.component_issue", "b"), names.ledger("inventory.stock", "s")
    p, ln = names.form("purchasing.order", "p"), names.form("purchasing.order.lines", "n")
    r, w = names.ledger("purchasing.order_lines", "r"), names.form(ORDER, "w")
    rows = await fetch(
        desk, frame,
        f"WITH need AS (SELECT {c['item']} AS item, min(c.pos) AS pos, sum(coalesce({b['required']}, {c['quantity.base']}) "
        f"+ coalesce({b['extra']}, 0) - coalesce({b['issued']}, 0) - coalesce({b['backflushed']}, 0)) AS need "
        f"FROM {c} JOIN {o} ON o.id = c.parent LEFT JOIN {b} ON {b['component']} = c.id "
        f"WHERE c.parent = $1 AND {c['issue']} <> 'none' AND {shown(frame, o, 'components')} GROUP BY 1) "
        f"SELECT k.item, greatest(k.need, 0) AS need, {i['unit']} AS unit, "
        f"(SELECT coalesce(sum({s['on_hand']} - {s['reserved']}), 0) FROM {s} WHERE {s['item']} = k.item "
        f"AND {s['status']} = 'available') AS free, "
        f"least((SELECT min(coalesce({p['confirmed_due']}, {ln['needed_on']})) FROM {ln} JOIN {p} ON p.id = n.parent "
        f"LEFT JOIN {r} ON {r['order_line']} = n.id WHERE {ln['item']} = k.item AND p.deleted_at IS NULL "
        f"AND {p['state']} IN ('sent', 'confirmed') AND {ln['quantity.base']} > coalesce({r['received']}, 0)), "
        f"(SELECT min({w['due']}) FROM {w} WHERE {w['item']} = k.item AND w.deleted_at IS NULL AND w.id <> $1 "
        f"AND {w['state']} IN ('confirmed', 'released', 'started'))) AS promised "
        f"FROM need k JOIN {i} ON i.id = k.item ORDER BY k.pos",
        identity,
    )  # fmt: skip
    number = desk.catalogue.forms[ITEM].id
    sight = await see(desk, [(number, row["item"]) for row in rows])
    lines: list[Json] = []
    for row in rows:
        short = max(Decimal(0), subtract(row["need"], row["free"]))
        lines.append(
            {
                "item": sight.ref((number, row["item"])), "need": measured(row["need"], row["unit"]),
                "available": measured(row["free"], row["unit"]), "short": measured(short, row["unit"]),
                "promised_on": row["promised"] if short else None,
            }
        )  # fmt: skip
    return {"ready": not any(is_short(line) for line in lines), "lines": lines}


def is_short(line: Json) -> bool:
    short = line["short"]
    return isinstance(short, dict) and short["value"] != "0"
