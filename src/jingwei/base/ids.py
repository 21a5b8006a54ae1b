"""Record ids: bigint inside, text in JSON because browsers lose digits above 2^53."""

import re

from jingwei.base.errors import Invalid, Path
from jingwei.base.words import Words

LARGEST = 2**63 - 1
_FORM = re.compile(r"[1-9][0-9]{0,18}")
_WRONG = Words("“{raw}” 不是有效的编号", "“{raw}” is not an id")


def parse_id(raw: object, path: Path = ()) -> int:
    """An id as sent by a client: text, or a whole number from programs that keep all its digits."""
    if isinstance(raw, str) and _FORM.fullmatch(raw) and int(raw) <= LARGEST:
        return int(raw)
    if isinstance(raw, int) and not isinstance(raw, bool) and 1 <= raw <= LARGEST:
        return raw
    shown = str(raw)[:40] if isinstance(raw, str) else type(raw).__name__
    raise Invalid.at(path, "not_an_id", _WRONG.fill(raw=shown))


def show_id(number: int) -> str:
    if not 1 <= number <= LARGEST:
        raise ValueError(f"{number} is no id.")
    return str(number)
