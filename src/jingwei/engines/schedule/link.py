"""Why an operation begins when it does."""

from dataclasses import dataclass
from enum import Enum


class Cause(Enum):
    """What kept an operation from starting earlier."""

    RELEASE = "release"
    MATERIAL = "material"
    ROUTE = "route"
    MACHINE = "machine"
    UNIT = "unit"
    SERVICE = "service"
    WAIT = "wait"
    FOLLOWER = "follower"
    PINNED = "pinned"


@dataclass(frozen=True, slots=True)
class Link:
    """`operation` could not start before `since` because of `cause`; `blocker` is what was in the way or -1.

    setup  minutes of the wait that were spent on setting up (cause MACHINE, UNIT or SERVICE)
    pause  minutes from `since` to its start without work or setup: the shift was over
    unit   who was with the blocker (cause UNIT) or away to be serviced after it (SERVICE), else -1

    WAIT is for an operation beside the routing or for drying, transport, a part of a lot; FOLLOWER for what must
    follow in time and could not have begun before.
    """

    operation: int
    cause: Cause
    blocker: int
    since: int
    setup: int
    pause: int
    unit: int = -1
