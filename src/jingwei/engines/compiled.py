"""How kernels are compiled: on first use, cached on disk, anew when any source of the engines changed."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar, cast

from numba import njit

Function = TypeVar("Function", bound=Callable[..., Any])


def _fingerprint() -> str:
    digest = sha256()
    for source in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(source.read_bytes())
    return digest.hexdigest()


SOURCES = _fingerprint()


def kernel(function: Function) -> Function:
    """Compile `function` without the interpreter lock and keep the machine code between processes."""
    compiled: Any = njit(cache=True, nogil=True)(function)
    # numba watches only the file a function is written in: with a changed callee in another file it would
    # go on running the old code. Its stamp has no public name.
    compiled._cache._cache_file._source_stamp = SOURCES
    return cast(Function, compiled)


def inlined(function: Function) -> Function:
    """A small part of kernels, written into each of them: passing a group of arrays costs more than most parts do."""
    return cast(Function, njit(inline="always")(function))
