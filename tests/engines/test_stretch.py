"""A large shop is searched stretch by stretch of its order: what lies outside stays, and what is found is the whole's."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engines.plants_to_schedule import taillard

from jingwei.engines.chance import chance
from jingwei.engines.schedule import Problem, dispatch, violations
from jingwei.engines.schedule.dispatch import PORTFOLIO
from jingwei.engines.schedule.graph import (
    MACHINE,
    MINUTES,
    graph_of,
    lined_up,
    longest_way,
    stretch_of,
    stretched,
)
from jingwei.engines.schedule.makespan import Elite, elite_of, schedule_of
from jingwei.engines.schedule.tabu import LEAST, begun, memory_of, searched


@pytest.mark.parametrize("ways", [1, 3])
@given(st.integers(0, 119), st.integers(1, 120), st.integers(1, 10_000))
def test_what_is_outside_stays_and_the_whole_becomes_no_longer(
    ways: int, low: int, wide: int, seed: int
) -> None:
    problem, high = taillard(12, 10, 31, 32, ways), min(low + wide, 120)
    first = elite_of(dispatch(problem, PORTFOLIO[:1]))
    found = search(problem, first, low, high, seed)
    assert found.order[:low].tolist() == first.order[:low].tolist()
    assert found.order[high:].tolist() == first.order[high:].tolist()
    outside = np.concatenate([first.order[:low], first.order[high:]])
    assert (found.machine[outside] == first.machine[outside]).all()
    plan = schedule_of(problem, found)
    assert violations(plan) == []
    assert plan.makespan == found.makespan <= first.makespan


def test_some_stretch_makes_the_whole_shorter() -> None:
    problem = taillard(12, 10, 31, 32)
    first = elite_of(dispatch(problem, PORTFOLIO[:1]))
    assert search(problem, first, 40, 80, 1).makespan < first.makespan


def test_the_longest_way_through_a_stretch_is_that_of_the_whole_or_shorter() -> None:
    problem = taillard(12, 10, 31, 32)
    first, graph, stretch = elite_of(dispatch(problem, PORTFOLIO[:1])), graph_of(problem), stretch_of(problem)
    graph.op[:, MACHINE], graph.op[:, MINUTES] = first.machine, first.minutes
    longest = lined_up(graph, first.order)
    assert longest == first.makespan
    through = []
    for low in range(0, 120, 20):
        stretched(graph, stretch, low, low + 20)
        through.append(longest_way(graph, stretch))
    assert max(through) == longest


def search(problem: Problem, first: Elite, low: int, high: int, seed: int) -> Elite:
    """What a search of some ranks makes of an order."""
    graph, stretch = graph_of(problem), stretch_of(problem)
    memory = memory_of(problem.operations, len(problem.release), problem.machines)
    graph.op[:, MACHINE], graph.op[:, MINUTES] = first.machine, first.minutes
    longest = lined_up(graph, first.order)
    stretched(graph, stretch, 0, problem.operations)
    begun(graph, stretch, memory, longest)
    stretched(graph, stretch, low, high)
    if longest_way(graph, stretch) == longest:
        searched(graph, stretch, memory, chance(seed), 200, 400, 0)
    graph.op[:, MACHINE], graph.op[:, MINUTES] = memory.machines, memory.minutes
    makespan = lined_up(graph, memory.best)
    assert makespan >= memory.stand[LEAST]
    return Elite(makespan, memory.best.copy(), memory.machines.copy(), memory.minutes.copy())
