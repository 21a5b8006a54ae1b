"""Prices of many currencies become the one currency the suite values stock in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType

from jingwei.base.decimals import MONEY, divide, multiply, parse_decimal
from jingwei.base.errors import Invalid
from jingwei.base.words import Words

REFERENCE: Mapping[str, Decimal] = MappingProxyType(
    {
        "CNY": Decimal(1), "USD": Decimal("7.10"), "EUR": Decimal("7.80"), "GBP": Decimal("9.20"), "HKD": Decimal("0.91"),
        "JPY": Decimal("0.048"), "AUD": Decimal("4.70"), "CAD": Decimal("5.15"), "NZD": Decimal("4.25"), "SGD": Decimal("5.40"),
        "CHF": Decimal("8.40"), "SEK": Decimal("0.70"), "TWD": Decimal("0.22"), "KRW": Decimal("0.0052"), "INR": Decimal("0.084"),
    }
)  # fmt: skip
"""CNY for one unit: rough figures for planning, named in the result; the person may give better ones."""


@dataclass(frozen=True, slots=True)
class Rates:
    """CNY per unit of a currency."""

    cny: Mapping[str, Decimal] = field(default_factory=lambda: REFERENCE)
    named: frozenset[str] = frozenset()
    """Currencies whose rate the person has given."""

    def __post_init__(self) -> None:
        for code, rate in self.cny.items():
            if rate <= 0:
                raise ValueError(f"The rate of {code} must be more than zero.")

    @classmethod
    def given(cls, texts: Iterable[str]) -> Rates:
        """The reference rates with those given as `USD=7.05`."""
        rates, named = dict(REFERENCE), set[str]()
        for text in texts:
            code, sign, raw = text.partition("=")
            words = Words("汇率应写作 USD=7.10，而不是“{t}”", 'A rate is written USD=7.10, not "{t}"').fill(
                t=text[:40]
            )
            try:
                rate = parse_decimal(raw)
            except Invalid as error:
                raise Invalid.at(("rate",), "bad_rate", words) from error
            if not sign or not (code.isalpha() and len(code) == 3) or not 0 < rate < 1_000_000:
                raise Invalid.at(("rate",), "bad_rate", words)
            rates[code.upper()] = rate
            named.add(code.upper())
        return cls(MappingProxyType(rates), frozenset(named))

    def convert(self, price: Decimal, currency: str) -> Decimal | None:
        """CNY with ten decimals at most; None for a currency without a rate."""
        rate = self.cny.get(currency or "CNY")
        return None if rate is None else multiply(price, rate)


def to_money(amount: Decimal) -> Decimal:
    """Rounded half-up to the four decimals of a money field."""
    return MONEY.fit(amount)


def each(price: Decimal, pack: Decimal) -> Decimal:
    """The price of one unit out of a pack."""
    return price if pack == 1 else divide(price, pack)
