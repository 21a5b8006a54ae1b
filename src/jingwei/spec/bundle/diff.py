"""What changes between two sets of bundles, line by line as a reviewer reads it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

Raw = Mapping[str, object]


def difference(old: tuple[Raw, ...], new: tuple[Raw, ...]) -> Iterator[str]:
    """`+ path: value`, `- path: value`, `~ path: before → after`, in the order of paths."""
    before = {str(one["app"]): one for one in old}
    after = {str(one["app"]): one for one in new}
    for app in sorted({*before, *after}):
        yield from compared((app,), before.get(app), after.get(app))


def compared(path: tuple[str, ...], old: object, new: object) -> Iterator[str]:
    """The differences below one path."""
    if old == new:
        return
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in sorted({*old, *new}, key=str):
            yield from compared((*path, str(key)), old.get(key), new.get(key))
        return
    where = ".".join(path)
    if old is None:
        yield f"+ {where}: {short(new)}"
    elif new is None:
        yield f"- {where}: {short(old)}"
    else:
        yield f"~ {where}: {short(old)} → {short(new)}"


def short(value: object, limit: int = 120) -> str:
    text = str(value)
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
