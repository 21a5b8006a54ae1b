"""Latin keys of Chinese text, so that 电机 is found and sorted by dianji and dj."""

from functools import lru_cache

from pypinyin import Style, lazy_pinyin


@lru_cache(maxsize=20_000)
def keys(text: str) -> tuple[str, ...]:
    """(full pinyin, initials) of a text with Chinese characters in it, nothing for others."""
    if all(ord(char) < 0x2E80 for char in text):
        return ()
    full = "".join(lazy_pinyin(text[:200])).lower()
    initials = "".join(lazy_pinyin(text[:200], style=Style.FIRST_LETTER)).lower()
    return (full, initials)
