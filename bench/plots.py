"""The comparison of schedulers as a picture: `python bench/plots.py DIR [--seconds 10] [--workers 1] > docs/img/scheduling.svg`."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path

from scheduling import SOLVERS, best_known, distances, known

COLOURS = {"ours": "#0f766e", "dispatch": "#a8a29e", "ortools": "#d97706", "pyjobshop": "#7c3aed"}
NAMES = {
    "ours": "Jingwei",
    "dispatch": "dispatching rules",
    "ortools": "CP-SAT alone",
    "pyjobshop": "PyJobShop",
}
TARGETS = {
    "ft, la, orb": 0.1, "abz, yn, swv, ta01–50": 1.0, "ta51–70": 0.2, "dmu41–80": 5.0, "flexible mk, dpp": 1.5,
    "flexible Hurink, behnke": 0.5, "10,000 operations, 100 × 100": 4.0, "re-entrant, 10,000 operations": 20.0,
}  # fmt: skip
"""Per cent from the best known that a family should stay within."""
LEFT, WIDE, BAR, GAP, FAR = 210, 620, 11, 14, 30.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args()
    found = distances(known(), best_known(options.directory), options.seconds, options.workers)
    print("\n".join(drawn(found, f"{options.seconds:g} seconds, {options.workers} worker(s)")))


def drawn(found: Mapping[str, Mapping[str, float]], told: str) -> Iterator[str]:
    """A block a family, a bar a solver; what is farther than the picture is wide is cut and written."""
    block = BAR * len(SOLVERS) + GAP
    high = 60 + block * len(found)
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{LEFT + WIDE + 70}" height="{high}" '
        f'font-family="sans-serif" font-size="11" fill="#44403c">'
    )
    yield '<rect width="100%" height="100%" fill="white"/>'
    yield f'<text x="12" y="20" font-size="13">Makespan beyond the best known, per cent; {escape(told)}; ▏target</text>'
    for number, (solver, name) in enumerate(NAMES.items()):
        x = 12 + number * 150
        yield f'<rect x="{x}" y="30" width="10" height="10" fill="{COLOURS[solver]}"/>'
        yield f'<text x="{x + 15}" y="39">{name}</text>'
    for number, (family, by) in enumerate(found.items()):
        top = 54 + number * block
        yield f'<text x="{LEFT - 10}" y="{top + block / 2}" text-anchor="end">{escape(family)}</text>'
        for at, solver in enumerate(SOLVERS):
            y = top + at * BAR
            if solver not in by:
                yield f'<text x="{LEFT + 4}" y="{y + BAR - 2}" font-size="9">no plan in time</text>'
                continue
            length = max(1.0, min(by[solver], FAR) / FAR * WIDE)
            yield f'<rect x="{LEFT}" y="{y}" width="{length:.1f}" height="{BAR - 2}" fill="{COLOURS[solver]}"/>'
            yield f'<text x="{LEFT + length + 4:.1f}" y="{y + BAR - 2}" font-size="9">{by[solver]:.2f}</text>'
        if family in TARGETS:
            goal = LEFT + TARGETS[family] / FAR * WIDE
            yield f'<line x1="{goal:.1f}" x2="{goal:.1f}" y1="{top - 2}" y2="{top + BAR * len(SOLVERS)}" stroke="#be123c"/>'
    yield "</svg>"


if __name__ == "__main__":
    main()
