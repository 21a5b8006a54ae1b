"""Who had the ball: told cases first, then what must hold for any intervals."""

import itertools
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from jingwei.collab.courts import Bar, Document, Span, Turn, held, minus, union, weave

START = datetime(2026, 11, 23, tzinfo=UTC)
ORDER, WORK, PICK = (1, 1), (2, 1), (3, 1)


def at(hour: int) -> datetime:
    return START + timedelta(hours=hour)


def said(bars: list[Bar]) -> list[tuple[str, int, int]]:
    return [
        (bar.kind, int((bar.start - START) / timedelta(hours=1)), int((bar.end - START) / timedelta(hours=1)))
        for bar in bars
    ]


def test_a_document_alone_is_its_lanes_ball_until_it_ends() -> None:
    cloth = weave([Document("sales", ORDER, "订单", ((at(0), at(5)),))], [])
    assert said(cloth.bars["sales"]) == [("ball", 0, 5)]


def test_a_task_of_another_department_takes_the_ball_and_the_lane_waits() -> None:
    order = Document("sales", ORDER, "订单", ((at(0), at(10)),))
    cloth = weave([order], [Turn("quality", ORDER, "质量评审", at(2), at(6), late=True)])
    assert said(cloth.bars["sales"]) == [("ball", 0, 2), ("waiting", 2, 6), ("ball", 6, 10)]
    assert said(cloth.bars["quality"]) == [("ball", 2, 6)]
    assert cloth.bars["quality"][0].late
    assert [(h.at, h.source, h.target) for h in cloth.handoffs] == [(at(2), "sales", "quality")]


def test_what_was_made_from_a_document_takes_the_ball_at_any_depth() -> None:
    documents = [
        Document("sales", ORDER, "订单", ((at(0), at(20)),), (), at(0)),
        Document("production", WORK, "工单", ((at(4), at(16)),), (ORDER,), at(4)),
        Document("warehouse", PICK, "领料", ((at(6), at(8)),), (WORK,), at(6)),
    ]
    cloth = weave(documents, [])
    assert said(cloth.bars["sales"]) == [("ball", 0, 4), ("waiting", 4, 16), ("ball", 16, 20)]
    assert said(cloth.bars["production"]) == [("ball", 4, 6), ("waiting", 6, 8), ("ball", 8, 16)]
    assert said(cloth.bars["warehouse"]) == [("ball", 6, 8)]
    assert [(h.source, h.target) for h in cloth.handoffs] == [
        ("sales", "production"),
        ("production", "warehouse"),
    ]


def test_tasks_of_one_case_hand_the_ball_on_and_the_same_lane_is_no_hand_off() -> None:
    order = Document("sales", ORDER, "订单", ((at(0), at(9)),))
    turns = [
        Turn("planning", ORDER, "计划评审", at(1), at(3), False, 7),
        Turn("finance", ORDER, "财务评审", at(3), at(4), False, 7),
        Turn("finance", ORDER, "放行", at(5), at(6), False, 7),
    ]
    cloth = weave([order], turns)
    assert [(h.source, h.target) for h in cloth.handoffs] == [("sales", "planning"), ("planning", "finance")]


def test_a_lane_with_two_things_in_hand_is_counted_once() -> None:
    turns = [Turn("sales", ORDER, "甲", at(0), at(4), False), Turn("sales", WORK, "乙", at(2), at(6), False)]
    assert held(weave([], turns).bars["sales"]) == [(at(0), at(6))]


def test_documents_made_from_each_other_do_no_harm() -> None:
    documents = [
        Document("a", ORDER, "甲", ((at(0), at(4)),), (WORK,), at(0)),
        Document("b", WORK, "乙", ((at(1), at(3)),), (ORDER,), at(1)),
    ]
    assert said(weave(documents, []).bars["a"]) == [("ball", 0, 1), ("waiting", 1, 3), ("ball", 3, 4)]


spans = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 12)).map(lambda p: (at(p[0]), at(p[0] + p[1]))), max_size=8
)


def inside(found: list[Span], hour: int) -> bool:
    moment = at(hour) + timedelta(minutes=30)
    return any(a <= moment < b for a, b in found)


@given(spans, spans)
def test_union_and_minus_say_the_same_as_looking_hour_by_hour(ours: list[Span], theirs: list[Span]) -> None:
    together, left = union(ours), minus(ours, theirs)
    assert all(a[1] < b[0] for a, b in itertools.pairwise(together))
    for hour in range(54):
        assert inside(together, hour) == inside(ours, hour)
        assert inside(left, hour) == (inside(ours, hour) and not inside(theirs, hour))


@given(spans, spans, spans)
def test_the_life_of_a_document_is_ball_or_waiting_or_a_task_and_nothing_twice(
    life: list[Span], tasks: list[Span], child: list[Span]
) -> None:
    documents = [
        Document("sales", ORDER, "订单", tuple(union(life))),
        Document("production", WORK, "工单", tuple(union(child)), (ORDER,)),
    ]
    cloth = weave(documents, [Turn("quality", ORDER, "评审", a, b, False) for a, b in tasks])
    mine = [bar for bar in cloth.bars["sales"] if bar.place == ORDER]
    for hour in range(54):
        kinds = [bar.kind for bar in mine if inside([(bar.start, bar.end)], hour)]
        assert len(kinds) == inside(life, hour)
        busy = inside(tasks, hour) or inside(child, hour)
        assert kinds in ([], ["waiting" if busy else "ball"])
