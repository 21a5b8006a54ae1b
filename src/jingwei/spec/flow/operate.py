"""What people do to a case: checked, refused in a sentence, and always leaving a sound marking."""

from __future__ import annotations

from jingwei.base.words import Words
from jingwei.spec.effect import Notify, Reassign
from jingwei.spec.flow.event import (
    AddSigners,
    Cancel,
    Decide,
    Jump,
    RemoveSigner,
    Return,
    Transfer,
    Urge,
    Withdraw,
)
from jingwei.spec.flow.move import conclude, finish, jump
from jingwei.spec.flow.offer import targets
from jingwei.spec.flow.refuse import Closed, NotOffered, NotYours
from jingwei.spec.flow.run import Run
from jingwei.spec.flow.sign import add_after, add_before, add_beside, barred_from, remove, signers, vote
from jingwei.spec.flow.state import Token
from jingwei.spec.nodes.human import Human

DONE = {"approve": "approved", "reject": "rejected", "complete": "completed"}
URGED = Words("请尽快处理“{title}”", 'Please attend to "{title}"')


def task(run: Run, number: int) -> tuple[Token, Human]:
    """The open task of that number."""
    token = run.tokens.get(number)
    node = run.nodes.get(token.node) if token is not None else None
    if token is None or not isinstance(node, Human) or token.parked:
        raise Closed
    return token, node


def own_task(run: Run, number: int, actor: int) -> tuple[Token, Human]:
    """The open task of that number, before the actor or nobody; who may take that, the caller knows."""
    token, node = task(run, number)
    if token.persons and actor not in token.persons:
        raise NotYours
    return token, node


def decide(run: Run, event: Decide) -> None:
    token, node = own_task(run, event.task, event.actor)
    if event.verdict not in node.verdicts:
        raise NotOffered("no_such_verdict", "该任务不能这样处理", "This task cannot be decided that way")
    yes = event.verdict != "reject"
    if yes and event.actor not in run.signed:
        run.signed = (*run.signed, event.actor)
    run.acts += 1
    run.close(token, DONE[event.verdict])
    run.note(DONE[event.verdict], token.node, token.id, event.actor, event.note)
    verdict = vote(run, token, yes, event.actor)
    if verdict is not None:
        conclude(run, node, verdict)


def send_back(run: Run, event: Return) -> None:
    token, _ = own_task(run, event.task, event.actor)
    if event.node not in targets(run.flow, run.before, token.node):
        known = run.nodes.get(event.node)
        title = known.head.title if known is not None else Words(event.node, event.node)
        raise NotOffered(
            "cannot_return", "不能退回到“{node}”", 'It cannot be returned to "{node}"', node=title
        )
    run.acts += 1
    run.note("returned", token.node, token.id, event.actor, event.note)
    kept_back = run.back.get(token.node)
    for other in run.at(token.node):
        run.drop(other, "returned")
    gone = jump(run, (event.node, 0), "returned")
    if event.straight:
        run.back = {**run.back, event.node: ((token.node, 0), *gone)}
        if kept_back is not None:
            run.back = {**run.back, token.node: kept_back}


def withdraw(run: Run, event: Withdraw) -> None:
    if event.actor != run.case.initiator:
        raise NotOffered("not_initiator", "只有发起人可以撤回", "Only the initiator may withdraw the case")
    if run.flow.withdraw == "never":
        raise NotOffered("no_withdraw", "该流程不允许撤回", "This flow cannot be withdrawn")
    if run.flow.withdraw == "before_first" and run.acts:
        raise NotOffered(
            "too_late", "已有人处理，不能撤回", "Somebody has already decided; it cannot be withdrawn"
        )
    run.note("withdrawn", actor=event.actor, note=event.note)
    run.clear("withdrawn")
    finish(run, "withdrawn")


def cancel(run: Run, event: Cancel) -> None:
    run.note("cancelled", actor=event.actor, note=event.reason)
    run.clear("cancelled")
    finish(run, "cancelled")


def newcomers(run: Run, node: Human, persons: tuple[int, ...]) -> None:
    """Nobody signs twice at a node, and the initiator not at all where the node forbids it."""
    if set(persons) & signers(run, node.head.slug):
        raise NotOffered(
            "already_signer", "此人已在该环节处理人中", "This person already has a task at this node"
        )
    if barred_from(run, node).intersection(persons):
        raise NotOffered(
            "kept_apart",
            "此人经手过前一步，不能再处理该环节",
            "This person did the step before and must not do this one",
        )
    if run.case.initiator in persons and node.desk.same_as_initiator != "ask":
        raise NotOffered(
            "own_request", "发起人不能处理自己的申请", "The initiator may not decide on the own request"
        )


def transfer(run: Run, event: Transfer) -> None:
    token, node = own_task(run, event.task, event.actor)
    newcomers(run, node, (event.to,))
    persons = tuple(event.to if one == event.actor else one for one in token.persons) or (event.to,)
    run.change(token, persons=persons)
    run.emit((Reassign(token.id, persons, "transfer"),))
    run.note("transferred", token.node, token.id, event.actor, event.note, (event.to,))


def add_signers(run: Run, event: AddSigners) -> None:
    token, node = own_task(run, event.task, event.actor)
    persons = tuple(dict.fromkeys(event.persons))
    if not persons:
        raise NotOffered("nobody", "请选择加签人", "Choose who else must sign")
    newcomers(run, node, persons)
    if event.actor in persons:
        raise NotOffered("already_signer", "不能给自己加签", "You sign already yourself")
    if token.persons != (event.actor,):
        run.change(token, persons=(event.actor,))
        run.emit((Reassign(token.id, (event.actor,), "claimed"),))
        token = run.tokens[token.id]
    run.note(f"added_{event.when}", token.node, token.id, event.actor, event.note, persons)
    {"before": add_before, "after": add_after, "parallel": add_beside}[event.when](run, node, token, persons)


def remove_signer(run: Run, event: RemoveSigner) -> None:
    token, node = task(run, event.task)
    others = {person for one in run.at(token.node) if one.id != token.id for person in one.persons}
    if event.actor not in others or event.actor in token.persons:
        raise NotYours
    scope = run.scopes.get(token.scope)
    if scope is None or scope.total < 2:
        raise NotOffered("last_signer", "至少保留一位处理人", "At least one signer must remain")
    run.note("removed", token.node, token.id, event.actor, event.note, token.persons)
    verdict = remove(run, token)
    if verdict is not None:
        conclude(run, node, verdict)


def urge(run: Run, event: Urge) -> None:
    if event.task:
        chosen = [task(run, event.task)]
    else:
        open_ones = ((token, run.nodes[token.node]) for token in run.tokens.values() if not token.parked)
        chosen = [(token, node) for token, node in open_ones if isinstance(node, Human)]
    if not any(token.persons for token, _ in chosen):
        raise NotOffered("nobody_to_urge", "目前没有待处理人", "Nobody is being waited for just now")
    for token, node in chosen:
        run.emit((Notify(token.persons, URGED.fill(title=node.head.title), token.id),))
        run.note("urged", token.node, token.id, event.actor, event.note, token.persons)


def send_to(run: Run, event: Jump) -> None:
    """An administrator's jump; a token that is named is taken away first."""
    node = run.nodes.get(event.node)
    if node is None or event.node in run.net.groups or event.node not in run.net.reached:
        raise NotOffered("no_such_node", "没有可跳转的环节", "There is no such node to jump to")
    if not event.reason:
        raise NotOffered("no_reason", "请说明跳转原因", "Say why the case must jump")
    run.acts += 1
    run.note("jumped", event.node, event.token, event.actor, event.reason)
    if event.token:
        token = run.tokens.get(event.token)
        if token is None:
            raise Closed
        if (event.node, 0) in run.net.beside((token.node, token.place)):
            raise NotOffered(
                "sideways", "不能跳到并行的另一分支", "It cannot jump into a branch that runs beside it"
            )
        for other in [one for one in run.at(token.node) if one.place == token.place]:
            run.drop(other, "cancelled")
    jump(run, (event.node, 0))
