"""Arrays that are right once they exist: one-dimensional, integers or flags, within range, read-only."""

from typing import Any, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

from jingwei.engines.refusal import InvalidInputError

I64: TypeAlias = npt.NDArray[np.int64]
Flags: TypeAlias = npt.NDArray[np.bool_]
Kept = TypeVar("Kept", bound=np.generic)

# Two quantities within the limit add up without wrapping, so one comparison after each sum is enough.
QUANTITY_LIMIT = (1 << 62) - 1
DAY_LIMIT = 1 << 31


def frozen(array: npt.NDArray[Kept]) -> npt.NDArray[Kept]:
    """The same array, contiguous and no longer writable."""
    kept = np.ascontiguousarray(array)
    kept.setflags(write=False)
    return kept


def integers(name: str, values: npt.ArrayLike, length: int, low: int, high: int) -> I64:
    """`values` as a read-only int64 copy; refuses floats, wrong lengths and values outside low..high."""
    raw = np.asarray(values)
    if raw.size == 0:
        raw = raw.astype(np.int64)
    if raw.dtype == object and all(isinstance(value, int) for value in raw.ravel().tolist()):
        _refuse_outside(name, raw, low, high)
        raw = raw.astype(np.int64)
    if raw.dtype.kind not in "iu":
        raise InvalidInputError(
            f"{name} 必须是整数。", f"{name} must hold integers, not {raw.dtype.name}.", (name,)
        )
    _refuse_length(name, raw.shape, length)
    _refuse_outside(name, raw, low, high)
    return frozen(raw.astype(np.int64, copy=True))


def flags(name: str, values: npt.ArrayLike, length: int) -> Flags:
    """`values` as a read-only boolean copy."""
    raw = np.asarray(values)
    if raw.size == 0:
        raw = raw.astype(np.bool_)
    if raw.dtype != np.bool_:
        raise InvalidInputError(
            f"{name} 必须是布尔值。", f"{name} must hold booleans, not {raw.dtype.name}.", (name,)
        )
    _refuse_length(name, raw.shape, length)
    return frozen(raw.copy())


def starts(name: str, values: npt.ArrayLike, groups: int, total: int) -> I64:
    """`values` as the starts of `groups` consecutive ranges that together cover 0..total."""
    kept = integers(name, values, groups + 1, 0, total)
    if kept[0] != 0 or kept[-1] != total or bool((np.diff(kept) < 0).any()):
        raise InvalidInputError(
            f"{name} 必须从 0 递增到 {total}。", f"{name} must rise from 0 to {total}.", (name,)
        )
    return kept


def _refuse_length(name: str, shape: tuple[int, ...], length: int) -> None:
    if shape != (length,):
        raise InvalidInputError(
            f"{name} 的形状应为 ({length},)，实际为 {shape}。",
            f"{name} should have the shape ({length},), not {shape}.",
            (name,),
        )


def _refuse_outside(name: str, raw: npt.NDArray[Any], low: int, high: int) -> None:
    outside = np.flatnonzero((raw < low) | (raw > high))
    if outside.size:
        row = int(outside[0])
        raise InvalidInputError(
            f"{name} 第 {row} 行的值 {raw.ravel()[row]} 不在 {low} 到 {high} 之间。",
            f"{name}, row {row}: {raw.ravel()[row]} is not between {low} and {high}.",
            (name, row),
        )
