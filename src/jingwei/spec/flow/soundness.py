"""Whether a flow is sound: nodes can be reached, cases can end, branches never meet unsynchronised."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from jingwei.base.errors import Fault
from jingwei.base.words import Words
from jingwei.spec.flow.explore import explore, rejections_end
from jingwei.spec.flow.graph import Net
from jingwei.spec.flow.petri import Reduction, petri
from jingwei.spec.node_type import Node

PRECISE = 5_000
"""Markings of the whole net looked at to name the very node and shortest way; the reduction blurs them."""

MESSAGES = {
    "dead": Words("从发起走不到“{node}”", 'Nothing leads to "{node}"'),
    "stuck": Words(
        "流程会卡在“{node}”：经过 {path}；并行分支未全部到达汇合处",
        'The case gets stuck at "{node}" after {path}: not every branch comes to the join',
    ),
    "endless": Words("从“{node}”走不到结束：经过 {path}", 'No end can be reached from "{node}" after {path}'),
    "unsynchronised": Words(
        "两个分支会同时走到“{node}”：经过 {path}；请先用并行节点汇合",
        'Two branches come to "{node}" at once after {path}; join them by a parallel node first',
    ),
    "unmatched": Words(
        "“{node}”的分支没有唯一的包容汇合", 'The branches of "{node}" have no inclusive join of their own'
    ),
    "crossing": Words(
        "“{node}”的驳回会离开交叉的并行分支，无法安全取消",
        'Rejection at "{node}" leaves branches whose joins cross',
    ),
    "sideways": Words(
        "“{node}”的驳回指向与它并行的分支", 'Rejection at "{node}" leads into a branch that runs beside it'
    ),
    "tangled": Words("流程图过于复杂，无法判断", "The drawing is too tangled to judge"),
}


def check_flow(net: Net) -> Iterator[Fault]:
    """Every fault of the drawing, each at a node, with a path that leads to the trouble."""
    for slug in net.nodes:
        if slug not in net.reached:
            yield fault(net.nodes, "dead", slug, ())
    for slug in sorted(net.reached):
        if net.nodes[slug].gate == "some" and any(
            arrow not in net.skipping for arrow in branching(net, slug)
        ):
            yield fault(net.nodes, "unmatched", slug, ())
    for arrow in sorted(net.jumps):
        places = ((arrow[0], 0), net.target[arrow])
        if not net.structured and any(place in block.masks for place in places for block in net.blocks):
            yield fault(net.nodes, "crossing", arrow[0], ())
        if places[1] in net.beside(places[0]):
            yield fault(net.nodes, "sideways", arrow[0], ())
    for code, (concerned, path) in troubles(net).items():
        yield fault(net.nodes, code, concerned, path)


def troubles(net: Net) -> dict[str, tuple[str, tuple[str, ...]]]:
    """What goes wrong when cases run, by kind: the node concerned and the way there."""
    found = explore(Reduction(petri(net), forgo_kills=True).run()).troubles
    if not found:
        return {}
    found = explore(Reduction(petri(net)).run()).troubles
    told = explore(petri(net), PRECISE).troubles
    if found and told and "tangled" not in told:
        found = told
    if "endless" in found and net.jumps and rejections_end(net):
        del found["endless"]
    return found


def branching(net: Net, slug: str) -> list[tuple[str, int]]:
    return net.drawn[slug] if len(net.drawn[slug]) > 1 else []


def fault(nodes: Mapping[str, Node], code: str, slug: str, path: tuple[str, ...]) -> Fault:
    """The sentence names nodes by their titles; `path` is told in the order it was walked."""
    titles = [nodes[one].head.title for one in dict.fromkeys(path) if one in nodes]
    walked = Words(
        " → ".join(t.zh for t in titles) or "发起", " → ".join(t.en for t in titles) or "the start"
    )
    node = nodes[slug].head.title if slug in nodes else Words(slug or "-", slug or "-")
    message = MESSAGES[code]
    given = {"node": node, "path": walked}
    return Fault(("nodes", slug), code, message.fill(**{name: given[name] for name in message.places()}))
