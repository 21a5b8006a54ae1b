"""How kernels are compiled: on first use, cached on disk, anew when a source they are made of changed."""

import re
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar, cast

from llvmlite import ir
from llvmlite.ir import Constant
from numba import njit, types
from numba.extending import intrinsic
from numba.np.arrayobj import make_array

Function = TypeVar("Function", bound=Callable[..., Any])


ENGINES = Path(__file__).parent
IMPORTED = re.compile(r"^from jingwei\.engines(?:\.| import )(\w+(?:, \w+)*)", re.MULTILINE)


def _written(part: str) -> list[Path]:
    """The sources of a package or a module of the engines."""
    return sorted((ENGINES / part).rglob("*.py")) or [ENGINES / f"{part}.py"]


@cache
def _fingerprint(part: str) -> str:
    """Of everything a part of the engines is made of: its own sources and those it imports, near or far."""
    known, waiting = {part}, [part]
    while waiting:
        for source in _written(waiting.pop()):
            for names in IMPORTED.findall(source.read_text()):
                found = set(names.split(", ")) - known
                known |= found
                waiting += found
    digest = sha256()
    for source in (source for one in sorted(known) for source in _written(one)):
        digest.update(source.read_bytes())
    return digest.hexdigest()


def kernel(function: Function) -> Function:
    """Compile `function` without the interpreter lock and keep the machine code between processes."""
    compiled: Any = njit(cache=True, nogil=True)(function)
    # numba watches only the file a function is written in: with a changed callee in another file it would
    # go on running the old code. Its stamp has no public name.
    part = Path(function.__code__.co_filename).relative_to(ENGINES).parts[0]
    compiled._cache._cache_file._source_stamp = _fingerprint(part.removesuffix(".py"))
    return cast(Function, compiled)


def inlined(function: Function) -> Function:
    """A small part of kernels, written into each of them: passing a group of arrays costs more than most parts do."""
    return cast(Function, njit(inline="always")(function))


def _unowned_of(context: Any, group: Any) -> Any:
    """The same array, or tuple of arrays, without an owner."""
    alone = isinstance(group, types.Array)

    def written(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        def disowned(kind: Any, value: Any) -> Any:
            made: Any = make_array(kind)  # type: ignore[no-untyped-call]
            array = made(context, builder, value)
            array.meminfo = Constant(array.meminfo.type, None)
            array.parent = Constant(array.parent.type, None)
            return array._getvalue()

        value = arguments[0]
        if alone:
            return disowned(group, value)
        for at, kind in enumerate(group.types):
            value = builder.insert_value(value, disowned(kind, builder.extract_value(value, at)), at)
        return value

    return group(group), written


# References to an array are counted wherever it is handed on, which cost a sixth of a planning run. A kernel
# whose caller holds the arrays anyway hands on views that nobody counts.
unowned: Any = intrinsic(_unowned_of)


def _fetched_of(context: Any, array: Any, index: Any) -> Any:
    """The processor is asked to have an entry at hand soon; nothing is read."""

    def written(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        made: Any = make_array(signature.args[0])  # type: ignore[no-untyped-call]
        byte, number = ir.IntType(8).as_pointer(), ir.IntType(32)
        name = "llvm.prefetch.p0i8"
        kind = ir.FunctionType(ir.VoidType(), [byte, number, number, number])
        known = builder.module.globals.get(name)
        place = builder.gep(made(context, builder, arguments[0]).data, [arguments[1]])
        read, near, data = number(0), number(3), number(1)
        builder.call(
            known or ir.Function(builder.module, kind, name), [builder.bitcast(place, byte), read, near, data]
        )
        return context.get_dummy_value()

    return types.void(array, types.int64), written


fetched: Any = intrinsic(_fetched_of)
