"""How tokens move: along arrows, together at joins, and by jumps that never leave half a block behind."""

from __future__ import annotations

from msgspec.structs import replace

from jingwei.spec.effect import Finish, SetFields
from jingwei.spec.flow.graph import Place, landing
from jingwei.spec.flow.refuse import NotOffered, Tangled
from jingwei.spec.flow.run import Run
from jingwei.spec.flow.sign import open_task, open_tasks
from jingwei.spec.flow.state import Token
from jingwei.spec.node_type import Node, Plan
from jingwei.spec.nodes.end import End
from jingwei.spec.nodes.human import Human
from jingwei.spec.nodes.start import Start

LOOP = 1000
"""Nodes one step may pass; more is a loop in which nothing ever rests."""


def depart(run: Run, node: Node, ways: tuple[int, ...]) -> None:
    """A token that has left `node` takes these ways; what an inclusive split does not take counts as done."""
    slug = node.head.slug
    for index in ways:
        target = run.net.target[slug, index]
        if (slug, index) in run.net.jumps:
            jump(run, target)
        else:
            run.queue.append(target)
    if node.gate == "some" and len(ways) < len(node.ways):
        run.queue.extend(run.net.skipping[slug, i] for i in range(len(node.ways)) if i not in ways)


def settle(run: Run) -> None:
    """Lets every moving token go on until all rest; with the last one the case is over."""
    while run.queue:
        slug, place = run.queue.popleft()
        run.passed += 1
        if run.passed > LOOP:
            raise Tangled(run.nodes[slug].head.title)
        if slug in run.net.groups:
            gather(run, slug, place)
        else:
            arrive(run, run.nodes[slug])
    if not run.tokens and run.status == "running":
        finish(run, run.outcome)


def gather(run: Run, slug: str, place: int) -> None:
    """At a join a token waits until every incoming branch has one."""
    waiting = run.at(slug)
    if any(token.place == place for token in waiting):
        raise Tangled(run.nodes[slug].head.title)
    if len(waiting) + 1 < len(run.net.groups[slug]):
        run.put(Token(run.number(), slug, place, 0, run.before.seq))
        return
    for token in waiting:
        del run.tokens[token.id]
    arrive(run, run.nodes[slug])


def arrive(run: Run, node: Node) -> None:
    """A token comes to a node; where the node reads a record this step has written, it is parked first."""
    slug = node.head.slug
    for token in run.tokens.values():
        if token.node == slug:
            raise Tangled(node.head.title)
    if run.wrote and node.asks:
        run.put(Token(run.number(), slug, 0, 0, run.before.seq, parked=True))
        run.proceed.append(run.next - 1)
    else:
        enter(run, node)


def enter(run: Run, node: Node) -> None:
    """The node does what it does."""
    if node.head.settings:
        run.emit((SetFields(node.head.settings),))
    if isinstance(node, End):
        run.note("ended", node.head.slug)
        if node.gate == "kill":
            run.clear("cancelled")
            finish(run, node.outcome)
        run.outcome = node.outcome
    elif isinstance(node, Human) and not isinstance(node, Start):
        if not open_tasks(run, node):
            leave(run, node)
    else:
        token = Token(run.number(), node.head.slug, 0, 0, run.before.seq)
        follow(run, node, token, node.enter(token.id, run.case))


def follow(run: Run, node: Node, token: Token, plan: Plan) -> None:
    """Carries out a node's plan for its token."""
    run.emit(plan.effects)
    if plan.ways is None:
        run.put(replace(token, rows=plan.rows))
    else:
        run.tokens.pop(token.id, None)
        depart(run, node, plan.ways)


def conclude(run: Run, node: Human, yes: bool) -> None:
    """All signers of a node are done: it goes on, straight back to whoever returned it, or is rejected."""
    if yes:
        slug = node.head.slug
        if isinstance(node, Start):
            run.emit((SetFields(node.head.settings),) if node.head.settings else ())
        else:
            run.past = (*(one for one in run.past if one != slug), slug)
        leave(run, node)
    elif len(node.ways) > 1:
        run.forget(node.head.slug)
        depart(run, node, (1,))
    else:
        run.clear("cancelled")
        finish(run, "rejected")


def leave(run: Run, node: Human) -> None:
    """Goes on from a node of people."""
    places = run.back.get(node.head.slug)
    run.forget(node.head.slug)
    if places is None:
        depart(run, node, (0,))
    else:
        restore(run, places)


def finish(run: Run, outcome: str) -> None:
    """The case is over; what its outcome writes is written."""
    run.status, run.outcome = "finished", outcome or "done"
    settings = run.flow.outcome_settings(run.outcome)
    if settings:
        run.emit((SetFields(settings),))
    run.effects.append(Finish(run.outcome))
    run.note("finished", note=run.outcome)


def jump(run: Run, place: Place, outcome: str = "cancelled") -> tuple[Place, ...]:
    """Moves to a place: what cannot stand beside it is taken away, branches it skips count as done."""
    landed = landing(run.net, run.places(), place)
    if landed is None:
        raise NotOffered("cannot_go_there", "流程不能转到该环节", "The case cannot go to that node")
    kept, filled = landed
    gone = tuple(sorted(run.places() - kept))
    for token in list(run.tokens.values()):
        if (token.node, token.place) not in kept:
            run.drop(token, outcome)
    for slug, number in filled:
        run.put(Token(run.number(), slug, number, 0, run.before.seq))
    beside = run.net.beside(place)
    if place[0] in run.past:
        index = run.past.index(place[0])
        later = {one for one in run.past[index:] if (one, 0) not in beside}
        run.past = tuple(one for one in run.past if one not in later)
    node = run.nodes[place[0]]
    if isinstance(node, Start):
        settings = run.flow.outcome_settings("returned")
        run.emit((SetFields(settings),) if settings else ())
        open_task(run, node, (run.case.initiator,), 0, "returned")
    else:
        run.queue.append(place)
    return gone


def restore(run: Run, places: tuple[Place, ...]) -> None:
    """Brings back what a return had taken away; whatever cannot stand beside it goes."""
    kept = run.places()
    for place in places:
        kept &= run.net.beside(place)
    for token in list(run.tokens.values()):
        if (token.node, token.place) not in kept:
            run.drop(token, "cancelled")
    for slug, number in places:
        if slug in run.net.groups:
            run.put(Token(run.number(), slug, number, 0, run.before.seq))
        else:
            run.queue.append((slug, 0))
