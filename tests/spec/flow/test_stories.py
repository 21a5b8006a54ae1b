"""Approval stories, told as they happen in the office."""

from tests.spec.flow.drawn import sound
from tests.spec.flow.office import ADMIN, BOSS, Office

from jingwei.spec import effect as e
from jingwei.spec.flow import Flow
from jingwei.spec.flow import event as ev
from jingwei.spec.flow.offer import offered, targets
from jingwei.spec.flow.picture import picture

REVIEW = """
start:   {kind: start, to: split, set: {state: "'review'"}}
split:   {kind: parallel, to: [tech_needed, quality, planning]}
tech_needed: {kind: exclusive, branches: [{when: "needs_engineering", to: tech}, {to: join}]}
tech:    {kind: approve, title: {zh: 技术评审, en: Engineering review}, who: {role: engineer},
          department: engineering, deadline: {hours: 8}, remind: {hours: 4, repeat: true},
          escalate: {to: {head: engineering}}, edit: [promise_date], on_reject: rejected, to: join}
quality: {kind: approve, who: {role: quality}, mode: all, on_reject: rejected, to: join}
planning: {kind: handle, who: {role: planner}, to: join}
join:    {kind: parallel, to: consolidate}
consolidate: {kind: handle, who: {field: consolidator}, to: customer}
customer: {kind: wait, when: "confirmed", to: effective}
effective: {kind: end, set: {state: "'effective'"}, outcome: effective}
rejected: {kind: end, set: {state: "'draft'"}, outcome: rejected}
"""
ROLES = {"engineer": (1, 2), "quality": (3, 4), "planner": (5,), "a": (1, 2, 3), "b": (4,)}


def review(**facts: bool) -> Office:
    flow = sound(REVIEW, after={"withdrawn": {"set": {"state": "'draft'"}}})
    return Office(flow, ROLES, {name for name, held in facts.items() if held}, {"consolidator": (7,)}).start()


def office(nodes: str, **more: object) -> Office:
    return Office(sound(nodes, **more), ROLES).start()


def one(desk: str) -> str:
    return f"""
start: {{kind: start, to: sign}}
sign: {{kind: approve, {desk}, to: done}}
done: {{kind: end}}
"""


def written(effects: tuple[e.Effect, ...]) -> list[str]:
    return [s.value.text for one in effects if isinstance(one, e.SetFields) for s in one.settings]


def test_a_contract_is_reviewed_by_three_departments_and_becomes_effective() -> None:
    case = review(needs_engineering=True)
    assert case.open == {"tech": [(1, 2)], "quality": [(3,), (4,)], "planning": [(5,)]}
    assert written(tuple(case.done)) == ["'review'"]
    case.approve("tech", 2)
    case.approve("quality", 3)
    case.approve("planning", 5, "complete")
    assert case.open == {"quality": [(4,)]}
    case.approve("quality", 4)
    assert case.open == {"consolidate": [(7,)]}
    case.approve("consolidate", 7, "complete")
    assert [condition.text for condition in case.waits.values()] == ["confirmed"]
    effects = case.tell(ev.ConditionMet(next(iter(case.waits))))
    assert written(effects) == ["'effective'"]
    assert effects[-1] == e.Finish("effective")


def test_engineering_is_passed_by_when_it_is_not_needed() -> None:
    case = review()
    assert set(case.open) == {"quality", "planning"}
    for person in (3, 4):
        case.approve("quality", person)
    case.approve("planning", 5, "complete")
    assert set(case.open) == {"consolidate"}


def test_a_rejection_in_one_branch_takes_the_tasks_of_the_others_away() -> None:
    case = review(needs_engineering=True)
    effects = case.approve("quality", 3, "reject")
    closed = {one.token: one.outcome for one in effects if isinstance(one, e.CloseTask)}
    assert sorted(closed.values()) == ["cancelled", "cancelled", "moot", "rejected"]
    assert case.state.outcome == "rejected"
    assert written(effects) == ["'draft'"]


def test_conditions_are_read_after_the_fields_the_same_step_has_written() -> None:
    case = review()
    first = [one for one in case.log if one.what == "opened"]
    assert [one.node for one in first] == ["quality", "quality", "planning"]
    assert isinstance(case.done[0], e.SetFields)


def test_returned_before_the_split_and_straight_back_reopens_what_was_taken_away() -> None:
    case = office("""
start: {kind: start, to: draft}
draft: {kind: handle, who: {role: planner}, to: split}
split: {kind: parallel, to: [tech, quality]}
tech: {kind: approve, who: {role: engineer}, to: join}
quality: {kind: approve, who: {role: b}, to: join}
join: {kind: parallel, to: done}
done: {kind: end}
""")
    case.approve("draft", 5, "complete")
    assert targets(case.flow, case.state, "tech") == ("start", "draft")
    case.tell(ev.Return(case.task("tech"), 1, "draft", "no drawing", straight=True))
    assert case.open == {"draft": [(5,)]}
    case.approve("draft", 5, "complete")
    assert case.open == {"tech": [(1, 2)], "quality": [(4,)]}
    case.approve("quality", 4)
    case.approve("tech", 1)
    assert case.state.status == "finished"


def test_returned_into_one_branch_the_other_reviews_stand() -> None:
    case = review(needs_engineering=True)
    case.approve("tech", 1)
    case.approve("quality", 3)
    case.approve("quality", 4)
    case.approve("planning", 5, "complete")
    assert targets(case.flow, case.state, "consolidate") == ("start", "tech", "quality", "planning")
    case.tell(ev.Return(case.task("consolidate"), 7, "tech"))
    assert case.open == {"tech": [(1, 2)]}
    case.approve("tech", 1)
    assert case.open == {"consolidate": [(7,)]}


def test_returned_to_the_initiator_who_sends_it_again() -> None:
    case = review()
    case.tell(ev.Return(case.task("planning"), 5, "start"))
    assert case.open == {"start": [(50,)]}
    assert case.tasks[case.task("start")].reason == "returned"
    effects = case.approve("start", 50, "complete")
    assert written(effects) == ["'review'"]
    assert set(case.open) == {"quality", "planning"}


def test_any_of_several_may_decide() -> None:
    case = office(one("who: {role: a}"))
    assert case.open == {"sign": [(1, 2, 3)]}
    case.approve("sign", 2)
    assert case.state.status == "finished"


def test_in_turn_one_after_the_other() -> None:
    case = office(one("who: {role: a}, mode: sequence"))
    for person in (1, 2, 3):
        assert case.open == {"sign": [(person,)]}
        case.approve("sign", person)
    assert case.state.status == "finished"


def test_a_share_is_enough_and_the_rest_no_longer_matters() -> None:
    case = office(one("who: [{role: a}, {role: b}], mode: ratio, ratio: 50%"))
    case.approve("sign", 1, "reject")
    case.approve("sign", 2)
    effects = case.approve("sign", 4)
    assert [one.outcome for one in effects if isinstance(one, e.CloseTask)] == ["approved", "moot"]
    assert case.state.outcome == "done"


def test_a_share_that_can_no_longer_be_reached_rejects() -> None:
    case = office(one("who: {role: a}, mode: ratio, ratio: 60%"))
    case.approve("sign", 1, "reject")
    case.approve("sign", 2, "reject")
    assert case.state.outcome == "rejected"


def test_signers_are_added_in_any_depth() -> None:
    case = office(one("who: {role: b}"))
    case.tell(ev.AddSigners(case.task("sign"), 4, (5,), "before"))
    assert case.open == {"sign": [(5,)]}
    case.tell(ev.AddSigners(case.task("sign", 5), 5, (6, 7), "parallel"))
    case.tell(ev.AddSigners(case.task("sign", 6), 6, (8,), "after"))
    case.approve("sign", 5)
    case.approve("sign", 6)
    assert case.open == {"sign": [(7,), (8,)]}
    case.approve("sign", 7)
    case.approve("sign", 8)
    assert case.open == {"sign": [(4,)]}
    case.approve("sign", 4)
    assert case.state.status == "finished"


def test_a_voter_is_added_and_removed_while_a_share_vote_runs() -> None:
    case = office(one("who: {role: a}, mode: ratio, ratio: 60%"))
    case.approve("sign", 1)
    case.tell(ev.AddSigners(case.task("sign", 2), 2, (8, 9), "parallel"))
    case.approve("sign", 2)
    assert case.state.status == "running"
    case.tell(ev.RemoveSigner(case.task("sign", 9), 8))
    case.tell(ev.RemoveSigner(case.task("sign", 8), 3))
    assert case.state.status == "finished"


def test_a_task_is_transferred() -> None:
    case = office(one("who: {role: a}"))
    case.tell(ev.Transfer(case.task("sign"), 2, 8))
    assert case.open == {"sign": [(1, 8, 3)]}
    assert offered(case.flow, case.state, case.task("sign"), 2) == ("urge",)
    case.approve("sign", 8)


def test_reminded_again_and_again_escalated_and_passed_by_time() -> None:
    desk = "who: {role: b}, remind: {hours: 1, repeat: true}, deadline: {hours: 8, then: pass}"
    case = office(one(f"{desk}, escalate: {{to: {{head: initiator}}, after: {{hours: 4}}, do: transfer}}"))
    task = case.task("sign")
    assert case.timers == {task: {"remind", "escalate", "deadline"}}
    for _ in range(3):
        effects = case.fire(task, "remind")
        assert [type(one) for one in effects] == [e.Notify, e.SetTimer]
    case.fire(task, "escalate")
    assert case.open == {"sign": [(BOSS,)]}
    assert e.CloseTask(task, "passed") in case.fire(task, "deadline")
    assert case.state.status == "finished"
    assert case.fire(task, "deadline") == ()


def test_work_done_elsewhere_asks_nobody_any_longer_and_the_case_goes_on() -> None:
    desk = "who: {role: a}, mode: all, until: ordered, remind: {hours: 1}"
    case = office(f"""
start: {{kind: start, to: order}}
order: {{kind: handle, {desk}, to: check}}
check: {{kind: handle, who: {{role: b}}, to: done}}
done: {{kind: end}}
""")
    tasks = sorted(case.tasks)
    assert set(case.waits) == set(tasks)
    effects = case.tell(ev.ConditionMet(tasks[0]))
    assert [one for one in effects if isinstance(one, e.CloseTask)] == [
        e.CloseTask(task, "settled") for task in tasks
    ]
    assert case.open == {"check": [(4,)]}
    assert (case.waits, case.timers) == ({}, {})
    assert case.tell(ev.ConditionMet(tasks[1])) == ()


def test_who_is_asked_when_nobody_is_found_or_the_initiator_would_decide_alone() -> None:
    assert office(one("who: {role: nobody}")).open == {"sign": [(ADMIN,)]}
    assert office(one("who: {role: nobody}, nobody: hold")).open == {"sign": [()]}
    assert office(one("who: {role: nobody}, nobody: pass")).state.status == "finished"
    assert office(one("who: {initiator: true}")).open == {"sign": [(50,)]}
    assert office(one("who: {initiator: true}, same_as_initiator: head")).open == {"sign": [(BOSS,)]}
    assert office(one("who: {initiator: true}, same_as_initiator: pass")).state.status == "finished"


def test_who_has_signed_already_is_not_asked_again_where_the_node_says_so() -> None:
    case = office("""
start: {kind: start, to: first}
first: {kind: approve, who: {role: b}, to: second}
second: {kind: approve, who: {role: b}, again: pass, to: done}
done: {kind: end}
""")
    case.approve("first", 4)
    assert case.state.status == "finished"


def test_withdrawn_only_before_the_first_decision() -> None:
    case = review()
    effects = case.tell(ev.Withdraw(50))
    assert written(effects) == ["'draft'"]
    assert case.state.outcome == "withdrawn"


def test_one_child_for_every_row_and_all_are_waited_for() -> None:
    case = office("""
start: {kind: start, to: rows}
rows: {kind: subprocess, flow: line, each: lines, to: done}
done: {kind: end}
""")
    token = case.state.tokens[0].id
    assert case.done == [e.StartChild(token, "sales.line", 501), e.StartChild(token, "sales.line", 502)]
    case.end_child(token, 502)
    assert case.end_child(token, 502) == ()
    case.end_child(token, 501)
    assert case.state.status == "finished"


def test_no_rows_no_children() -> None:
    flow = sound("""
start: {kind: start, to: rows}
rows: {kind: subprocess, flow: line, each: lines, to: done}
done: {kind: end}
""")
    assert Office(flow, lines=()).start().state.status == "finished"


def test_a_cancelled_branch_takes_timers_waits_and_children_with_it() -> None:
    case = office("""
start: {kind: start, to: split}
split: {kind: parallel, to: [sign, rows, pause, fact]}
sign: {kind: approve, who: {role: b}, deadline: {hours: 1}, to: join}
rows: {kind: subprocess, flow: line, to: join}
pause: {kind: timer, after: {days: 2}, to: join}
fact: {kind: wait, when: "paid", to: join}
join: {kind: parallel, to: done}
done: {kind: end}
""")
    effects = case.approve("sign", 4, "reject")
    assert {type(one) for one in effects} == {
        e.CloseTask, e.CancelTimers, e.CancelChildren, e.Unwait, e.Finish,
    }  # fmt: skip
    assert (case.timers, case.waits, case.children) == ({}, {}, set())


def test_the_first_of_an_approval_and_a_time_limit_ends_the_case() -> None:
    case = office("""
start: {kind: start, to: race}
race: {kind: parallel, to: [sign, limit]}
sign: {kind: approve, who: {role: b}, to: over}
limit: {kind: timer, after: {hours: 8}, to: over}
over: {kind: terminate}
""")
    case.approve("sign", 4)
    assert case.state.status == "finished"


def test_an_inclusive_split_starts_what_holds_and_waits_for_just_that() -> None:
    flow = sound("""
start: {kind: start, to: split}
split: {kind: inclusive, branches: [{when: "big", to: x}, {when: "new", to: y}, {to: z}]}
x: {kind: approve, who: {role: b}, to: join}
y: {kind: approve, who: {role: planner}, to: join}
z: {kind: approve, who: {role: engineer}, to: join}
join: {kind: inclusive, to: done}
done: {kind: end}
""")
    case = Office(flow, ROLES, {"big", "new"}).start()
    assert set(case.open) == {"x", "y"}
    case.approve("x", 4)
    case.approve("y", 5)
    assert case.state.status == "finished"
    assert set(Office(flow, ROLES).start().open) == {"z"}


def test_what_the_machine_reports_while_suspended_is_done_on_resuming() -> None:
    case = review()
    case.approve("quality", 3)
    case.approve("quality", 4)
    case.approve("planning", 5, "complete")
    case.approve("consolidate", 7, "complete")
    token = next(iter(case.waits))
    case.tell(ev.Suspend(ADMIN, "audit"))
    case.tell(ev.ConditionMet(token))
    assert case.state.status == "suspended"
    case.tell(ev.Resume(ADMIN))
    assert case.state.outcome == "effective"


def test_documents_copies_notices_and_actions() -> None:
    case = office("""
start: {kind: start, to: copy}
copy: {kind: cc, who: {role: a}, to: tell}
tell: {kind: notify, who: {role: b}, say: {zh: 已发货, en: Shipped}, to: push}
push: {kind: push, push: delivery, to: act}
act: {kind: action, action: planning.run_mrp, with: {days: "30"}, to: write}
write: {kind: set, set: {state: "'done'"}, to: done}
done: {kind: end}
""")
    kinds = [type(one) for one in case.done]
    assert kinds == [e.Copy, e.Notify, e.Push, e.Act, e.SetFields, e.Finish]


def test_the_picture_shows_what_is_done_what_runs_and_what_waits() -> None:
    case = review(needs_engineering=True)
    case.approve("tech", 1)
    drawn = picture(case.flow, case.state)
    progress = {node.node: node.progress for node in drawn.nodes}
    assert progress["tech"] == "done"
    assert progress["quality"] == "now"
    assert progress["consolidate"] == "ahead"
    assert [token.node for token in drawn.tokens if token.waiting] == ["join"]
    assert [(edge.source, edge.target) for edge in drawn.edges if edge.dashed] == [
        ("tech", "rejected"), ("quality", "rejected"),
    ]  # fmt: skip


def test_an_administrator_jumps_with_a_reason() -> None:
    case = review(needs_engineering=True)
    case.tell(ev.Jump(ADMIN, "consolidate", "the plant manager decided"))
    assert case.open == {"consolidate": [(7,)]}


def test_every_name_and_formula_of_a_flow_is_told() -> None:
    flow: Flow = sound(REVIEW)
    uses = {(".".join(map(str, use.path)), use.want) for use in flow.uses()}
    assert ("nodes.tech_needed.branches.0.when", "truth") in uses
    assert ("nodes.tech.who.0.role", "role") in uses
    assert ("nodes.tech.edit", "field") in uses
    assert ("nodes.consolidate.who.0.field", "field") in uses
    assert ("nodes.start.set.state", "value") in uses
