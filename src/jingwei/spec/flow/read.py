"""Reads a flow from a bundle and judges the drawing; every fault is noted at its node."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from jingwei.base.errors import Fault, Path
from jingwei.base.words import Words
from jingwei.spec.bundle.reader import Node as Drawn
from jingwei.spec.flow.drawing import Flow
from jingwei.spec.flow.soundness import check_flow
from jingwei.spec.form import Setting
from jingwei.spec.node_type import Head, Node, option, settings
from jingwei.spec.nodes import BY_KIND
from jingwei.spec.who import qualified


def read_flow(slug: str, raw: Mapping[str, object], path: Path, faults: list[Fault]) -> Flow:
    """The flow `app.name`; where faults were added it can be looked at but not run."""
    drawn = Drawn(raw, path, faults)
    known = len(faults)
    app = slug.partition(".")[0]
    drawn.only("title", "form", "nodes", "withdraw", "after")
    nodes = {name: node for name, one in drawn.children("nodes") if (node := read_node(app, name, one))}
    flow = Flow(
        slug, drawn.words("title"), qualified(app, drawn.need("form")), MappingProxyType(nodes),
        option(drawn, "withdraw", "before_first", "any", "never"),  # type: ignore[arg-type]
        MappingProxyType(read_after(drawn)),
    )  # fmt: skip
    check_arrows(drawn, flow)
    if len(faults) == known:
        faults.extend(fault.under(*path) for fault in check_flow(flow.net))
    return flow


def read_node(app: str, slug: str, drawn: Drawn) -> Node | None:
    kind = BY_KIND.get(drawn.need("kind"))
    if kind is None:
        words = Words("kind 应为 {known} 之一", "kind is one of {known}").fill(known=", ".join(BY_KIND))
        drawn.fault("unknown_kind", words, "kind")
        return None
    drawn.only("kind", "title", "set", *sorted(kind.keys))
    head = Head(app, slug, drawn.maybe_words("title") or kind.name, settings(drawn, "set"))
    return kind.read(drawn, head)


def read_after(drawn: Drawn) -> dict[str, tuple[Setting, ...]]:
    """`after: {withdrawn: {set: {…}}}`: what an outcome writes."""
    found: dict[str, tuple[Setting, ...]] = {}
    for outcome, one in drawn.children("after"):
        one.only("set")
        found[outcome] = settings(one, "set")
    return found


def check_arrows(drawn: Drawn, flow: Flow) -> None:
    """One start, and every arrow arrives at a node that may be arrived at."""
    starts = [slug for slug, node in flow.nodes.items() if node.kind == "start"]
    if len(starts) != 1:
        drawn.fault("one_start", Words("应恰有一个发起节点", "There must be exactly one start"), "nodes")
    for slug, node in flow.nodes.items():
        for way in node.ways:
            if way.to not in flow.nodes:
                words = Words("没有节点“{n}”", 'There is no node "{n}"').fill(n=way.to)
                drawn.fault("unknown_node", words, "nodes", slug, "to")
            elif way.to in starts and not way.jump:
                words = Words("只有驳回可以回到发起", "Only a rejection may lead back to the start")
                drawn.fault("to_start", words, "nodes", slug, "to")
