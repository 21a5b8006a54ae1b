"""The order in which formulas that read each other are computed."""

from collections.abc import Mapping

from jingwei.base.words import Words
from jingwei.spec.formula.check import names
from jingwei.spec.formula.error import FormulaError
from jingwei.spec.formula.tree import Tree


def order(formulas: Mapping[str, Tree]) -> tuple[str, ...]:
    """Names so that each comes after those it reads; a circle is refused and shown.

    Without recursion, for chains are long.
    """
    reads = {
        name: [other for other in sorted(names(tree)) if other in formulas] for name, tree in formulas.items()
    }
    readers: dict[str, list[str]] = {name: [] for name in formulas}
    waiting = {name: len(others) for name, others in reads.items()}
    for name, others in reads.items():
        for other in others:
            readers[other].append(name)
    ready = [name for name, count in waiting.items() if count == 0]
    for name in ready:
        for reader in readers[name]:
            waiting[reader] -= 1
            if waiting[reader] == 0:
                ready.append(reader)
    if len(ready) < len(formulas):
        circle = _circle(reads, set(formulas) - set(ready))
        words = Words("公式循环引用：{circle}", "Formulas read each other in a circle: {circle}")
        raise FormulaError("circle", words.fill(circle=" → ".join(circle)))
    return tuple(ready)


def _circle(reads: Mapping[str, list[str]], stuck: set[str]) -> list[str]:
    """Every stuck name reads another stuck one, so following them comes back to a name already seen."""
    path = [min(stuck)]
    while path[-1] not in path[:-1]:
        path.append(next(other for other in reads[path[-1]] if other in stuck))
    return path[path.index(path[-1]) :]
