"""Overall equipment effectiveness (OEE) from shifts, losses that may overlap, and what was made.

>>> from jingwei.engines import effectiveness as oee
>>> stop = oee.Category("breakdown", oee.Kind.STOP)
>>> oee.measure([oee.Shift(0, 480)], [stop], [oee.Loss(0, 60, 0)], outputs).whole.oee
"""

from jingwei.engines.effectiveness.losses import Category, Kind, Loss, Shift
from jingwei.engines.effectiveness.measure import Effectiveness, Measured, Output, Share, measure, summed

__all__ = [
    "Category",
    "Effectiveness",
    "Kind",
    "Loss",
    "Measured",
    "Output",
    "Share",
    "Shift",
    "measure",
    "summed",
]
