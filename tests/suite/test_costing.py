"""Standard costs rolled up and applied, work orders closed: stock stays equal to the general ledger at every step."""

from decimal import Decimal
from fractions import Fraction

import pytest
from tests.suite.planned import item, record, rows, sources, submit

from jingwei.base.errors import Invalid, JingweiError
from jingwei.engines.costing import Component, Elements, Operation
from jingwei.process.commands import Act, Create, Decide
from jingwei.store import doctor
from jingwei.suite.costing.roll_up import Books
from jingwei.suite.demo import install
from jingwei.suite.demo.install import Told


async def examined(told: Told) -> doctor.Report:
    catalogue = await told.doors.catalogue(told.workspace)
    async with told.doors.pool.connection() as connection:
        return await doctor.examine(connection, told.workspace, catalogue)


async def raised(told: Told, code: str, material: str) -> int:
    """A draft that gives one bought item a new cost, rolled up."""
    line = {"item": str(await item(told, code)), "material": material}
    values = {"reason": "年度调价", "lines": [line]}
    outcome = await told.doors[told.workspace].submit(
        install.PLATFORM, (Create("costing.standard_cost", values),)
    )
    number = outcome.asked[0].id
    await told.doors[told.workspace].submit(
        install.PLATFORM, (Act("costing.standard_cost", number, "roll_up"),)
    )
    return number


async def test_rolling_up_without_a_new_price_finds_nothing_to_change(living: Told) -> None:
    number = await raised(living, "R-BRG-6205", "0")
    lines = (await record(living, "costing.standard_cost", number))["lines"]
    assert isinstance(lines, list)
    assert len(lines) > 1, "a bearing that costs nothing makes everything above it cheaper"
    stands = Decimal(str(await cost_of(living, "R-BRG-6205")))
    number = await raised(living, "R-BRG-6205", str(stands))
    lines = (await record(living, "costing.standard_cost", number))["lines"]
    assert isinstance(lines, list)
    assert len(lines) == 1, "the demo factory's costs are the roll-up of its structures"


def test_what_is_made_without_a_routing_keeps_its_labour_and_overhead() -> None:
    made, bought = Component(1, 2, Fraction(3)), Component(2, 3, Fraction(1, 2))
    stands = {
        1: Elements(Decimal(9), Decimal(4), overhead=Decimal(2)),
        2: Elements(Decimal(1), Decimal(7)),
        3: Elements(Decimal(5)),
    }
    routing = Operation(2, setup=Decimal(50), minutes=Decimal(1), overhead=Decimal(60), piece=Decimal("0.2"))
    books = Books((made, bought), (routing,), {}, {2: Decimal(100)}, stands)
    part = Elements(Decimal("5.0000"), Decimal("0.2000"), overhead=Decimal("1.5000"))
    assert books.rolled({3: Elements(Decimal(10))}) == {
        1: Elements(Decimal("20.1000"), Decimal(4), overhead=Decimal(2)),
        2: part,
    }


def test_a_structure_that_contains_itself_is_refused() -> None:
    circle = (Component(1, 2, Fraction(1)), Component(2, 1, Fraction(1)))
    with pytest.raises(Invalid) as refused:
        Books(circle, (), {}, {}, {}).rolled({})
    assert refused.value.code == "cycle"


async def cost_of(told: Told, code: str) -> object:
    value = (await record(told, "engineering.item", await item(told, code)))["standard_cost"]
    assert isinstance(value, dict)
    return value["value"]


async def test_a_dearer_part_makes_dearer_what_is_made_of_it_and_the_books_stay_equal(living: Told) -> None:
    before = {
        code: Decimal(str(await cost_of(living, code))) for code in ("R-BRG-6205", "F-R60", "R-CARTON-L")
    }
    assert (await examined(living)).faults == ()
    number = await raised(living, "R-BRG-6205", str(before["R-BRG-6205"] + 10))
    await told_to(living, number)
    assert (await record(living, "costing.standard_cost", number))["state"] == "applied"
    assert Decimal(str(await cost_of(living, "R-BRG-6205"))) == before["R-BRG-6205"] + 10
    assert Decimal(str(await cost_of(living, "F-R60"))) > before["F-R60"]
    assert Decimal(str(await cost_of(living, "R-CARTON-L"))) == before["R-CARTON-L"]
    report = await examined(living)
    assert report.faults == ()
    assert report.books is not None
    assert report.books.equal


async def told_to(told: Told, number: int) -> None:
    """Submitted and approved by finance."""
    door = told.doors[told.workspace]
    outcome = await door.submit(install.PLATFORM, (Act("costing.standard_cost", number, "submit"),))
    actor = await install.actor_of(told, "dengying")
    await door.submit(actor, (Decide(outcome.tasks[0], "approve"),))


async def test_stock_is_worth_its_quantity_at_the_new_cost(living: Told) -> None:
    names = await sources(living)
    b, i = names.ledger("inventory.stock", "b"), names.form("engineering.item", "i")
    off = await rows(
        living,
        f"SELECT {b['on_hand']} * {i['standard_cost']}, {b['value']} FROM {b} JOIN {i} ON i.id = {b['item']} "
        f"WHERE {i['code']} = 'R-BRG-6205' AND {b['status']} = 'available' "
        f"AND abs({b['on_hand']} * {i['standard_cost']} - {b['value']}) > 0.005",
    )
    assert off == []


async def test_documents_under_way_go_on_with_the_new_cost(living: Told) -> None:
    names = await sources(living)
    p, line = names.form("inventory.picking", "p"), names.form("inventory.picking.lines", "n")
    i = names.form("engineering.item", "i")
    old = await rows(
        living,
        f"SELECT p.id FROM {line} JOIN {p} ON p.id = n.parent JOIN {i} ON i.id = {line['item']} "
        f"WHERE {p['state']} = 'draft' AND {line['unit_cost']} <> {i['standard_cost']}",
    )
    assert old == []


async def test_an_order_with_open_documents_is_not_closed(living: Told) -> None:
    with pytest.raises(Invalid) as error:
        await submit(living, "heqiang", Act("production.order", living.refs["wo_planet"].id, "close"))
    assert "尚未完成" in str(error.value.problem("zh"))


async def test_closing_turns_what_is_left_in_process_into_a_variance(living: Told) -> None:
    order = living.refs["wo_r40"].id
    await submit(living, "heqiang", Act("production.order", order, "close"))
    closed = await record(living, "production.order", order)
    assert closed["state"] == "closed"
    assert isinstance(closed["variance"], dict)
    assert Decimal(str(closed["variance"]["value"])) > 0, "one of ten was scrapped"
    b = (await sources(living)).ledger("production.wip", "b")
    assert await rows(living, f"SELECT {b['value']} FROM {b} WHERE {b['order']} = $1", order) == [
        (Decimal(0),)
    ]
    assert (await examined(living)).faults == ()


async def decided(told: Told, login: str, task: int) -> None:
    await told.doors[told.workspace].submit(await install.actor_of(told, login), (Decide(task, "approve"),))


async def test_who_submits_standard_costs_does_not_approve_them(living: Told) -> None:
    number = await raised(living, "R-BRG-6205", "14")
    outcome = await submit(living, "dengying", Act("costing.standard_cost", number, "submit"))
    [task] = outcome.tasks
    with pytest.raises(JingweiError) as refused:
        await decided(living, "dengying", task)
    assert refused.value.code == "not_your_task"
    # Finance has one auditor, who heads it and submitted: the head above decides.
    await decided(living, "wangjun", task)
    done = await record(living, "costing.standard_cost", number)
    assert done["state"] == "applied"
    assert [done[field]["title"] for field in ("made_by", "approved_by")] == ["邓英", "王军"]  # type: ignore[index]
    assert (await examined(living)).faults == ()
