"""Reads an InvenTree export (a Django fixture) object by object, so that a large file never lies in memory."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path as File
from typing import BinaryIO

from jingwei.base.errors import Invalid, Path, TooLarge
from jingwei.base.words import Words

CHUNK = 1 << 16
LARGEST_FILE = 500 * 2**20
LARGEST_OBJECT = 2 * 2**20
"""Characters one object may have; a cell of megabytes is refused before it is taken apart."""

_SPACE = re.compile(r"[ \t\r\n]*")
_MODEL = re.compile(r'"model"\s*:\s*"([A-Za-z0-9_.]{1,80})"')
_PK = re.compile(r'"pk"\s*:\s*"?([A-Za-z0-9_-]{1,40})')


@dataclass(frozen=True, slots=True)
class Raw:
    """One object of the file: `number` counts from 1."""

    number: int
    model: str
    pk: int
    fields: dict[str, object]


def refuse_constant(text: str) -> object:
    raise ValueError(f"{text} is no number")


DECODER = json.JSONDecoder(parse_float=Decimal, parse_constant=refuse_constant)


def read(path: File) -> Iterator[Raw]:
    """Every object of the file in its order; raises Invalid at the first place that cannot be read."""
    size = path.stat().st_size
    if size > LARGEST_FILE:
        words = Words("文件不能超过 {n} MB", "The file may have at most {n} MB").fill(n=LARGEST_FILE // 2**20)
        raise TooLarge("file_too_large", words)
    with path.open("rb") as stream:
        for number, found in enumerate(Objects(stream), 1):
            # Newer versions put a description of the export before its objects.
            if not (number == 1 and isinstance(found, dict) and found.get("metadata") is True):
                yield shaped(number, found)


class Objects:
    """Walks over a JSON list with a buffer of one object."""

    def __init__(self, stream: BinaryIO) -> None:
        head = stream.read(4)
        stream.seek(0)
        # Windows redirects `dumpdata` into UTF-16 with a mark; without one the file is UTF-8.
        wide = head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
        self._decode = codecs.getincrementaldecoder("utf-16" if wide else "utf-8-sig")()
        self._stream, self._text, self._at, self._ended = stream, "", 0, False
        self._count, self._last = 0, ""

    def __iter__(self) -> Iterator[object]:
        if self._next() != "[":
            raise self._wrong(
                "not_a_list",
                "应为 InvenTree 导出的 JSON 列表",
                "This should be the JSON list InvenTree exports",
            )
        self._at += 1
        if self._next() == "]":
            self._at += 1
        else:
            yield from self._items()
        if self._next():
            raise self._wrong("trailing", "列表之后还有内容", "There is more after the end of the list")

    def _items(self) -> Iterator[object]:
        while True:
            yield self._object()
            self._count += 1
            sign = self._next()
            self._at += 1
            if sign == "]":
                return
            if sign != ",":
                raise (
                    self._cut()
                    if not sign
                    else self._wrong("not_json", "不是有效的 JSON", "This is not valid JSON")
                )
            self._next()

    def _object(self) -> object:
        while True:
            try:
                found, end = DECODER.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                self._grow(error)
                continue
            except RecursionError as error:
                raise self._wrong("too_deep", "嵌套过深", "It is nested too deeply") from error
            except ValueError as error:
                raise self._wrong(
                    "bad_number", "含有无效的数字", "It holds a number that cannot be read"
                ) from error
            # A number at the very end of the buffer may go on in the next chunk.
            if end == len(self._text) and not self._ended and not isinstance(found, dict | list | str):
                self._more()
                continue
            self._remember(found)
            self._at = end
            return found

    def _grow(self, error: json.JSONDecodeError) -> None:
        """More text if the object may go on, else the refusal with its place."""
        if len(self._text) - self._at > LARGEST_OBJECT:
            where = self._place(self._text[self._at : self._at + 4_000])
            words = Words("单个对象超过 {n} MB，已拒绝", "One object has more than {n} MB and is refused")
            raise Invalid.at(where, "cell_too_large", words.fill(n=LARGEST_OBJECT // 2**20)) from error
        near_end = error.pos >= len(self._text) - 64 or error.msg.startswith("Unterminated")
        if self._ended:
            raise self._cut() if self._unfinished(error) else self._broken(error) from error
        if not near_end:
            raise self._broken(error) from error
        self._more()

    def _unfinished(self, error: json.JSONDecodeError) -> bool:
        """Whether the text ends where more would have made it right."""
        rest = self._text[error.pos :].strip()
        begun = any(word.startswith(rest) for word in ("true", "false", "null", "-"))
        return begun or error.msg.startswith("Unterminated") or "escape" in error.msg

    def _more(self) -> None:
        chunk = self._stream.read(CHUNK)
        self._ended = not chunk
        try:
            self._text = self._text[self._at :] + self._decode.decode(chunk, final=self._ended)
        except UnicodeDecodeError as error:
            raise self._wrong("not_text", "不是 UTF-8 文本", "This is not UTF-8 text") from error
        self._at = 0

    def _next(self) -> str:
        """The next sign that is not space, empty at the end of the file; it is not taken."""
        while True:
            match = _SPACE.match(self._text, self._at)
            self._at = match.end() if match else self._at
            if self._at < len(self._text) or self._ended:
                return self._text[self._at : self._at + 1]
            self._more()

    def _remember(self, found: object) -> None:
        if isinstance(found, dict):
            self._last = f"{found.get('model')} {found.get('pk')}"

    def _place(self, text: str) -> Path:
        model, pk = _MODEL.search(text), _PK.search(text)
        return (model[1], pk[1]) if model and pk else (f"#{self._count + 1}",)

    def _broken(self, error: json.JSONDecodeError) -> Invalid:
        where = self._place(self._text[self._at : self._at + 4_000])
        words = Words("不是有效的 JSON：第 {n} 个对象（{m}）", "This is not valid JSON: object {n} ({m})")
        return Invalid.at(where, "not_json", words.fill(n=self._count + 1, m=error.msg))

    def _cut(self) -> Invalid:
        words = Words(
            "文件不完整：在第 {n} 个对象之后中断（{last}）", "The file is cut off after object {n} ({last})"
        ).fill(n=self._count, last=self._last or "–")
        return Invalid.at((f"#{self._count + 1}",), "cut_off", words)

    def _wrong(self, code: str, zh: str, en: str) -> Invalid:
        return Invalid.at((f"#{self._count + 1}",), code, Words(zh, en))


def shaped(number: int, found: object) -> Raw:
    """An object with model, pk and fields; anything else is no export."""
    match found:
        case {"model": str(model), "pk": int(pk), "fields": dict(fields)} if not isinstance(pk, bool):
            return Raw(number, model, pk, fields)
        case {"model": str(model), "pk": pk, "fields": dict(fields)}:
            # Models with other keys (users by name) are none of those that are read.
            return Raw(number, f"{model}?", number, fields)
    words = Words("第 {n} 个对象应含 model、pk、fields", "Object {n} should hold model, pk and fields").fill(
        n=number
    )
    raise Invalid.at((f"#{number}",), "bad_shape", words)
