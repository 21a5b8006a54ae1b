"""When an order can be had: stock, suppliers, full work centres and what was sold meanwhile, in the living factory."""

from __future__ import annotations

import asyncio
import json
from datetime import date, timedelta
from typing import Any

import httpx
import pytest
import pytest_asyncio
from tests.suite.planned import rows, sources, submit
from tests.suite.test_mrp_rules import day, part, stock, structure
from tests.suite.test_planning_pages import pages, post

from jingwei.collab.desk import at_desk
from jingwei.engines import promise
from jingwei.process.commands import Act, Actor, Change, Create
from jingwei.spec.policy import Viewer
from jingwei.store.queue.jobs import Job
from jingwei.suite.demo import install
from jingwei.suite.demo.install import Told
from jingwei.suite.planning.promising import Ready, Standing, promise_lines
from jingwei.web.planning import promised

__all__ = ["pages"]
Json = dict[str, Any]


class Clerk:
    """Asks as the worker is asked."""

    def __init__(self, told: Told) -> None:
        self.told, self.standing = told, Standing()

    async def ask(self, *lines: Json, record: int | None = None) -> Json:
        args: dict[str, object] = {"lines": list(lines), **({"record": str(record)} if record else {})}
        job = Job(0, "planning.promise", self.told.workspace, args, None, 1, self.told.doors.pool)
        return await promise_lines(self.told.doors, job, self.standing)

    async def line(
        self, item: int, quantity: int, wanted: int | None = None, record: int | None = None
    ) -> Json:
        answer = await self.ask(asked(self.told, item, quantity, wanted), record=record)
        found: Json = answer["lines"][0]
        return found

    @property
    def ready(self) -> Ready:
        return self.standing.ready[self.told.workspace.id]


def asked(told: Told, item: int, quantity: int, wanted: int | None = None) -> Json:
    return {
        "item": item,
        "quantity": str(quantity),
        "wanted": None if wanted is None else day(told, wanted),
    }


@pytest.fixture
def clerk(living: Told) -> Clerk:
    return Clerk(living)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def table(living: Told) -> dict[str, int]:
    """A table of four bought legs, finished at a bench that works eight hours every day, an hour each."""
    centre = (await submit(living, "admin", Create("production.work_centre", {"code": "T-BENCH", "name": "试验台"}))).asked[0].id  # fmt: skip
    shifts = [
        {"weekdays": "1234567", "begins": "08:00", "ends": "12:00"},
        {"weekdays": "1234567", "begins": "13:00", "ends": "17:00"},
    ]
    machine = {"code": "T-BENCH-1", "name": "试验台 1", "work_centre": str(centre), "works_holidays": True, "shifts": shifts}  # fmt: skip
    await submit(living, "admin", Create("production.machine", machine))
    leg = await part(living, "T-LEG", lead_time_days="10", lead_calendar="natural")
    top = await part(living, "T-TABLE", source="make", lead_time_days="0")
    await structure(living, top, {"component": str(leg), "quantity": "4"})
    await routing(living, top, centre, 60)
    return {"centre": centre, "leg": leg, "table": top}


async def routing(told: Told, item: int, centre: int, minutes: int) -> None:
    step = {"op_no": "10", "name": "装", "work_centre": str(centre), "minutes_per_unit": str(minutes)}
    made = await submit(
        told, "admin", Create("engineering.routing", {"item": str(item), "operations": [step]})
    )
    await submit(told, "admin", Act("engineering.routing", made.asked[0].id, "release"))


async def sold(told: Told, item: int, quantity: int, due: int) -> int:
    """An effective sales order."""
    line = {"item": str(item), "quantity": str(quantity), "price": "10"}
    values = {"customer": {"key": "C001"}, "customer_po": f"T-{item}-{quantity}-{due}", "due": day(told, due), "lines": [line]}  # fmt: skip
    made = await submit(told, "admin", Create("sales.order", values))
    door = told.doors[told.workspace]
    await door.submit(
        install.PLATFORM, (Act("sales.order", made.asked[0].id, "take_over", {"state": "effective"}),)
    )
    return made.asked[0].id


def after(told: Told, days: int) -> date:
    return told.today + timedelta(days=days)


def leaving(clerk: Clerk, days: int) -> str:
    """The first working day on or after so many days."""
    working = clerk.ready.footing.working
    return after(clerk.told, next(d for d in range(days, days + 20) if working[d])).isoformat()


async def test_what_lies_in_stock_can_be_had_today(living: Told, clerk: Clerk) -> None:
    item = await part(living, "T-LIES")
    await stock(living, item, 5)
    line = await clerk.line(item, 5)
    assert line["earliest"] == leaving(clerk, 0)
    assert [link["code"] for link in line["chain"]] == ["stock"]


async def test_a_component_is_bought_and_then_the_table_is_made(
    living: Told, clerk: Clerk, table: dict[str, int]
) -> None:
    """Legs on the tenth day, eight tables that day, ready the next morning."""
    line = await clerk.line(table["table"], 8, wanted=3)
    assert line["earliest"] == leaving(clerk, 11)
    assert (line["met"], line["part"]) == (False, "0")
    made, bought = line["chain"]
    assert (made["code"], made["item"], made["day"]) == ("working", table["table"], after(living, 11).isoformat())  # fmt: skip
    assert (bought["code"], bought["item"], bought["lead"], bought["day"]) == ("purchase", table["leg"], 10, after(living, 10).isoformat())  # fmt: skip
    assert bought["natural"] is True


async def test_a_full_bench_pushes_the_date_out_and_says_so(
    living: Told, clerk: Clerk, table: dict[str, int]
) -> None:
    await stock(living, table["leg"], 4 * 400)
    alone = await clerk.line(table["table"], 8)
    await sold(
        living, table["table"], 48, 6
    )  # six days of the bench: today, if its hours are still to come, and five more
    behind = await clerk.line(table["table"], 8)
    assert behind["earliest"] > alone["earliest"]
    assert behind["chain"][0]["code"] == "capacity"
    assert behind["chain"][0]["centre"] == table["centre"]
    assert promise.violations(clerk.ready.plan) == []


async def test_half_of_it_can_be_had_in_time(living: Told, clerk: Clerk) -> None:
    item = await part(living, "T-HALF", lead_time_days="30")
    await stock(living, item, 7)
    line = await clerk.line(item, 12, wanted=4)
    assert (line["met"], line["part"]) == (False, "7")
    assert (await clerk.line(item, 7, wanted=4))["met"] is True


async def test_lines_of_one_order_do_not_share_the_same_pieces(living: Told, clerk: Clerk) -> None:
    item = await part(living, "T-TWICE", lead_time_days="20", lead_calendar="natural")
    await stock(living, item, 5)
    lines = (await clerk.ask(asked(living, item, 5), asked(living, item, 5)))["lines"]
    assert [line["earliest"] for line in lines] == [leaving(clerk, 0), leaving(clerk, 20)]
    again = (await clerk.ask(asked(living, item, 5)))["lines"]
    assert again[0]["earliest"] == leaving(clerk, 0), "a question leaves nothing behind"


async def test_an_order_that_is_edited_does_not_stand_in_its_own_way(living: Told, clerk: Clerk) -> None:
    item = await part(living, "T-OWN", lead_time_days="30", lead_calendar="natural")
    await stock(living, item, 6)
    order = await sold(living, item, 6, 1)
    assert (await clerk.line(item, 6))["earliest"] == leaving(clerk, 30)
    own = await clerk.ask(asked(living, item, 6), record=order)
    assert own["lines"][0]["earliest"] == leaving(clerk, 0)
    assert own["shortages"] == []
    assert (await clerk.line(item, 7, record=order))["earliest"] == leaving(clerk, 30)


async def test_what_is_on_a_shipping_notice_is_not_asked_for_again(living: Told, clerk: Clerk) -> None:
    """The notice has taken it out of the free stock."""
    item = await part(
        living, "T-NOTED", lead_time_days="30", lead_calendar="natural", warehouse={"key": "W-RAW"}
    )
    await stock(living, item, 6)
    order = await sold(living, item, 6, 1)
    ln = (await sources(living)).form("sales.order.lines", "l")
    line = (await rows(living, f"SELECT l.id FROM {ln} WHERE l.parent = $1", order))[0][0]
    made = await submit(living, "admin", Act("sales.order", order, "notify_shipping"))
    notice = next(one for one in made.followed if one.form == "sales.notice")
    await submit(living, "admin", Act("sales.notice", notice.id, "submit"))
    again = await clerk.ask({**asked(living, item, 6), "line": str(line)}, record=order)
    assert again["lines"][0]["wrong"]["code"] == "all_done"
    more = await clerk.ask({**asked(living, item, 8), "line": str(line)}, record=order)
    assert (more["lines"][0]["quantity"], more["lines"][0]["earliest"]) == ("2", leaving(clerk, 30))


async def test_the_plan_is_kept_until_what_it_is_made_of_changes(living: Told, clerk: Clerk) -> None:
    item = await part(living, "T-KEPT", lead_time_days="30", lead_calendar="natural")
    await stock(living, item, 5)
    assert (await clerk.line(item, 5))["earliest"] == leaving(clerk, 0)
    first = clerk.ready
    await submit(living, "admin", Create("sales.customer", {"code": "T-C", "name": "试销"}))
    await clerk.line(item, 5)
    assert clerk.ready is first, "a new customer moves no date"
    draft = {"customer": {"key": "C001"}, "due": day(living, 9), "lines": [{"item": str(item), "quantity": "5", "price": "1"}]}  # fmt: skip
    await submit(living, "admin", Create("sales.order", draft))
    assert (await clerk.line(item, 5))["earliest"] == leaving(clerk, 0)
    assert clerk.ready is first, "a draft asks for nothing"
    await sold(living, item, 5, 3)
    assert (await clerk.line(item, 5))["earliest"] == leaving(clerk, 30)
    assert clerk.ready is not first


async def test_where_planning_takes_long_the_plan_before_answers_and_says_so(
    living: Told, clerk: Clerk
) -> None:
    item = await part(living, "T-SLOW", lead_time_days="30", lead_calendar="natural")
    await stock(living, item, 5)
    assert (await clerk.ask(asked(living, item, 5)))["renewing"] is False
    before = clerk.ready
    before.took = 60.0
    await sold(living, item, 5, 3)
    answer = await clerk.ask(asked(living, item, 5))
    assert answer["renewing"] is True
    assert answer["lines"][0]["earliest"] == leaving(clerk, 0)
    assert await clerk.standing.renewing[living.workspace.id] is clerk.ready is not before
    assert (await clerk.line(item, 5))["earliest"] == leaving(clerk, 30)


async def test_two_who_ask_at_once_get_what_each_would_get_alone(living: Told, clerk: Clerk) -> None:
    item = await part(living, "T-BOTH", lead_time_days="20", lead_calendar="natural")
    await stock(living, item, 5)
    await clerk.line(item, 5)
    both = await asyncio.gather(*(clerk.line(item, 5) for _ in range(6)))
    assert {line["earliest"] for line in both} == {leaving(clerk, 0)}


async def test_a_delivery_is_waited_for_and_named(living: Told, clerk: Clerk) -> None:
    item = await part(living, "T-COMES", lead_time_days="60", lead_calendar="natural")
    line = {"item": str(item), "quantity": "9", "price": "1", "needed_on": day(living, 12)}
    values = {"supplier": {"key": "S001"}, "lines": [line]}
    order = (await submit(living, "admin", Create("purchasing.order", values))).asked[0].id
    found = await clerk.line(item, 9)
    assert found["earliest"] == leaving(clerk, 12)
    (link,) = found["chain"]
    assert (link["code"], link["form"], link["record"]) == ("receipt", "purchasing.order", order)
    late = {**line, "needed_on": day(living, -3)}
    lines = [{**late, "id": str(await line_of(living, order))}]
    await submit(living, "admin", Change("purchasing.order", order, {"lines": lines}))
    found = await clerk.line(item, 9)
    assert found["chain"][0]["code"] == "overdue"
    assert found["chain"][0]["due"] == day(living, -3)
    assert found["earliest"] > living.today.isoformat(), "what is overdue is not here yet"


async def line_of(told: Told, order: int) -> int:
    names = await sources(told)
    ln = names.form("purchasing.order.lines", "l")
    found = await rows(told, f"SELECT l.id FROM {ln} WHERE l.parent = $1", order)
    return int(str(found[0][0]))


async def test_what_cannot_be_worked_out_says_why_and_the_other_lines_are_answered(
    living: Told, clerk: Clerk, table: dict[str, int]
) -> None:
    bare = await part(living, "T-BARE", source="make")
    timeless = await part(living, "T-NOLEAD", lead_time_days=None)
    above = await part(living, "T-ABOVE", source="make", lead_time_days="1")
    await structure(living, above, {"component": str(timeless), "quantity": "1"})
    lines = (
        await clerk.ask(
            asked(living, bare, 1), asked(living, timeless, 1), asked(living, above, 1), {"item": 999_999_999, "quantity": "1"},
            {"item": table["leg"], "quantity": "0"}, {"item": table["leg"], "quantity": "1", "unit": "kg"},
            {"item": table["leg"], "quantity": "1e999999"}, {"item": table["leg"], "quantity": "1e25"},
            asked(living, table["leg"], 1),
        )
    )["lines"]  # fmt: skip
    assert [line["wrong"]["code"] for line in lines[:-1]] == [
        "no_structure", "no_lead", "no_lead", "no_item", "not_positive", "other_unit", "no_number", "too_much",
    ]  # fmt: skip
    assert lines[2]["wrong"]["item"] == timeless, "the component is named, not the product"
    assert lines[-1]["earliest"] is not None
    assert {note["code"] for note in (await clerk.line(await noted(living), 1))["notes"]} == {"no_supplier", "no_routing"}  # fmt: skip


async def noted(told: Told) -> int:
    """Something made of a part without a supplier, nobody says by which steps."""
    below = await part(told, "T-NOSUP", supplier=None)
    item = await part(told, "T-NOROUTE", source="make", lead_time_days="2")
    await structure(told, item, {"component": str(below), "quantity": "1"})
    return item


async def test_what_the_order_lacks_is_what_mrp_would_propose(
    living: Told, clerk: Clerk, table: dict[str, int]
) -> None:
    leg = await part(living, "T-LEG2", lead_time_days="5", lead_calendar="natural")
    top = await part(living, "T-TABLE2", source="make", lead_time_days="1")
    await structure(living, top, {"component": str(leg), "quantity": "4"})
    await routing(living, top, table["centre"], 1)
    await stock(living, leg, 10)
    answer = await clerk.ask(asked(living, top, 5, wanted=40))
    assert [(one["item"], one["quantity"], one["source"]) for one in answer["shortages"]] == [
        (top, "5", "make"), (leg, "10", "buy"),
    ]  # fmt: skip
    assert "净需求：10 个" in answer["shortages"][1]["why"]
    assert (await clerk.ask(asked(living, leg, 10)))["shortages"] == [], "the stock covers it"


async def test_a_clerk_asks_while_typing(
    pages: dict[str, httpx.AsyncClient], living: Told, table: dict[str, int]
) -> None:
    ask: Json = {"form": "sales.order", "lines": [{"item": {"id": str(table["table"]), "title": "x"}, "quantity": {"value": "3", "unit": "个"}}, {}]}  # fmt: skip
    told = await post(pages["lina"], "/planning/promise", ask)
    first, second = told["lines"]
    assert first["earliest"]
    assert any(one.get("form") == "engineering.item" for link in first["chain"] for one in link["said"])
    assert second["wrong"] == {"code": "required", "field": "item", "said": [{"text": "请先选择物料"}]}
    quoted = await post(pages["lina"], "/planning/promise", {**ask, "form": "sales.quotation"})
    assert quoted["lines"][0]["earliest"] == first["earliest"]
    kept = await rows(
        living, f"SELECT count(*) FROM {living.workspace.schema}.job WHERE kind = 'planning.promise'"
    )
    assert kept == [(0,)], "one question at every pause of somebody's typing: none is kept"


async def test_sentences_name_only_what_the_reader_may_see(
    living: Told, clerk: Clerk, table: dict[str, int]
) -> None:
    told = await clerk.ask(asked(living, table["table"], 900))
    nobody = Actor(Viewer(1, 1, (), frozenset()), "page")

    async def seen_by(actor: Actor) -> Json:
        return await at_desk(living.doors, living.workspace, actor, lambda desk: promised.shown(desk, told))

    hidden, open_ = await seen_by(nobody), await seen_by(await install.actor_of(living, "lina"))
    assert hidden["shortages"] is None
    assert "件T-" not in json.dumps(hidden, ensure_ascii=False)
    assert "某物料" in json.dumps(hidden["lines"], ensure_ascii=False)
    assert "件T-LEG" in json.dumps(open_["shortages"], ensure_ascii=False)


async def test_who_may_not_see_orders_may_not_ask(
    pages: dict[str, httpx.AsyncClient], living: Told, table: dict[str, int]
) -> None:
    line = {"item": str(table["leg"]), "quantity": "1"}
    ask: Json = {"form": "sales.order", "lines": [line]}
    await post(pages["tangyan"], "/planning/promise", ask, 403)
    await post(pages["lina"], "/planning/promise", {**ask, "form": "sales.customer"}, 422)
    await post(pages["lina"], "/planning/promise", {**ask, "record": "999999999"}, 404)
    await post(pages["lina"], "/planning/promise", {**ask, "lines": [line] * 201}, 422)
    await post(pages["lina"], "/planning/promise", {**ask, "lines": "all"}, 422)
    others = await sold(living, table["leg"], 1, 20)
    await post(pages["lina"], "/planning/promise", {**ask, "record": str(others)}, 404)
    bad = [{"item": "x", "quantity": "1"}, {**line, "wanted": "soon"}, {**line, "quantity": [1]}, {**line, "quantity": True}, line]  # fmt: skip
    told = await post(pages["lina"], "/planning/promise", {**ask, "lines": bad})
    assert [one.get("wrong", {}).get("field") for one in told["lines"]] == ["item", "date", "quantity", "quantity", None]  # fmt: skip
