"""Which lines of a structure are taken, and for which part of the requirement, as conditions of SQL."""

from __future__ import annotations

from jingwei.suite.planning.sources import Source


def used(line: Source) -> str:
    """All but the substitutes that only stand in when their main line is short."""
    return (
        f"(coalesce({line['substitute_group']}, '') = '' OR coalesce({line['ratio']}, 0) > 0 "
        f"OR ({line['ratio']} IS NULL AND {line['priority']} = 1))"
    )


def portion(line: Source) -> str:
    """The part of the requirement of its place that a used line stands for."""
    return f"(CASE WHEN {line['substitute_group']} <> '' THEN coalesce({line['ratio']}, 1) ELSE 1 END)"
