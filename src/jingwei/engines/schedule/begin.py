"""When an operation can begin where more than machines is short."""

from jingwei.engines.compiled import kernel
from jingwei.engines.schedule.crowd import (
    ALL_OF_IT,
    CALENDAR,
    FROM,
    LAG,
    LOOSE,
    SHARE,
    START,
    UNBROKEN,
    Crowd,
    part_of,
)  # fmt: skip
from jingwei.engines.schedule.floor import EARLIEST, END, HEAD, MINUTES, Floor


@kernel
def routed(floor: Floor, crowd: Crowd, operation: int, hours: int, minutes: int, but: int) -> int:
    """Worked minutes of calendar `hours` after which it may begin by routing, arcs and material; `but` is left out."""
    horizon = floor.worked.shape[1] - 1
    ready = floor.op[operation, EARLIEST]
    if floor.op[operation, HEAD] == 0 and crowd.op[operation, LOOSE] == 0 and operation - 1 != but:
        ready = max(ready, floor.op[operation - 1, END])
    begin = 0
    for slot in range(crowd.in_first[operation], crowd.in_first[operation + 1]):
        arc = crowd.in_arc[slot]
        before, lag, share = crowd.arc[arc, FROM], crowd.arc[arc, LAG], crowd.arc[arc, SHARE]
        if before == but:
            continue
        until = floor.op[before, END] + lag
        if share == ALL_OF_IT:
            ready = max(ready, until)
            continue
        # Overlapping: a part of the first is done before it begins, the same part is left when the first ends.
        theirs = crowd.op[before, CALENDAR]
        done = floor.worked[theirs, crowd.op[before, START]] + part_of(floor.op[before, MINUTES], share)
        ready = max(ready, floor.real[theirs, done] + lag)
        left = part_of(minutes, share) - minutes
        begin = max(begin, floor.worked[hours, min(until, horizon)] + left)
    return int(max(begin, int(floor.worked[hours, min(ready, horizon)])))


@kernel
def unbroken(floor: Floor, crowd: Crowd, operation: int, hours: int, begin: int, minutes: int) -> int:
    """The same or the next begin from which its work is not interrupted by a pause, where it must not be.

    Past the calendar's end where there is none.
    """
    if crowd.op[operation, UNBROKEN] == 0:
        return begin
    total = floor.worked[hours, floor.worked.shape[1] - 1]
    while begin + minutes <= total:
        first, last = floor.real[hours, begin + 1] - 1, floor.real[hours, begin + minutes]
        if last - first == minutes:
            return begin
        # The pause lies between; by halves, the first minute worked after it.
        low, high = begin + 1, begin + minutes
        while low < high:
            middle = (low + high) >> 1
            if floor.real[hours, middle] - floor.real[hours, begin + 1] == middle - begin - 1:
                low = middle + 1
            else:
                high = middle
        begin = low - 1
    return int(begin)
