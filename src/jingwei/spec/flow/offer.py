"""What a person may do now: the operations a task or a case offers, and where a task may be returned to."""

from __future__ import annotations

from jingwei.spec.flow.drawing import Flow
from jingwei.spec.flow.graph import landing
from jingwei.spec.flow.state import State
from jingwei.spec.nodes.human import Human


def targets(flow: Flow, state: State, node: str) -> tuple[str, ...]:
    """Where a task at `node` may be returned to: the start, and what people did earlier on its path."""
    held = set(state.marking()) - {(node, 0)}
    beside = flow.net.beside((node, 0))
    found = (one for one in (flow.start, *state.past) if one != node and (one, 0) not in beside)
    return tuple(one for one in found if landing(flow.net, held, (one, 0)) is not None)


def may_withdraw(flow: Flow, state: State, person: int) -> bool:
    """Whether the initiator may still take the case back."""
    early = flow.withdraw == "any" or (flow.withdraw == "before_first" and not state.acts)
    return state.status == "running" and person == state.initiator and early


def offered(flow: Flow, state: State, task: int, person: int) -> tuple[str, ...]:
    """The operations this person may do on the open task, as the API names them."""
    token = state.token(task)
    node = flow.nodes[token.node] if token is not None else None
    if token is None or not isinstance(node, Human) or state.status != "running":
        return ()
    found: list[str] = []
    if not token.persons or person in token.persons:
        found.extend(sorted(node.verdicts))
        if targets(flow, state, token.node):
            found.append("return")
        found.extend(("transfer", "add"))
    if may_withdraw(flow, state, person):
        found.append("withdraw")
    if token.persons and person not in token.persons:
        found.append("urge")
    return tuple(found)
