"""What every mapping stands on: the export, how things are called and counted here, and where notices go."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from jingwei.base.decimals import EXACT, QUANTITY, plain, round_to, settle
from jingwei.base.errors import Fault, Faults, Path
from jingwei.base.words import Words
from jingwei.exchange.inventree import models as m
from jingwei.exchange.inventree.entry import origin
from jingwei.exchange.inventree.export import Export, above
from jingwei.exchange.inventree.measure import PIECES, Measure, measure
from jingwei.exchange.inventree.money import Rates, to_money
from jingwei.exchange.tally import Tally

NOWHERE = "L-0"
"""The warehouse of what has no location."""


class Ground:
    """Built once per import; a fault here stops it before anything is written."""

    def __init__(self, export: Export, rates: Rates, tally: Tally, faults: Faults) -> None:
        self.export, self.rates, self.tally, self.faults = export, rates, tally, faults
        self.parts = export.parts
        self.locations = export.of("stock.stocklocation", m.Location)
        self.companies = export.of("company.company", m.Company)
        self.supplier_parts = export.of("company.supplierpart", m.SupplierPart)
        self.stock = export.of("stock.stockitem", m.StockItem)
        self.parents = {pk: part.variant_of for pk, part in self.parts.items()}
        self.measures = {pk: self._measure(pk, part) for pk, part in self.parts.items()}
        self.codes = self._codes()
        self.home = self._home()
        self.currencies: set[str] = set()
        """Those a price of the file has been converted from."""

    def _measure(self, pk: int, part: m.Part) -> Measure:
        found = measure(part.units)
        if found is None:
            words = Words("没有单位“{u}”", 'There is no unit "{u}"').fill(u=part.units[:40])
            self.faults.add(origin("part.part", pk, "units"), "unknown_unit", words)
        return found or PIECES

    def _codes(self) -> dict[int, str]:
        """The IPN, or P-<pk>; parts that share an IPN get their pk behind it, all but the first."""
        codes: dict[int, str] = {}
        taken: set[str] = set()
        for pk, part in sorted(self.parts.items()):
            code = " ".join(part.ipn.split()) or f"P-{pk}"
            if code in taken:
                words = Words(
                    "编码“{c}”重复，改为“{n}”", 'The IPN "{c}" stands twice; this one becomes "{n}"'
                )
                said = words.fill(c=code, n=f"{code}-{pk}")
                self.tally.notice(origin("part.part", pk, "IPN"), "duplicate_ipn", said)
                code = f"{code}-{pk}"
            codes[pk] = code
            taken.add(code)
        return codes

    def _home(self) -> dict[int, int]:
        """Where a part is kept: its default location, that of its category, or where most lots of it lie."""
        categories = self.export.of("part.partcategory", m.Category)
        lots: dict[int, Counter[int]] = defaultdict(Counter)
        for item in self.stock.values():
            if item.location:
                lots[item.part][item.location] += 1
        home: dict[int, int] = {}
        for pk, part in self.parts.items():
            category = categories.get(part.category or 0)
            most = lots[pk].most_common(1)
            home[pk] = part.location or (category and category.location) or (most[0][0] if most else 0)
        return home

    # naming

    def item(self, pk: int) -> dict[str, str]:
        """A link to the item of a part."""
        return {"key": self.codes[pk]}

    def place(self, location: int | None) -> dict[str, str]:
        return {"key": location_code(location)}

    def company(self, pk: int) -> dict[str, str]:
        return {"key": company_code(pk)}

    def path(self, parents: Mapping[int, int | None], names: Mapping[int, str], pk: int | None) -> str:
        """`Factory / Room A` for something in a tree."""
        return " / ".join(names[one] for one in reversed(above(parents, pk))) if pk else ""

    # amounts

    def amount(self, part: int, quantity: Decimal) -> dict[str, str]:
        """A quantity of a part in the unit of its item."""
        known = self.measures[part]
        return {"value": plain(self.scaled(quantity, known.factor)), "unit": known.unit}

    def scaled(self, quantity: Decimal, factor: Fraction) -> Decimal:
        exact = Fraction(quantity) * factor
        value = EXACT.divide(Decimal(exact.numerator), Decimal(exact.denominator))
        return QUANTITY.fit(settle(value))

    def price(self, part: int, price: Decimal | None, currency: str, at: Path) -> Decimal | None:
        """CNY for one unit of the item; a currency without a rate is a fault."""
        if price is None:
            return None
        converted = self.rates.convert(price, currency)
        if converted is None:
            words = Words("没有币种“{c}”的汇率，请给出", 'There is no rate for "{c}"; please give one').fill(
                c=currency[:10]
            )
            self.faults.add(at, "unknown_currency", words)
            return None
        self.currencies.add(currency)
        factor = self.measures[part].factor
        exact = Fraction(converted) / factor
        return round_to(EXACT.divide(Decimal(exact.numerator), Decimal(exact.denominator)), 10)

    def tell_rates(self) -> None:
        """Names the rates that were used, so that a rough one does not pass unseen."""
        for code in sorted(self.currencies - {"CNY", ""}):
            words = Words("{c} 按 {r} 折算为人民币{w}", "{c} is converted into CNY at {r}{w}")
            whose = Words("（内置参考汇率，可另行指定）", " (built-in reference; another may be given)")
            said = words.fill(
                c=code,
                r=plain(self.rates.cny[code]),
                w=Words("（指定）", " (as given)") if code in self.rates.named else whose,
            )
            self.tally.notices.insert(0, Fault(("currency", code), "rate", said))

    def notice(self, path: Path, code: str, zh: str, en: str, **values: object) -> None:
        self.tally.notice(path, code, Words(zh, en).fill(**values))


def money(value: Decimal | None) -> str | None:
    """As a money field takes it."""
    return None if value is None else plain(to_money(value))


def location_code(pk: int | None) -> str:
    return f"L-{pk}" if pk else NOWHERE


def company_code(pk: int) -> str:
    return f"C-{pk}"


def key(model: str, pk: int, *rest: str) -> str:
    """The external key by which a record is found again."""
    return ":".join(("inventree", model, str(pk), *rest))


def line_text(text: str, longest: int) -> str:
    """On one line, cut where the field ends."""
    joined = " ".join(text.split())
    return joined if len(joined) <= longest else joined[: longest - 1] + "…"
