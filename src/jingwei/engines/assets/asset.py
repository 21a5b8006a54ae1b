"""A fixed asset as the books know it; an asset that can be built can be depreciated."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from jingwei.engines.refusal import InvalidInputError


class Method(Enum):
    """The four methods of 企业会计准则第 4 号 (CAS 4), article 17."""

    STRAIGHT_LINE = "年限平均法"
    UNITS = "工作量法"
    DOUBLE_DECLINING = "双倍余额递减法"
    SUM_OF_YEARS = "年数总和法"


@dataclass(frozen=True, slots=True)
class Asset:
    """What is to be written off: cost − residual, from the month after `in_use` (guidance to CAS 4).

    months  useful life; for UNITS it is not looked at
    units   total work expected (km, hours, strokes); for UNITS only
    digits  decimals of the currency; cost and residual have no more
    """

    cost: Decimal
    residual: Decimal
    in_use: date
    method: Method = Method.STRAIGHT_LINE
    months: int = 0
    units: Decimal = Decimal(0)
    digits: int = 2

    def __post_init__(self) -> None:
        if not Decimal(0) <= self.residual <= self.cost:
            raise InvalidInputError(
                f"残值 {self.residual} 应不小于 0 且不大于原值 {self.cost}。",
                f"The residual value {self.residual} must lie between 0 and the cost {self.cost}.",
                ("residual",),
            )
        for name in ("cost", "residual"):
            minor(getattr(self, name), self.digits, (name,))
        if self.method is Method.UNITS:
            if self.units <= 0:
                raise InvalidInputError(
                    f"工作量法的总工作量 {self.units} 应大于 0。",
                    f"The total units {self.units} must be above 0.",
                    ("units",),
                )
        elif self.months < 1:
            raise InvalidInputError(
                f"使用寿命 {self.months} 个月应至少为 1。",
                f"The useful life of {self.months} months must be 1 at least.",
                ("months",),
            )


@dataclass(frozen=True, slots=True)
class Revaluation:
    """A change of the book value (impairment below 0) that counts from the month after `on`.

    residual, months: the new residual value and the months that remain; None leaves them.
    """

    on: date
    amount: Decimal
    residual: Decimal | None = None
    months: int | None = None


@dataclass(frozen=True, slots=True)
class Usage:
    """Work done in the month of `month`."""

    month: date
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Charge:
    """Depreciation of one month: month as its first day, the book value after it."""

    month: date
    amount: Decimal
    accumulated: Decimal
    book: Decimal


def minor(amount: Decimal, digits: int, place: tuple[str | int, ...]) -> int:
    """An amount in the smallest units of the currency."""
    scaled = amount.scaleb(digits)
    if not amount.is_finite() or scaled != scaled.to_integral_value():
        raise InvalidInputError(
            f"金额 {amount} 的小数超过 {digits} 位。",
            f"The amount {amount} has more than {digits} decimals.",
            place,
        )
    return int(scaled)


def month_after(day: date, months: int = 1) -> date:
    """The first day of the month so many months after that of `day`."""
    number = day.year * 12 + day.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)
