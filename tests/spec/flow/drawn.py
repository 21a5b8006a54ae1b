"""Flows to test with: read from text, or drawn at random, sound by construction or by luck."""

from random import Random
from typing import Any

import yaml

from jingwei.base.errors import Fault
from jingwei.spec.flow import Flow, read_flow

Raw = dict[str, dict[str, Any]]


def read(text: str) -> tuple[Flow, list[Fault]]:
    """A flow whose nodes are written as YAML, one a line."""
    return made(yaml.safe_load(text))


def made(nodes: Raw, **more: Any) -> tuple[Flow, list[Fault]]:
    faults: list[Fault] = []
    raw = {"title": "T", "form": "order", "nodes": nodes, **more}
    return read_flow("sales.flow", raw, ("sales", "flows", "flow"), faults), faults


def sound(text: str, **more: Any) -> Flow:
    flow, faults = made(yaml.safe_load(text), **more)
    assert not faults, faults
    return flow


class Blocks:
    """A sound flow at random: sequences, choices, loops, nested forks (also closed by one join), ways past,
    rejections to everywhere they may go, and terminations."""

    def __init__(self, random: Random, size: int) -> None:
        self.random, self.left, self.named = random, size, 0
        self.nodes: Raw = {}
        self.people: list[str] = []
        first = self.name("n")
        self.nodes["start"] = {"kind": "start", "to": first}
        last = self.block(first, 0)
        self.nodes["done"] = {"kind": "end"}
        self.nodes["refused"] = {"kind": "end", "outcome": "refused"}
        self.lead(last, "done")
        self.straighten()
        rejecting = [n for n in self.nodes.values() if n.get("on_reject") == "refused"]
        if not rejecting:
            del self.nodes["refused"]

    def straighten(self) -> None:
        """Nobody rejects into a branch that runs beside."""
        net = made(self.nodes)[0].net
        for slug, way in sorted(net.jumps):
            if net.target[slug, way] in net.beside((slug, 0)):
                del self.nodes[slug]["on_reject"]

    def name(self, kind: str) -> str:
        self.named += 1
        return f"{kind}{self.named}"

    def lead(self, slug: str, to: str) -> None:
        """The block's last node goes on to `to`."""
        node = self.nodes[slug]
        if node["kind"] == "exclusive":
            node["branches"].append({"to": to})
        else:
            node["to"] = to

    def block(self, first: str, depth: int) -> str:
        """Draws a block beginning with the node `first`; gives its last node, which leads nowhere yet."""
        self.left -= 1
        draw = self.random.random()
        if self.left < 3 or depth > 3 or draw < 0.3:
            return self.one(first)
        if draw < 0.55:
            middle = self.block(first, depth + 1)
            second = self.name("n")
            self.lead(middle, second)
            return self.block(second, depth + 1)
        if draw < 0.65:
            return self.choice(first, depth)
        if draw < 0.72:
            return self.loop(first, depth)
        return self.fork(first, depth, "inclusive" if draw > 0.92 else "parallel")

    def one(self, slug: str) -> str:
        draw = self.random.random()
        person = self.desk()
        if draw < 0.45:
            self.nodes[slug] = {"kind": "approve", **person}
            self.reject(slug)
            self.people.append(slug)
        elif draw < 0.7:
            self.nodes[slug] = {"kind": "handle", **person}
            self.people.append(slug)
        elif draw < 0.8:
            self.nodes[slug] = {"kind": "wait", "when": "ok"}
        elif draw < 0.88:
            self.nodes[slug] = {"kind": "timer", "after": {"hours": 1}}
        elif draw < 0.94:
            self.nodes[slug] = {"kind": "subprocess", "flow": "other", "each": "lines"}
        else:
            self.nodes[slug] = {"kind": "set", "set": {"a": "1"}}
        return slug

    def desk(self) -> dict[str, Any]:
        random = self.random
        desk: dict[str, Any] = {"who": {"role": random.choice("abcd")}}
        desk["mode"] = random.choice(["any", "all", "sequence", "ratio"])
        if desk["mode"] == "ratio":
            desk["ratio"] = random.choice(["30%", "60%", 1])
        desk["nobody"] = random.choice(["admin", "hold", "pass"])
        desk["same_as_initiator"] = random.choice(["ask", "ask", "pass", "head"])
        desk["again"] = random.choice(["ask", "ask", "pass"])
        if random.random() < 0.2:
            desk["until"] = "ok"
        if random.random() < 0.3:
            desk["remind"] = {"hours": 1, "repeat": True}
            desk["deadline"] = {"hours": 1, "then": random.choice(["wait", "pass", "reject"])}
            desk["escalate"] = {"to": {"role": "b"}, "do": random.choice(["notify", "transfer"])}
        return desk

    def reject(self, slug: str) -> None:
        """Nowhere (the case ends), to an end, the start, somebody before, or rework that comes back."""
        draw = self.random.random()
        if draw < 0.2:
            self.nodes[slug]["on_reject"] = "refused"
        elif draw < 0.3:
            self.nodes[slug]["on_reject"] = "start"
        elif draw < 0.5 and self.people:
            self.nodes[slug]["on_reject"] = self.random.choice(self.people)
        elif draw < 0.65:
            rework = self.name("rework")
            self.nodes[slug]["on_reject"] = rework
            self.nodes[rework] = {"kind": "handle", "who": {"role": "a"}, "to": slug}
            self.people.append(rework)

    def choice(self, first: str, depth: int) -> str:
        merge, ways = self.name("merge"), []
        self.nodes[first] = {"kind": "exclusive", "branches": ways}
        for _ in range(self.random.randint(1, 2)):
            inner = self.name("n")
            ways.append({"when": "ok", "to": inner})
            self.lead(self.block(inner, depth + 1), merge)
        if self.random.random() < 0.15:
            stop = self.name("stop")
            self.nodes[stop] = {"kind": "terminate"}
            ways.append({"when": "ok", "to": stop})
        ways.append({"to": merge})
        self.nodes[merge] = {"kind": "set", "set": {"a": "1"}}
        return merge

    def loop(self, first: str, depth: int) -> str:
        again, inner = self.name("again"), self.name("n")
        self.nodes[first] = {"kind": "handle", "who": {"role": "a"}, "to": inner}
        self.people.append(first)
        self.lead(self.block(inner, depth + 1), again)
        self.nodes[again] = {"kind": "exclusive", "branches": [{"when": "ok", "to": first}]}
        return again

    def fork(self, first: str, depth: int, kind: str) -> str:
        """A split and its join; some branches go past a choice, some are splits that end in the same join."""
        join = self.name("join")
        inner = [self.name("n") for _ in range(self.random.randint(2, 3))]
        if kind == "parallel":
            self.nodes[first] = {"kind": kind, "to": inner}
        else:
            ways = [{"when": "ok", "to": one} for one in inner[1:]]
            self.nodes[first] = {"kind": kind, "branches": [*ways, {"to": inner[0]}]}
        for one in inner:
            draw = self.random.random()
            if draw < 0.15:
                past = self.name("n")
                self.nodes[one] = {
                    "kind": "exclusive",
                    "branches": [{"when": "ok", "to": past}, {"to": join}],
                }
                self.lead(self.block(past, depth + 1), join)
            elif draw < 0.25 and kind == "parallel":
                pair = [self.name("n"), self.name("n")]
                self.nodes[one] = {"kind": "parallel", "to": pair}
                for slug in pair:
                    self.lead(self.block(slug, depth + 2), join)
            else:
                self.lead(self.block(one, depth + 1), join)
        self.nodes[join] = {"kind": kind}
        return join


def tangle(random: Random, size: int) -> Raw:
    """Nodes with arrows anywhere; sound only by luck."""
    names = [f"n{i}" for i in range(size)]
    nodes: Raw = {"start": {"kind": "start", "to": random.choice(names)}}
    anywhere = [*names, "done"]
    for slug in names:
        draw = random.random()
        if draw < 0.3:
            nodes[slug] = {"kind": "handle", "who": {"role": "a"}, "to": random.choice(anywhere)}
        elif draw < 0.45:
            nodes[slug] = {"kind": "approve", "who": {"role": "a"}, "to": random.choice(anywhere)}
            nodes[slug]["on_reject"] = random.choice(anywhere)
        elif draw < 0.65:
            first, second = random.choice(anywhere), random.choice(anywhere)
            nodes[slug] = {"kind": "exclusive", "branches": [{"when": "ok", "to": first}, {"to": second}]}
        elif draw < 0.96:
            ways = random.sample(anywhere, random.choice([1, 2, 2]))
            nodes[slug] = {"kind": "parallel", "to": ways}
        else:
            nodes[slug] = {"kind": "terminate"}
    nodes["done"] = {"kind": "end"}
    return nodes
