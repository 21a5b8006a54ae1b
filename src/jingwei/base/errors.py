"""Every refusal: a named class with a status, a sentence for the person and a shape for the client."""

# Refusals are named by what they say to the person, so:
# ruff: noqa: N818

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import ClassVar, TypeAlias

from jingwei.base.words import Language, Words

Path: TypeAlias = tuple[str | int, ...]
Problem: TypeAlias = dict[str, object]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong at one place: `("lines", 2, "quantity")` is a field of the third line."""

    path: Path
    code: str
    message: Words

    def under(self, *prefix: str | int) -> "Fault":
        return Fault((*prefix, *self.path), self.code, self.message)

    def shown(self, language: Language) -> Problem:
        return {"path": list(self.path), "code": self.code, "message": self.message.say(language)}


class JingweiError(Exception):
    """Something the caller is told; whatever is not one of these is our own mistake."""

    status: ClassVar[int] = 500
    title: ClassVar[Words] = Words("系统内部错误", "Internal error")

    def __init__(self, code: str, message: Words, path: Path = (), detail: Words | None = None) -> None:
        super().__init__(code, message, path, detail)
        self.code = code
        self.message = message
        self.path = path
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.code}: {self.message.en}"

    @property
    def faults(self) -> tuple[Fault, ...]:
        return (Fault(self.path, self.code, self.message),)

    def extras(self, language: Language) -> Problem:
        """Members beyond RFC 9457's own that a class adds."""
        return {}

    def problem(self, language: Language = "zh") -> Problem:
        """The RFC 9457 body."""
        return {
            "type": f"urn:jingwei:error:{self.code}",
            "title": self.title.say(language),
            "status": self.status,
            "detail": (self.detail or self.message).say(language),
            "faults": [fault.shown(language) for fault in self.faults],
            **self.extras(language),
        }


class Invalid(JingweiError):
    """What was sent breaks rules; all of them are told at once."""

    status = 422
    title = Words("内容不符合要求", "The content breaks rules")

    def __init__(self, faults: Iterable[Fault]) -> None:
        self._faults = tuple(faults)
        if not self._faults:
            raise ValueError("Invalid needs at least one fault.")
        first = self._faults[0]
        super().__init__(first.code if len(self._faults) == 1 else "invalid", first.message, first.path)
        if len(self._faults) > 1:
            self.detail = Words("有 {n} 处不符合要求", "{n} things break rules").fill(n=len(self._faults))

    @classmethod
    def at(cls, path: Path, code: str, message: Words) -> "Invalid":
        return cls((Fault(path, code, message),))

    @property
    def faults(self) -> tuple[Fault, ...]:
        return self._faults

    def under(self, *prefix: str | int) -> "Invalid":
        """The same faults seen from one level further out."""
        return Invalid(fault.under(*prefix) for fault in self._faults)

    def __str__(self) -> str:
        return "; ".join(
            f"{'.'.join(map(str, f.path)) or '-'} {f.code}: {f.message.en}" for f in self._faults
        )


@dataclass(slots=True)
class Faults:
    """Gathers faults so that a check can go on to the end before it refuses."""

    found: list[Fault] = field(default_factory=list)

    def add(self, path: Path, code: str, message: Words) -> None:
        self.found.append(Fault(path, code, message))

    def take(self, error: Invalid, *prefix: str | int) -> None:
        self.found.extend(fault.under(*prefix) for fault in error.faults)

    def refuse(self) -> None:
        """Raises Invalid with everything found, or does nothing."""
        if self.found:
            raise Invalid(dict.fromkeys(self.found))


class Unauthorised(JingweiError):
    """Nobody is signed in, or the token is not known."""

    status = 401
    title = Words("请先登录", "Please sign in")


class Forbidden(JingweiError):
    """The person is known and may not do this."""

    status = 403
    title = Words("没有权限", "Not allowed")


class NotFound(JingweiError):
    """It does not exist, or the caller may not know that it does."""

    status = 404
    title = Words("找不到", "Not found")


class Conflict(JingweiError):
    """Somebody changed the same thing meanwhile; all three versions are shown."""

    status = 409
    title = Words("内容已被他人修改", "Changed by somebody else meanwhile")

    def __init__(
        self,
        code: str,
        message: Words,
        path: Path = (),
        *,
        base: Mapping[str, object] | None = None,
        mine: Mapping[str, object] | None = None,
        theirs: Mapping[str, object] | None = None,
        ver: int | None = None,
    ) -> None:
        super().__init__(code, message, path)
        self.base, self.mine, self.theirs = dict(base or {}), dict(mine or {}), dict(theirs or {})
        self.ver = ver
        """The version `theirs` was read at."""

    def extras(self, language: Language) -> Problem:
        told: Problem = {"base": self.base, "mine": self.mine, "theirs": self.theirs}
        return told if self.ver is None else told | {"ver": self.ver}


class BalanceRefused(JingweiError):
    """A guarded balance would break its rule: not enough stock, capacity or budget."""

    status = 409
    title = Words("余额不足", "The balance does not allow it")
    _sentence: ClassVar[Words] = Words(
        "{ledger}（{where}）的{measure}不足：可用 {available}，需要 {asked}",
        "Not enough {measure} in {ledger} ({where}): {available} available, {asked} asked",
    )

    def __init__(
        self,
        ledger: Words,
        dimensions: tuple[tuple[Words, Words], ...],
        measure: Words,
        available: Decimal,
        asked: Decimal,
        path: Path = (),
    ) -> None:
        self.ledger, self.dimensions, self.measure = ledger, dimensions, measure
        self.available, self.asked = available, asked
        self.others: tuple[Fault, ...] = ()
        """What else is short, so that everything is told at once."""
        where = Words(
            "，".join(f"{label.zh} {value.zh}" for label, value in dimensions) or "合计",
            ", ".join(f"{label.en} {value.en}" for label, value in dimensions) or "total",
        )
        amounts = {"available": f"{available.normalize():f}", "asked": f"{asked.normalize():f}"}
        message = self._sentence.fill(ledger=ledger, where=where, measure=measure, **amounts)
        super().__init__("balance_refused", message, path)

    @property
    def faults(self) -> tuple[Fault, ...]:
        return (*super().faults, *self.others)

    def extras(self, language: Language) -> Problem:
        return {
            "ledger": self.ledger.say(language),
            "dimensions": [{"title": t.say(language), "value": v.say(language)} for t, v in self.dimensions],
            "measure": self.measure.say(language),
            "available": f"{self.available:f}",
            "asked": f"{self.asked:f}",
        }


class TooLarge(JingweiError):
    """More than the declared limit of bytes, rows or digits."""

    status = 413
    title = Words("内容过大", "Too large")


class TooMany(JingweiError):
    """Asked too often; `retry_after` is in seconds."""

    status = 429
    title = Words("操作过于频繁", "Too many requests")

    def __init__(self, code: str, message: Words, path: Path = (), *, retry_after: int = 1) -> None:
        super().__init__(code, message, path)
        self.retry_after = retry_after


class Unavailable(JingweiError):
    """Not ready just now; the same request may succeed later."""

    status = 503
    title = Words("服务暂不可用", "Not available just now")
