"""Whatever people and machines do, tasks equal tokens, markings are sound and every case can end."""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.spec.flow.brute import play
from tests.spec.flow.drawn import Blocks, made
from tests.spec.flow.office import Office

from jingwei.base.errors import JingweiError
from jingwei.spec.flow import event as ev
from jingwei.spec.flow.offer import offered, targets
from jingwei.spec.flow.refuse import Tangled

ROLES = {"a": (1, 2, 3), "b": (4,), "c": (5, 6), "d": ()}
EVERYBODY = (*range(1, 10), 50, 99)


class Crowd:
    """People and machines who do something at random to one case."""

    def __init__(self, random: Random, office: Office) -> None:
        self.random, self.office = random, office

    def act(self) -> None:
        office, random = self.office, self.random
        office.facts = {"ok"} if random.random() < 0.5 else set()
        before = office.state
        try:
            self.anything()
        except Tangled:
            raise
        except JingweiError:
            assert office.state is before

    def anything(self) -> None:
        random, office = self.random, self.office
        draw = random.random()
        if draw < 0.7 and office.tasks:
            self.on_task(random.choice(sorted(office.tasks)))
        elif draw < 0.93:
            self.machine()
        elif draw < 0.95:
            office.tell(random.choice([ev.Suspend(99), ev.Resume(99)]))
        elif draw < 0.97:
            token = random.choice((0, *(token.id for token in office.state.tokens)))
            office.tell(ev.Jump(99, random.choice(sorted(office.flow.nodes)), "why", token))
        elif draw < 0.98:
            office.tell(random.choice([ev.Withdraw(50), ev.Cancel(99)]))
        else:
            office.tell(ev.Resume(99))

    def on_task(self, number: int) -> None:
        random, office = self.random, self.office
        task = office.tasks[number]
        actor = (
            random.choice(task.persons)
            if task.persons and random.random() < 0.95
            else random.choice(EVERYBODY)
        )
        some = tuple(random.sample(EVERYBODY, random.randint(1, 3)))
        back = targets(office.flow, office.state, task.node)
        choices: list[ev.Event] = [
            ev.Decide(number, actor, random.choice(["approve", "complete", "approve", "complete", "reject"])),
            ev.Decide(number, actor, random.choice(["approve", "complete"])),
            ev.Return(number, actor, random.choice(back or ("start",)), straight=random.random() < 0.5),
            ev.Transfer(number, actor, some[0]),
            ev.AddSigners(number, actor, some, random.choice(["before", "after", "parallel"])),
            ev.RemoveSigner(number, random.choice(EVERYBODY)),
            ev.Urge(50, number),
        ]
        verbs = offered(office.flow, office.state, number, actor)
        event = random.choice(choices)
        office.tell(event)
        if isinstance(event, ev.Decide):
            assert event.verdict in verbs

    def machine(self) -> None:
        random, office = self.random, self.office
        timers = [(token, name) for token, names in office.timers.items() for name in sorted(names)]
        draw = random.random()
        if draw < 0.3 and timers:
            office.fire(*random.choice(timers))
        elif draw < 0.6 and office.waits:
            office.tell(ev.ConditionMet(random.choice(sorted(office.waits))))
        elif draw < 0.9 and office.children:
            office.end_child(*random.choice(sorted(office.children)))
        else:
            token, name = random.randint(1, office.state.next), random.choice(["due", "remind", "x"])
            if name not in office.timers.get(token, ()):
                office.tell(ev.TimerFired(token, name))

    def finish(self) -> None:
        """Everybody simply does what is asked; the case must come to its end."""
        office = self.office
        office.facts = set()
        if office.state.status == "suspended":
            office.tell(ev.Resume(99))
        for _ in range(500):
            if office.state.status == "finished":
                return
            if office.tasks:
                number = min(office.tasks)
                task = office.tasks[number]
                actor = task.persons[0] if task.persons else 99
                office.tell(ev.Decide(number, actor, "approve" if task.kind == "approve" else "complete"))
            elif office.waits:
                office.tell(ev.ConditionMet(min(office.waits)))
            elif office.children:
                office.end_child(*min(office.children))
            else:
                office.fire(min(token for token, names in office.timers.items() if "due" in names), "due")
        raise AssertionError("The case does not end.")


@given(st.randoms(use_true_random=False), st.integers(2, 22), st.integers(1, 60))
@settings(max_examples=250, deadline=None)
def test_any_sequence_of_operations(random: Random, size: int, acts: int) -> None:
    flow, faults = made(Blocks(random, size).nodes, withdraw="any")
    assert not faults
    office = Office(flow, roles=ROLES).start()
    played = play(flow.net, jumps=False, limit=3000)
    ends = {slug for slug, node in flow.nodes.items() if node.gate == "end"}
    sound = {frozenset(place for place in marking if place[0] not in ends) for marking in played.markings}
    crowd = Crowd(random, office)
    for _ in range(acts):
        if office.state.status == "finished":
            return
        crowd.act()
        assert not played.complete or office.state.marking() in sound
    crowd.finish()
