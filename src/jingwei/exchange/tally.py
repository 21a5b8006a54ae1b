"""What an import has done, for the person who started it."""

from __future__ import annotations

from dataclasses import dataclass, field

from jingwei.base.errors import Fault, Path
from jingwei.base.words import Words

MOST = 2_000
"""So many faults or notices are listed; the rest is counted."""


@dataclass(slots=True)
class Count:
    """Records of one stage by what became of them."""

    title: Words
    form: str = ""
    created: int = 0
    changed: int = 0
    unchanged: int = 0

    @property
    def total(self) -> int:
        return self.created + self.changed + self.unchanged


@dataclass(slots=True)
class Tally:
    """Counts per stage, numbers of the source, notices and faults."""

    counts: list[Count] = field(default_factory=list)
    source: list[tuple[Words, int]] = field(default_factory=list)
    notices: list[Fault] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    rehearsed: bool = False

    def stage(self, title: Words, form: str) -> Count:
        self.counts.append(Count(title, form))
        return self.counts[-1]

    def notice(self, path: Path, code: str, message: Words) -> None:
        """Something the person should know although nothing is refused."""
        self.notices.append(Fault(path, code, message))

    @property
    def written(self) -> int:
        return sum(count.created + count.changed for count in self.counts)

    def shown(self) -> dict[str, object]:
        """As it is kept with the job, in both languages."""
        return {
            "counts": [
                {
                    "title": both(c.title),
                    "form": c.form,
                    "created": c.created,
                    "changed": c.changed,
                    "unchanged": c.unchanged,
                }
                for c in self.counts
            ],
            "source": [{"title": both(title), "n": n} for title, n in self.source],
            "notices": [told(one) for one in self.notices[:MOST]],
            "notice_count": len(self.notices),
            "faults": [told(one) for one in self.faults[:MOST]],
            "fault_count": len(self.faults),
            "written": self.written,
            "rehearsed": self.rehearsed,
        }


def both(words: Words) -> dict[str, str]:
    return {"zh": words.zh, "en": words.en}


def told(fault: Fault) -> dict[str, object]:
    return {"path": list(fault.path), "code": fault.code, "message": both(fault.message)}
