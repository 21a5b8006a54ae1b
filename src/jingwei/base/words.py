"""Text for people, in Chinese and English, chosen when it is said and not when it is made."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")

_PLACE = re.compile(r"\{([a-z_][a-z0-9_]*)(?:\|([^{}|]*)\|([^{}|]*))?\}")
"""`{n}` is filled; `{n|day|days}` is the word that goes with the number."""


@dataclass(frozen=True, slots=True)
class Words:
    """One thing said in both languages; `{name}` marks a place for `fill`."""

    zh: str
    en: str

    def __post_init__(self) -> None:
        if not isinstance(self.zh, str) or not isinstance(self.en, str):
            raise TypeError("Words takes two texts, Chinese then English.")
        if not self.zh or not self.en:
            raise ValueError("Words needs a text in both languages.")

    def say(self, language: Language = "zh") -> str:
        return self.zh if language == "zh" else self.en

    def fill(self, **values: object) -> "Words":
        """The same words with the named places filled; Words among the values are said in each language."""
        # Not str.format: a template may come from a bundle, and format would let it read attributes.
        return Words(_filled(self.zh, values, "zh"), _filled(self.en, values, "en"))

    def places(self) -> frozenset[str]:
        return frozenset(match[1] for text in (self.zh, self.en) for match in _PLACE.finditer(text))

    @classmethod
    def parse(cls, raw: object) -> "Words":
        """From a bundle: one text for both, or a mapping `{zh, en}` of which one may be absent."""
        if isinstance(raw, Words):
            return raw
        if isinstance(raw, str) and raw:
            return cls(raw, raw)
        if isinstance(raw, Mapping) and raw and set(raw) <= set(LANGUAGES):
            texts = [raw.get(language) for language in LANGUAGES]
            known = [text for text in texts if isinstance(text, str) and text]
            if known and all(text is None or isinstance(text, str) for text in texts):
                return cls(texts[0] or known[0], texts[1] or known[0])
        raise ValueError(f"A title is a text or a mapping of zh and en, not {raw!r}.")


def same(text: str) -> Words:
    """Words for what reads alike in both languages, such as a code or a name somebody typed."""
    return Words(text, text)


def _filled(template: str, values: Mapping[str, object], language: Language) -> str:
    def one(match: re.Match[str]) -> str:
        if match[1] not in values:
            raise KeyError(f"Nothing was given for {{{match[1]}}} in {template!r}.")
        value = values[match[1]]
        if match[2] is not None:
            return match[2] if str(value) == "1" else match[3]
        return value.say(language) if isinstance(value, Words) else str(value)

    return _PLACE.sub(one, template)
