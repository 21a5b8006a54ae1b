"""A drawing is refused exactly when playing it out in full goes wrong, and rejections land soundly."""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.spec.flow.brute import over, play
from tests.spec.flow.drawn import Blocks, made, tangle

from jingwei.spec.flow.graph import landing

STRUCTURAL = {"crossing", "unmatched", "tangled", "sideways"}


@given(st.randoms(use_true_random=False), st.integers(2, 7))
@settings(max_examples=1500, deadline=None)
def test_random_nets_are_judged_like_brute_force(random: Random, size: int) -> None:
    flow, faults = made(tangle(random, size))
    codes = {fault.code for fault in faults}
    if codes & {"to_start", *STRUCTURAL}:
        return
    played = play(flow.net, jumps=True)
    assert played.complete
    assert bool(codes) == bool(played.troubles), (codes, played.troubles)
    if played.troubles:
        assert codes & (played.troubles | {"dead"})


@given(st.randoms(use_true_random=False), st.integers(3, 25))
@settings(max_examples=400, deadline=None)
def test_sound_drawings_pass_and_jumps_land_where_arrows_lead(random: Random, size: int) -> None:
    flow, faults = made(Blocks(random, size).nodes)
    assert not faults, (faults, flow.nodes)
    assert flow.net.structured
    played = play(flow.net, jumps=False, limit=4000)
    if not played.complete:
        return
    assert not played.troubles - {"dead"}
    resting = [slug for slug, node in flow.nodes.items() if node.gate == "one"]
    held = {place for marking in played.markings for place in marking}
    alive = [marking for marking in played.markings if not over(flow.net, marking)]
    for marking in sorted(alive, key=sorted)[:60]:
        for source in marking:
            for slug in resting:
                place = (slug, 0)
                if place not in held or place in flow.net.beside(source):
                    continue
                landed = landing(flow.net, set(marking - {source}), place)
                assert landed is not None
                kept, filled = landed
                assert frozenset({*kept, *filled, place}) in played.markings, (marking, source, place)
