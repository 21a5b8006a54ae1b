"""Where the whole case ends at once, whatever else still runs in it."""

from __future__ import annotations

from jingwei.base.words import Words
from jingwei.spec.nodes.end import End


class Terminate(End):
    """Takes every token away."""

    kind = "terminate"
    name = Words("终止", "Terminate")
    gate = "kill"
