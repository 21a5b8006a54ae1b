"""One step of a case: a state and an event give a new state, effects and log entries, or a refusal."""

from __future__ import annotations

from jingwei.spec.flow import event as happened
from jingwei.spec.flow import operate
from jingwei.spec.flow.drawing import Flow
from jingwei.spec.flow.event import Event
from jingwei.spec.flow.move import arrive, enter, settle
from jingwei.spec.flow.refuse import NotRunning
from jingwei.spec.flow.run import Run, Step
from jingwei.spec.flow.state import State
from jingwei.spec.flow.wake import catch_up, report
from jingwei.spec.node_type import Case, Env


def step(flow: Flow, state: State, event: Event, env: Env) -> Step:
    """The same arguments give the same step; what `env` raises passes through."""
    run = Run(flow, state, env)
    match event:
        case happened.TimerFired() | happened.ConditionMet() | happened.ChildEnded():
            if not report(run, event):
                return Step(state, (), ())
        case happened.Proceed(token):
            proceed(run, token)
        case happened.Start(actor):
            begin(run, actor)
        case happened.Resume(actor, reason):
            resume(run, actor, reason)
        case happened.Cancel():
            expect(run, "running", "suspended")
            operate.cancel(run, event)
        case _:
            expect(run, "running")
            by_people(run, event)
    settle(run)
    return run.result()


def expect(run: Run, *statuses: str) -> None:
    if run.status not in statuses:
        raise NotRunning(run.status)


def begin(run: Run, actor: int) -> None:
    expect(run, "new")
    run.status = "running"
    run.case = Case(run.case.env, actor)
    run.note("started", run.flow.start, actor=actor)
    arrive(run, run.nodes[run.flow.start])


def proceed(run: Run, number: int) -> None:
    """A parked token enters its node."""
    token = run.tokens.get(number)
    if token is not None and token.parked:
        del run.tokens[number]
        enter(run, run.nodes[token.node])


def resume(run: Run, actor: int, reason: str) -> None:
    expect(run, "suspended")
    run.status = "running"
    run.note("resumed", actor=actor, note=reason)
    catch_up(run)


def by_people(run: Run, event: Event) -> None:
    match event:
        case happened.Decide():
            operate.decide(run, event)
        case happened.Return():
            operate.send_back(run, event)
        case happened.Withdraw():
            operate.withdraw(run, event)
        case happened.Transfer():
            operate.transfer(run, event)
        case happened.AddSigners():
            operate.add_signers(run, event)
        case happened.RemoveSigner():
            operate.remove_signer(run, event)
        case happened.Urge():
            operate.urge(run, event)
        case happened.Jump():
            operate.send_to(run, event)
        case happened.Suspend(actor, reason):
            run.status = "suspended"
            run.note("suspended", actor=actor, note=reason)
        case _:
            raise TypeError(f"{event!r} is no event of a case.")
