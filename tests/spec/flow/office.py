"""An office that plays cases: answers what a step asks, carries out effects, checks that they add up."""

from dataclasses import dataclass, field

from jingwei.spec import effect as e
from jingwei.spec.flow import NEW, Entry, Flow, State, dump, load, step
from jingwei.spec.flow import event as ev
from jingwei.spec.flow.event import Event
from jingwei.spec.formula import Tree
from jingwei.spec.node_type import Node
from jingwei.spec.nodes.human import Human
from jingwei.spec.who import Administrators, HeadOf, InField, Initiator, Member, Who

BOSS, ADMIN = 90, 99


@dataclass
class Office:
    """`roles` are the people, `facts` the conditions that hold, `lines` the rows of every sub-table."""

    flow: Flow
    roles: dict[str, tuple[int, ...]] = field(default_factory=dict)
    facts: set[str] = field(default_factory=set)
    fields: dict[str, tuple[int, ...]] = field(default_factory=dict)
    lines: tuple[int, ...] = (501, 502)
    initiator: int = 50
    state: State = NEW
    tasks: dict[int, e.OpenTask] = field(default_factory=dict)
    timers: dict[int, set[str]] = field(default_factory=dict)
    waits: dict[int, Tree] = field(default_factory=dict)
    children: set[tuple[int, int]] = field(default_factory=set)
    done: list[e.Effect] = field(default_factory=list)
    log: list[Entry] = field(default_factory=list)

    # what a step asks

    def people(self, rule: Who) -> tuple[int, ...]:
        match rule:
            case Member(role, _):
                return self.roles.get(role.removeprefix("sales."), ())
            case Initiator():
                return (self.initiator,)
            case HeadOf():
                return (BOSS,)
            case Administrators():
                return (ADMIN,)
            case InField(path):
                return self.fields.get(path, ())
            case _:
                raise AssertionError(rule)

    def truth(self, condition: Tree) -> bool:
        return condition.text in self.facts

    def rows(self, each: str) -> tuple[int, ...]:
        return self.lines

    # what happens

    def tell(self, event: Event) -> tuple[e.Effect, ...]:
        """One event, and whatever was parked until its effects were applied; gives all effects."""
        mark, todo = len(self.done), [event]
        while todo:
            before = dump(self.state)
            first = step(self.flow, self.state, todo[0], self)
            assert step(self.flow, load(before), todo.pop(0), self) == first
            assert load(dump(first.state)) == first.state
            assert dump(self.state) == before
            self.state = first.state
            self.log.extend(first.log)
            for effect in first.effects:
                self.apply(effect)
            todo.extend(ev.Proceed(token) for token in first.proceed)
        self.check()
        return tuple(self.done[mark:])

    def apply(self, effect: e.Effect) -> None:
        self.done.append(effect)
        match effect:
            case e.OpenTask(token):
                assert token not in self.tasks
                self.tasks[token] = effect
            case e.CloseTask(token):
                del self.tasks[token]
            case e.Reassign(token, persons):
                self.tasks[token] = replaced(self.tasks[token], persons)
            case e.SetTimer(token, name):
                self.timers.setdefault(token, set()).add(name)
            case e.CancelTimers(token):
                self.timers.pop(token, None)
            case e.WaitFor(token, condition):
                assert token not in self.waits
                self.waits[token] = condition
            case e.Unwait(token):
                del self.waits[token]
            case e.StartChild(token, _, row):
                assert (token, row) not in self.children
                self.children.add((token, row))
            case e.CancelChildren(token):
                self.children = {one for one in self.children if one[0] != token}
            case _:
                pass

    def start(self) -> "Office":
        self.tell(ev.Start(self.initiator))
        return self

    def fire(self, token: int, name: str) -> tuple[e.Effect, ...]:
        self.timers.get(token, set()).discard(name)
        return self.tell(ev.TimerFired(token, name))

    def end_child(self, token: int, row: int) -> tuple[e.Effect, ...]:
        self.children.discard((token, row))
        return self.tell(ev.ChildEnded(token, row))

    # what must always be so

    def check(self) -> None:
        """Open tasks, timers, waits and children are exactly what the tokens say."""
        state, nodes = self.state, self.flow.nodes
        human = {t.id: t for t in state.tokens if isinstance(nodes[t.node], Human)}
        assert {number: task.persons for number, task in self.tasks.items()} == {
            number: token.persons for number, token in human.items()
        }
        assert set(self.waits) == {t.id for t in state.tokens if waits(nodes[t.node])}
        running = {(t.id, row) for t in state.tokens for row in t.rows}
        held = {(t.id, row) for t in state.tokens for cause, row in t.pending if cause == "ended"}
        assert self.children <= running
        assert running - self.children <= held
        assert {token for token, names in self.timers.items() if names} <= {t.id for t in state.tokens}
        resting = {t.id for t in state.tokens if nodes[t.node].kind == "timer" and not t.pending}
        assert all(self.timers[token] == {"due"} for token in resting)
        rest = [(t.node, t.place) for t in state.tokens if t.id not in human]
        assert len(rest) == len(set(rest)), "two tokens on one place"
        self.check_signers(list(human.values()))
        if state.status == "finished":
            assert not state.tokens
            assert not state.scopes
            assert sum(isinstance(one, e.Finish) for one in self.done) == 1
        elif state.status != "new":
            assert state.tokens

    def check_signers(self, tasks: list) -> None:
        """Groups are those of open tasks, counts are right, and nobody has two tasks at one node."""
        scopes = {scope.id: scope for scope in self.state.scopes}
        for scope in scopes.values():
            inside = [t for t in tasks if t.scope == scope.id] + [
                s for s in scopes.values() if s.parent == scope.id
            ]
            assert inside
            assert len(inside) + scope.yes + scope.no == scope.total, scope
            assert all(one.node == scope.node for one in inside)
        for node in {t.node for t in tasks}:
            here = [t for t in tasks if t.node == node]
            assert len(here) == 1 or all(t.scope for t in here)
            persons = [person for t in here for person in t.persons]
            assert len(persons) == len(set(persons)), "somebody has two tasks at one node"

    def task(self, node: str, person: int | None = None) -> int:
        """The open task at the node, of this person."""
        found = [
            n for n, t in self.tasks.items() if t.node == node and (person is None or person in t.persons)
        ]
        assert len(found) == 1, (node, person, self.tasks)
        return found[0]

    def approve(self, node: str, person: int, verdict: ev.Verdict = "approve") -> tuple[e.Effect, ...]:
        return self.tell(ev.Decide(self.task(node, person), person, verdict))

    @property
    def open(self) -> dict[str, list[tuple[int, ...]]]:
        """Who is being waited for, by node."""
        found: dict[str, list[tuple[int, ...]]] = {}
        for task in self.tasks.values():
            found.setdefault(task.node, []).append(task.persons)
        return found


def waits(node: Node) -> bool:
    """Whether a token at the node waits for a condition on the record."""
    return node.desk.until is not None if isinstance(node, Human) else node.kind == "wait"


def replaced(task: e.OpenTask, persons: tuple[int, ...]) -> e.OpenTask:
    names = (name for name in e.OpenTask.__slots__ if name != "persons")
    return e.OpenTask(persons=persons, **{name: getattr(task, name) for name in names})
