"""Characters no text may hold: PostgreSQL keeps no NUL, and controls break paper, exports and logs."""

import re

from jingwei.base.words import Words

BAD = Words("含有不允许的字符", "It holds a character that is not allowed")
_ONE_LINE = re.compile(r"[\x00-\x08\x0a-\x1f\x7f\ud800-\udfff]")
_MANY_LINES = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def bad_character(text: str, *, lines: bool = False) -> bool:
    """Whether the text holds a control other than the tab, or half a character; with `lines` it may have many."""
    return (_MANY_LINES if lines else _ONE_LINE).search(text) is not None
