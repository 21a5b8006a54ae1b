"""What people are told when it cannot be done, and what is wrong with a drawing."""

import pytest
from tests.spec.flow.drawn import made, read
from tests.spec.flow.office import ADMIN, Office
from tests.spec.flow.test_stories import office, one, review

from jingwei.base.errors import JingweiError
from jingwei.spec.flow import event as ev
from jingwei.spec.flow.event import Event
from jingwei.spec.flow.state import NEW, dump, load


def running() -> Office:
    """Somebody has decided; 3 and 4 must both sign `sign`, `last` comes after it."""
    case = office("""
start: {kind: start, to: first}
first: {kind: approve, who: {role: planner}, to: sign}
sign: {kind: approve, who: {role: quality}, mode: all, same_as_initiator: pass, to: last}
last: {kind: handle, who: {role: b}, to: done}
done: {kind: end}
""")
    case.approve("first", 5)
    return case


def task(case: Office) -> int:
    return case.task("sign", 3)


REFUSED: list[tuple[str, object]] = [
    ("not_your_task", lambda c: ev.Decide(task(c), 4, "approve")),
    ("not_your_task", lambda c: ev.Return(task(c), 9, "first")),
    ("not_your_task", lambda c: ev.Transfer(task(c), 9, 8)),
    ("not_your_task", lambda c: ev.AddSigners(task(c), 9, (8,), "after")),
    ("not_your_task", lambda c: ev.RemoveSigner(task(c), 9)),
    ("task_closed", lambda c: ev.Decide(1, 5, "approve")),
    ("task_closed", lambda c: ev.Decide(999, 5, "approve")),
    ("task_closed", lambda c: ev.Urge(50, 999)),
    ("no_such_verdict", lambda c: ev.Decide(task(c), 3, "complete")),
    ("cannot_return", lambda c: ev.Return(task(c), 3, "last")),
    ("cannot_return", lambda c: ev.Return(task(c), 3, "sign")),
    ("cannot_return", lambda c: ev.Return(task(c), 3, "nowhere")),
    ("already_signer", lambda c: ev.Transfer(task(c), 3, 4)),
    ("already_signer", lambda c: ev.AddSigners(task(c), 3, (4,), "before")),
    ("own_request", lambda c: ev.Transfer(task(c), 3, 50)),
    ("own_request", lambda c: ev.AddSigners(task(c), 3, (8, 50), "after")),
    ("nobody", lambda c: ev.AddSigners(task(c), 3, (), "after")),
    ("not_initiator", lambda c: ev.Withdraw(3)),
    ("too_late", lambda c: ev.Withdraw(50)),
    ("not_running", lambda c: ev.Start(50)),
    ("not_running", lambda c: ev.Resume(ADMIN)),
    ("no_such_node", lambda c: ev.Jump(ADMIN, "nowhere", "why")),
    ("no_reason", lambda c: ev.Jump(ADMIN, "last", "")),
]


@pytest.mark.parametrize(("code", "event"), REFUSED)
def test_refused(code: str, event) -> None:
    case = running()
    before = case.state
    with pytest.raises(JingweiError) as refused:
        case.tell(event(case))
    assert refused.value.code == code
    assert refused.value.message.zh != refused.value.message.en
    assert case.state is before


def test_nobody_signs_twice_at_one_node() -> None:
    case = running()
    case.approve("sign", 3)
    with pytest.raises(JingweiError, match="already_signer"):
        case.tell(ev.Transfer(case.task("sign"), 4, 3))


def test_the_last_signer_cannot_be_removed() -> None:
    case = office(one("who: {role: b}"))
    case.tell(ev.AddSigners(case.task("sign"), 4, (8,), "parallel"))
    case.tell(ev.RemoveSigner(case.task("sign", 8), 4))
    with pytest.raises(JingweiError, match="not_your_task"):
        case.tell(ev.RemoveSigner(case.task("sign"), 4))


def test_nothing_is_done_to_a_suspended_or_finished_case() -> None:
    case = running()
    case.tell(ev.Suspend(ADMIN))
    with pytest.raises(JingweiError, match="suspended"):
        case.approve("sign", 3)
    case.tell(ev.Cancel(ADMIN))
    with pytest.raises(JingweiError, match="over"):
        case.tell(ev.Withdraw(50))


def test_a_finished_case_hears_no_machine() -> None:
    case = review()
    case.tell(ev.Withdraw(50))
    late: list[Event] = [ev.TimerFired(3, "deadline"), ev.ConditionMet(3), ev.ChildEnded(3, 0), ev.Proceed(3)]
    for event in late:
        assert case.tell(event) == ()


def test_a_state_of_another_version_is_not_guessed_at() -> None:
    assert load(dump(NEW)) == NEW
    with pytest.raises(ValueError, match="version 2"):
        load(b'{"version": 2}')


START = "start: {kind: start, to: a}\nb: {kind: end}\n"

DRAWINGS = [
    ("one_start", "a: {kind: end}"),
    ("unknown_kind", START + "a: {kind: dance, to: b}"),
    ("unknown_node", START + "a: {kind: set, set: {x: '1'}, to: nowhere}"),
    ("to_start", START + "a: {kind: set, set: {x: '1'}, to: start}"),
    ("unknown_key", START + "a: {kind: end, colour: red}"),
    ("missing", "start: {kind: start}\na: {kind: end}"),
    ("one_way", "start: {kind: start, to: [a, b]}\na: {kind: end}\nb: {kind: end}"),
    ("bad_who", START + "a: {kind: handle, who: {star: x}, to: b}"),
    ("missing", START + "a: {kind: handle, to: b}"),
    ("bad_option", START + "a: {kind: handle, who: {role: x}, mode: dice, to: b}"),
    ("bad_ratio", START + "a: {kind: handle, who: {role: x}, mode: ratio, to: b}"),
    ("bad_span", START + "a: {kind: timer, after: {hours: -1}, to: b}"),
    ("bad_default", START + "a: {kind: exclusive, branches: [{when: 'x', to: b}]}"),
    ("dead", "start: {kind: start, to: b}\na: {kind: set, set: {x: '1'}, to: b}\nb: {kind: end}"),
    (
        "endless",
        "start: {kind: start, to: a}\na: {kind: wait, when: x, to: c}\nc: {kind: wait, when: x, to: a}",
    ),
    (
        "stuck",
        START
        + """
a: {kind: exclusive, branches: [{when: a, to: p}, {to: q}]}
p: {kind: wait, when: b, to: join}
q: {kind: parallel, to: [r, join]}
r: {kind: wait, when: b, to: join}
join: {kind: parallel, to: b}
""",
    ),
    (
        "unsynchronised",
        START
        + """
a: {kind: parallel, to: [p, q]}
p: {kind: wait, when: x, to: c}
q: {kind: wait, when: x, to: c}
c: {kind: wait, when: x, to: b}
""",
    ),
    (
        "unmatched",
        START
        + """
a: {kind: inclusive, branches: [{when: x, to: p}, {to: b}]}
p: {kind: end}
""",
    ),
    (
        "sideways",
        START
        + """
a: {kind: parallel, to: [p, q]}
p: {kind: wait, when: x, to: join}
q: {kind: approve, who: {role: x}, on_reject: p, to: join}
join: {kind: parallel, to: b}
""",
    ),
]


@pytest.mark.parametrize(("code", "text"), DRAWINGS)
def test_a_faulty_drawing_is_told_where(code: str, text: str) -> None:
    flow, faults = read(text)
    assert code in {fault.code for fault in faults}
    assert all(fault.path[:3] == ("sales", "flows", "flow") for fault in faults)
    assert flow.nodes is not None


def test_a_counter_example_is_a_path_by_titles() -> None:
    _, faults = made({
        "start": {"kind": "start", "to": "split"},
        "split": {"kind": "parallel", "to": ["a", "b"]},
        "a": {"kind": "wait", "title": "甲", "when": "x", "to": "c"},
        "b": {"kind": "wait", "title": "乙", "when": "x", "to": "c"},
        "c": {"kind": "handle", "title": "丙", "who": {"role": "r"}, "to": "e"},
        "e": {"kind": "end"},
    })  # fmt: skip
    assert [(fault.path[-1], fault.code) for fault in faults] == [("c", "unsynchronised")]
    assert "并行 → 乙 → 甲" in faults[0].message.zh or "并行 → 甲 → 乙" in faults[0].message.zh
