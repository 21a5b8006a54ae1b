"""Division by multiplication: exact for every quantity below 2^63 and every divisor."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from jingwei.engines.exact import quotient, reciprocal, typed

LAST = (1 << 63) - 1


@settings(deadline=None)  # the first example compiles
@given(st.integers(0, LAST), st.integers(1, 1 << 62), st.integers(-1, 1))
@example(LAST, 1, 0)
@example(LAST, (1 << 62) - 1, 0)
@example(LAST, (1 << 31) - 1, -1)
@example(LAST, 1 << 31, 1)
def test_a_quotient_is_the_whole_part(quantity: int, divisor: int, beside: int) -> None:
    magic, shift = reciprocal(typed(divisor))
    for one in (quantity, min(max(quantity // divisor * divisor + beside, 0), LAST)):
        assert quotient(typed(one), magic, shift) == one // divisor
