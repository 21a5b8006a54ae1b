"""The garbage collector of a process that has started."""

import gc

YOUNG, MIDDLE, OLD = 50_000, 50, 50


def settled() -> None:
    """What is there now stays: it is not looked through again, and what comes is looked through more seldom.

    A request makes tens of thousands of objects that are gone by counting alone. Looking for circles among them every
    700 and among all modules, forms and kernels every now and then took a fifth of a plan's way into the books.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)
