"""Random numbers of the searches: xoroshiro128+ (Blackman & Vigna 2018), the same for a seed on every machine."""

import numpy as np
import numpy.typing as npt

from jingwei.engines.compiled import inlined

U64 = npt.NDArray[np.uint64]


def chance(seed: int) -> U64:
    """The state of a generator, spread from a seed by splitmix64 so that neighbouring seeds have nothing in common."""
    mask, state, words = (1 << 64) - 1, seed, []
    for _ in range(2):
        state = (state + 0x9E3779B97F4A7C15) & mask
        mixed = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & mask
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & mask
        words.append(mixed ^ (mixed >> 31))
    return np.array(words, np.uint64)


@inlined
def draw(state: U64) -> int:
    """The next 63 random bits as a number that is not negative."""
    a, b = state[0], state[1]
    total = a + b
    b ^= a
    state[0] = ((a << np.uint64(24)) | (a >> np.uint64(40))) ^ b ^ (b << np.uint64(16))
    state[1] = (b << np.uint64(37)) | (b >> np.uint64(27))
    return int(np.int64(total >> np.uint64(1)))


@inlined
def below(state: U64, count: int) -> int:
    """A number from 0 to count - 1."""
    return draw(state) % count


@inlined
def unit(state: U64) -> float:
    """A number in 0 ≤ x < 1 of 53 bits."""
    return (draw(state) >> 10) * (1.0 / (1 << 53))
