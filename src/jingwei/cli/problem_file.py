"""A file with a problem for the engines, packed or not."""

import gzip
from pathlib import Path

from jingwei.base.errors import Invalid
from jingwei.base.words import Words

BYTES_LIMIT = 256 * 1024 * 1024


def text_of(file: Path) -> str:
    """The file as text; refused in a sentence when it cannot be read."""
    words = Words("无法读取文件：{why}", "The file cannot be read: {why}")
    try:
        raw = file.read_bytes()
        if raw[:2] == b"\x1f\x8b":
            with gzip.open(file) as packed:
                raw = packed.read(BYTES_LIMIT + 1)
        if len(raw) > BYTES_LIMIT:
            raise Invalid.at((str(file),), "too_large", Words("文件超过 256 MB", "The file exceeds 256 MB"))
        return raw.decode("utf-8-sig")  # what Windows writes begins with a mark
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise Invalid.at((str(file),), "unreadable", words.fill(why=str(error))) from error
