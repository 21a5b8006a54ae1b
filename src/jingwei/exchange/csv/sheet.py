"""Reads a CSV file row by row, whichever separator and encoding the spreadsheet program chose."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path as File

from jingwei.base.errors import Invalid, TooLarge
from jingwei.base.words import Words

LARGEST = 50 * 2**20
MOST_ROWS = 200_000
MOST_COLUMNS = 300
SEPARATORS = ",;\t"


@dataclass(frozen=True, slots=True)
class Row:
    """One row by header; `line` is its line in the spreadsheet, where the header is line 1."""

    line: int
    cells: dict[str, str]


class Sheet:
    """A file whose header has been read."""

    def __init__(self, path: File) -> None:
        if path.stat().st_size > LARGEST:
            words = Words("文件不能超过 {n} MB", "The file may have at most {n} MB").fill(n=LARGEST // 2**20)
            raise TooLarge("file_too_large", words)
        self.path = path
        self.encoding = encoding_of(path)
        with path.open(encoding=self.encoding, newline="") as stream:
            first = stream.readline(1 << 16)
        self.separator = max(SEPARATORS, key=first.count)
        self.header = next((cells for _, cells in self._lines()), [])
        self._check_header()

    def _check_header(self) -> None:
        names = [name for name in self.header if name]
        if not names:
            raise Invalid.at(
                ("1",), "no_header", Words("第一行应为列名", "The first line should name the columns")
            )
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice or len(names) > MOST_COLUMNS:
            words = Words("列名重复或过多：{c}", "Columns stand twice or are too many: {c}").fill(
                c=", ".join(twice)[:200]
            )
            raise Invalid.at(("1",), "bad_header", words)

    def rows(self) -> Iterator[Row]:
        """Every row that is not empty; raises Invalid at the line that cannot be read."""
        count = 0
        for index, (line, cells) in enumerate(self._lines()):
            if index == 0 or not any(cells):
                continue
            count += 1
            if count > MOST_ROWS:
                words = Words("一次最多 {n} 行", "At most {n} rows at once").fill(n=MOST_ROWS)
                raise Invalid.at((str(line),), "too_many_rows", words)
            if len(cells) > len(self.header):
                words = Words("单元格多于列名", "There are more cells than columns")
                raise Invalid.at((str(line),), "too_many_cells", words)
            yield Row(line, {name: text for name, text in zip(self.header, cells, strict=False) if name})

    def _lines(self) -> Iterator[tuple[int, list[str]]]:
        with self.path.open(encoding=self.encoding, newline="") as stream:
            reader = csv.reader(stream, delimiter=self.separator, strict=True)
            try:
                for cells in reader:
                    if any("\x00" in cell for cell in cells):
                        words = Words("不是文本文件", "This is no text file")
                        raise Invalid.at((str(reader.line_num),), "not_text", words)
                    yield reader.line_num, [cell.strip() for cell in cells]
            except csv.Error as error:
                # The reader itself refuses a cell of more than 128 KB and a quotation that never ends.
                words = Words("无法读取这一行（{e}）", "This line cannot be read ({e})").fill(e=str(error))
                raise Invalid.at((str(reader.line_num),), "bad_csv", words) from error
            except UnicodeDecodeError as error:
                words = Words("不是 UTF-8 或 GB18030 文本", "This is neither UTF-8 nor GB18030 text")
                raise Invalid.at((str(reader.line_num + 1),), "not_text", words) from error


def encoding_of(path: File) -> str:
    """UTF-8 where every byte is, else what Excel writes in China."""
    with path.open("rb") as stream:
        head = stream.read(2)
        if head in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            return "utf-16"
        stream.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8-sig")()
        try:
            while chunk := stream.read(1 << 16):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "gb18030"
    return "utf-8-sig"
