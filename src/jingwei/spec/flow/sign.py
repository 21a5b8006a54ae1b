"""Who must sign at a node and when that is done: one, all, in turn or a share, signers added in any depth."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_CEILING, Decimal

from msgspec.structs import replace

from jingwei.base.words import Words
from jingwei.spec.effect import OpenTask, Reason, SetTimer, Span, WaitFor
from jingwei.spec.flow.run import Run
from jingwei.spec.flow.state import Scope, Stage, Token
from jingwei.spec.nodes.human import Desk, Human
from jingwei.spec.who import INITIATOR, Administrators, HeadOf

REMIND, ESCALATE, DEADLINE = "remind", "escalate", "deadline"


RETURNED = Words("修改后再次提交", "Change it and submit again")
"""What whoever started a case has to do when it comes back to them."""


def open_tasks(run: Run, node: Human) -> bool:
    """Puts the node's tasks before its people; False when nobody has to be asked and the token may pass."""
    persons, reason = people(run, node)
    if not persons and reason != "nobody":
        return False
    desk = node.desk
    if desk.mode == "any" or len(persons) < 2:
        open_task(run, node, persons, 0, reason)
    elif desk.mode == "sequence":
        open_scope(run, node, 0, tuple(((person,),) for person in persons), "1", reason)
    else:
        open_scope(run, node, 0, (tuple((person,) for person in persons),), str(desk.ratio), reason)
    return True


def people(run: Run, node: Human) -> tuple[tuple[int, ...], Reason]:
    """The node's people after its rules for the initiator, for those who signed already and for nobody."""
    desk, env = node.desk, run.case.env
    barred = barred_from(run, node)
    found = dict.fromkeys(person for rule in desk.who for person in env.people(rule) if person not in barred)
    anybody = bool(found)
    if run.case.initiator in found and desk.same_as_initiator != "ask":
        del found[run.case.initiator]
        if desk.same_as_initiator == "head":
            found.update(dict.fromkeys(heads_above(run)))
            anybody = bool(found)
    if desk.again == "pass":
        found = {person: None for person in found if person not in run.signed}
    if found:
        return tuple(found), "who"
    if anybody or desk.nobody == "pass":
        run.note("passed", node.head.slug)
        return (), "who"
    if desk.nobody == "admin":
        admins = tuple(dict.fromkeys(env.people(Administrators())))
        return admins, "admin" if admins else "nobody"
    return (), "nobody"


def barred_from(run: Run, node: Human) -> frozenset[int]:
    """Whose duty is to be kept apart from this step."""
    return frozenset(person for rule in node.desk.never for person in run.case.env.people(rule))


def heads_above(run: Run) -> tuple[int, ...]:
    """The head of the initiator's department; of the one above it where the initiator is that head."""
    initiator = run.case.initiator
    for up in (0, 1):
        heads = tuple(one for one in run.case.env.people(HeadOf(INITIATOR, up)) if one != initiator)
        if heads:
            return heads
    return ()


def times(desk: Desk) -> Iterator[tuple[str, Span]]:
    """When something happens to a task nobody has done."""
    for name, after in ((REMIND, desk.remind), (ESCALATE, desk.escalate), (DEADLINE, desk.deadline)):
        if after is not None:
            yield name, after


def open_task(run: Run, node: Human, persons: tuple[int, ...], scope: int, reason: Reason) -> Token:
    """One task, its token and its timers."""
    token = Token(run.number(), node.head.slug, 0, scope, run.before.seq, persons)
    run.tokens[token.id] = token
    desk, head = node.desk, node.head
    run.effects.append(
        OpenTask(
            token.id,
            head.slug,
            node.task,
            RETURNED if reason == "returned" else head.title,
            persons,
            desk.department,
            desk.deadline,
            desk.edit,
            desk.require,
            reason,
        )
    )
    if desk.timed:
        run.effects.extend(SetTimer(token.id, name, after) for name, after in times(desk))
    if desk.until is not None:
        run.effects.append(WaitFor(token.id, desk.until))
    run.note("opened", head.slug, token.id, persons=persons)
    return token


def open_scope(
    run: Run, node: Human, parent: int, stages: tuple[Stage, ...], share: str, reason: Reason
) -> None:
    """A group of signers and the tasks of its first round."""
    number = run.number()
    run.scopes[number] = Scope(number, node.head.slug, parent, share, len(stages[0]), later=stages[1:])
    for persons in stages[0]:
        open_task(run, node, persons, number, reason)


def vote(run: Run, token: Token, yes: bool, actor: int = 0) -> bool | None:
    """Counts a signer whose task is closed; the node's verdict when that decides it, else None."""
    if not token.scope:
        return yes
    count(run, token.scope, yes, (actor,) if actor else token.persons)
    return judge(run, token.scope)


def count(run: Run, number: int, yes: bool, persons: tuple[int, ...]) -> None:
    scope = run.scopes[number]
    voted = (*scope.voted, *persons)
    run.scopes[number] = replace(scope, yes=scope.yes + yes, no=scope.no + (not yes), voted=voted)


def judge(run: Run, number: int) -> bool | None:
    """Follows a decided group upwards: its verdict is one vote in the group that contains it."""
    while True:
        scope = run.scopes[number]
        enough = needed(scope)
        passed = scope.yes >= enough
        if not passed and scope.no <= scope.total - enough:
            return None
        sweep(run, number)
        if passed and scope.later:
            first, *rest = scope.later
            run.scopes[number] = replace(scope, share="1", total=len(first), yes=0, no=0, later=tuple(rest))
            for persons in first:
                open_task(run, run.desk(scope.node), persons, number, "turn")
            return None
        del run.scopes[number]
        if not scope.parent:
            return passed
        number = scope.parent
        count(run, number, passed, scope.voted)


def needed(scope: Scope) -> int:
    """How many must say yes."""
    if scope.share == "1":
        return scope.total
    return int((Decimal(scope.share) * scope.total).to_integral_value(ROUND_CEILING))


def sweep(run: Run, number: int) -> None:
    """The tasks still open in a decided group, however deep, no longer matter."""
    for token in list(run.tokens.values()):
        if token.scope == number:
            run.close(token, "moot")
    for inner in [scope.id for scope in run.scopes.values() if scope.parent == number]:
        sweep(run, inner)
        del run.scopes[inner]


def signers(run: Run, slug: str) -> frozenset[int]:
    """Everybody who has a task at the node, had one and signed, or will have one."""
    found = {person for token in run.at(slug) for person in token.persons}
    for scope in run.scopes.values():
        if scope.node == slug:
            found.update(scope.voted)
            found.update(person for stage in scope.later for persons in stage for person in persons)
    return frozenset(found)


def add_beside(run: Run, node: Human, token: Token, persons: tuple[int, ...]) -> None:
    """More signers in the round the token is in."""
    number = token.scope
    if not number:
        number = run.number()
        run.scopes[number] = Scope(number, node.head.slug, 0, "1", 1)
        run.change(token, scope=number)
    scope = run.scopes[number]
    run.scopes[number] = replace(scope, total=scope.total + len(persons))
    for person in persons:
        open_task(run, node, (person,), number, "added")


def add_before(run: Run, node: Human, token: Token, persons: tuple[int, ...]) -> None:
    """The token's task is put off until these have signed."""
    run.close(token, "deferred")
    stages = (tuple((person,) for person in persons), (token.persons,))
    open_scope(run, node, token.scope, stages, "1", "added")


def add_after(run: Run, node: Human, token: Token, persons: tuple[int, ...]) -> None:
    """These must sign once the token's task is done."""
    number = run.number()
    later = (tuple((person,) for person in persons),)
    run.scopes[number] = Scope(number, node.head.slug, token.scope, "1", 1, later=later)
    run.change(token, scope=number)


def remove(run: Run, token: Token) -> bool | None:
    """One signer less in the token's round; the node's verdict when that decides it."""
    run.close(token, "removed")
    scope = run.scopes[token.scope]
    run.scopes[scope.id] = replace(scope, total=scope.total - 1)
    return judge(run, scope.id)
