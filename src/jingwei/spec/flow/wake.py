"""What the machine reports to a case: timers, conditions, children; what nobody waits for does nothing."""

from __future__ import annotations

from jingwei.base.words import Words
from jingwei.spec.effect import Notify, Reassign, SetTimer
from jingwei.spec.flow.event import ChildEnded, ConditionMet, TimerFired
from jingwei.spec.flow.move import conclude, follow, settle
from jingwei.spec.flow.run import Run
from jingwei.spec.flow.sign import DEADLINE, ESCALATE, REMIND, barred_from, signers, vote
from jingwei.spec.flow.state import Token
from jingwei.spec.nodes.human import Human
from jingwei.spec.nodes.subprocess import ENDED
from jingwei.spec.nodes.wait import MET

REMINDED = Words("提醒：“{title}”待处理", 'Reminder: "{title}" is waiting for you')
ESCALATED = Words("“{title}”逾期未处理，请关注", '"{title}" is late and needs your attention')


def report(run: Run, event: TimerFired | ConditionMet | ChildEnded) -> bool:
    """Wakes the token, False if it does not wait for that; a suspended case remembers all but reminders."""
    token = run.tokens.get(event.token)
    if token is None or token.parked or token.node in run.net.groups:
        return False
    match event:
        case TimerFired(_, name):
            cause, row = name, 0
        case ConditionMet():
            cause, row = MET, 0
        case ChildEnded(_, row):
            cause = ENDED
    if run.status == "running":
        return wake(run, token, cause, row)
    if cause == REMIND or (cause, row) in token.pending:
        return False
    run.change(token, pending=(*token.pending, (cause, row)))
    return True


def catch_up(run: Run) -> None:
    """What came while the case was suspended, each to its end before the next."""
    for token in list(run.tokens.values()):
        for cause, row in token.pending:
            current = run.tokens.get(token.id)
            if current is not None:
                run.change(current, pending=())
                wake(run, run.tokens[token.id], cause, row)
                settle(run)


def wake(run: Run, token: Token, cause: str, row: int) -> bool:
    node = run.nodes[token.node]
    if isinstance(node, Human):
        return settled(run, node) if cause == MET else late(run, node, token, cause)
    if cause == ENDED and row not in token.rows:
        return False
    plan = node.wake(token.id, cause, tuple(one for one in token.rows if one != row))
    if plan is None:
        return False
    run.note(cause, token.node, token.id)
    follow(run, node, token, plan)
    return True


def settled(run: Run, node: Human) -> bool:
    """What the node's people were asked for is done already: nobody of them is asked any longer."""
    if node.desk.until is None:
        return False
    run.note("settled", node.head.slug)
    for token in run.at(node.head.slug):
        run.close(token, "settled")
    conclude(run, node, True)
    return True


def late(run: Run, node: Human, token: Token, cause: str) -> bool:
    """Reminds, escalates, or decides by time-out."""
    desk = node.desk
    if cause == REMIND and desk.remind is not None:
        run.emit((Notify(token.persons, REMINDED.fill(title=node.head.title), token.id),))
        run.note("reminded", token.node, token.id, persons=token.persons)
        if desk.remind_again:
            run.emit((SetTimer(token.id, REMIND, desk.remind),))
    elif cause == ESCALATE and desk.escalate is not None:
        escalate(run, node, token)
    elif cause == DEADLINE and desk.deadline is not None:
        overdue(run, node, token)
    else:
        return False
    return True


def overdue(run: Run, node: Human, token: Token) -> None:
    desk = node.desk
    run.note("late", token.node, token.id, persons=token.persons)
    if desk.when_late == "wait":
        return
    yes = desk.when_late == "pass"
    run.close(token, "passed" if yes else "rejected")
    verdict = vote(run, token, yes)
    if verdict is not None:
        conclude(run, node, verdict)


def escalate(run: Run, node: Human, token: Token) -> None:
    found = dict.fromkeys(p for rule in node.desk.escalate_to for p in run.case.env.people(rule))
    barred = (signers(run, token.node) - set(token.persons)) | barred_from(run, node)
    if node.desk.same_as_initiator != "ask":
        barred |= {run.case.initiator}
    if node.desk.escalate_by == "transfer" and (persons := tuple(p for p in found if p not in barred)):
        run.change(token, persons=persons)
        run.emit((Reassign(token.id, persons, "escalated"),))
    if found:
        run.emit((Notify(tuple(found), ESCALATED.fill(title=node.head.title), token.id),))
    run.note("escalated", token.node, token.id, persons=tuple(found))
