"""Units of measure: what they measure, their exact factor and the step in which they are counted."""

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Literal

from jingwei.base.errors import Invalid, Path
from jingwei.base.words import Words

Direction = Literal["up", "down", "half_even"]

# What holds other things (套 箱 卷 …) is a dimension of its own: how much it holds depends on the item.
DIMENSIONS = MappingProxyType(
    {
        "count": Words("数量", "count"),
        "mass": Words("质量", "mass"),
        "length": Words("长度", "length"),
        "area": Words("面积", "area"),
        "volume": Words("体积", "volume"),
        "time": Words("时间", "time"),
        "set": Words("套", "sets"),
        "box": Words("箱", "boxes"),
        "pack": Words("包", "packs"),
        "roll": Words("卷", "rolls"),
        "drum": Words("桶", "drums"),
        "sheet": Words("张", "sheets"),
        "energy": Words("能量", "energy"),
    }
)


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit; `factor` of it make one base unit's worth: value × factor = value in the base unit."""

    code: str
    title: Words
    dimension: str
    factor: Fraction
    step: Decimal
    aliases: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.code or self.code != self.code.strip():
            raise ValueError("A unit needs a code without spaces around it.")
        if self.dimension not in DIMENSIONS:
            raise ValueError(f"Unit {self.code} measures {self.dimension!r}, which is not a dimension.")
        if self.factor <= 0 or self.step <= 0:
            raise ValueError(f"Unit {self.code} needs a positive factor and step.")


def _unit(code: str, zh: str, en: str, dimension: str, factor: str, step: str, *aliases: str) -> Unit:
    return Unit(code, Words(zh, en), dimension, Fraction(factor), Decimal(step), aliases)


UNITS: tuple[Unit, ...] = (
    _unit("个", "个", "pcs", "count", "1", "1", "pcs", "pc", "ea"),
    _unit("件", "件", "item", "count", "1", "1"),
    _unit("台", "台", "machine", "count", "1", "1"),
    _unit("只", "只", "unit", "count", "1", "1"),
    _unit("支", "支", "stick", "count", "1", "1"),
    _unit("根", "根", "bar", "count", "1", "1"),
    _unit("块", "块", "block", "count", "1", "1"),
    _unit("打", "打", "dozen", "count", "12", "1", "dz"),
    _unit("千个", "千个", "thousand", "count", "1000", "0.001"),
    _unit("套", "套", "set", "set", "1", "1", "set"),
    _unit("箱", "箱", "box", "box", "1", "1", "ctn"),
    _unit("包", "包", "pack", "pack", "1", "1", "pack"),
    _unit("卷", "卷", "roll", "roll", "1", "1", "roll"),
    _unit("桶", "桶", "drum", "drum", "1", "1", "drum"),
    _unit("张", "张", "sheet", "sheet", "1", "1", "sheet"),
    _unit("kg", "千克", "kilogram", "mass", "1", "0.001", "公斤", "千克"),
    _unit("g", "克", "gram", "mass", "1/1000", "0.001", "克"),
    _unit("mg", "毫克", "milligram", "mass", "1/1000000", "0.001", "毫克"),
    _unit("t", "吨", "tonne", "mass", "1000", "0.001", "吨"),
    _unit("斤", "市斤", "jin", "mass", "1/2", "0.001"),
    _unit("lb", "磅", "pound", "mass", "0.45359237", "0.001", "磅"),
    _unit("m", "米", "metre", "length", "1", "0.001", "米"),
    _unit("cm", "厘米", "centimetre", "length", "1/100", "0.01", "厘米"),
    _unit("mm", "毫米", "millimetre", "length", "1/1000", "0.01", "毫米"),
    _unit("μm", "微米", "micrometre", "length", "1/1000000", "0.01", "um", "微米"),
    _unit("km", "千米", "kilometre", "length", "1000", "0.001", "公里"),
    _unit("in", "英寸", "inch", "length", "0.0254", "0.001", "英寸"),
    _unit("ft", "英尺", "foot", "length", "0.3048", "0.001", "英尺"),
    _unit("m²", "平方米", "square metre", "area", "1", "0.0001", "m2", "平方米"),
    _unit("cm²", "平方厘米", "square centimetre", "area", "1/10000", "0.01", "cm2"),
    _unit("mm²", "平方毫米", "square millimetre", "area", "1/1000000", "0.01", "mm2"),
    _unit("L", "升", "litre", "volume", "1", "0.001", "升"),
    _unit("mL", "毫升", "millilitre", "volume", "1/1000", "0.01", "毫升"),
    _unit("m³", "立方米", "cubic metre", "volume", "1000", "0.001", "m3", "立方米"),
    _unit("min", "分钟", "minute", "time", "1", "0.01", "分钟"),
    _unit("s", "秒", "second", "time", "1/60", "1", "秒"),
    _unit("h", "小时", "hour", "time", "60", "0.01", "小时", "工时"),
    _unit("d", "天", "day", "time", "1440", "0.01", "天"),
    _unit("kWh", "千瓦时", "kilowatt hour", "energy", "1", "0.01", "度"),
)


class Catalogue:
    """Units by code; another set than the built-in may be given."""

    __slots__ = ("_by_code", "_by_name")

    def __init__(self, units: Iterable[Unit] = UNITS) -> None:
        self._by_code: dict[str, Unit] = {}
        self._by_name: dict[str, str] = {}
        for unit in units:
            if unit.code in self._by_code:
                raise ValueError(f"Unit {unit.code} is there twice.")
            self._by_code[unit.code] = unit
            for name in (*unit.aliases, unit.code, unit.title.zh, unit.title.en):
                self._by_name.setdefault(name.casefold(), unit.code)

    def __iter__(self) -> Iterator[Unit]:
        return iter(self._by_code.values())

    def unit(self, code: str, path: Path = ()) -> Unit:
        """The unit of that code; an unknown one is refused with the nearest known."""
        found = self._by_code.get(code)
        if found is None:
            raise Invalid.at(path, "unknown_unit", self._unknown(code))
        return found

    def _unknown(self, code: str) -> Words:
        name = code.strip().casefold()
        near = self._by_name.get(name)
        if near is None:
            close = difflib.get_close_matches(name, self._by_name, n=1)
            near = self._by_name[close[0]] if close else None
        if near is None:
            return Words("没有单位“{code}”", "There is no unit “{code}”").fill(code=code[:40])
        said = Words(
            "没有单位“{code}”，是否指“{near}”？", "There is no unit “{code}”; did you mean “{near}”?"
        )
        return said.fill(code=code[:40], near=near)

    def convert(self, value: Decimal, source: str, target: str, path: Path = ()) -> Fraction:
        """The exact value in another unit of the same dimension."""
        a, b = self.unit(source, path), self.unit(target, path)
        if a.dimension != b.dimension:
            said = Words(
                "“{a}”（{da}）不能换算为“{b}”（{db}）", "“{a}” ({da}) cannot be converted to “{b}” ({db})"
            )
            named = said.fill(a=a.code, b=b.code, da=DIMENSIONS[a.dimension], db=DIMENSIONS[b.dimension])
            raise Invalid.at(path, "unit_dimension", named)
        return Fraction(value) * a.factor / b.factor

    def convert_to_step(self, value: Decimal, source: str, target: str, direction: Direction) -> Decimal:
        """Converted and rounded to the step in which the target unit is counted."""
        return to_step(self.convert(value, source, target), self.unit(target).step, direction)


BUILT_IN = Catalogue()


def to_step(value: Fraction | Decimal, step: Decimal, direction: Direction) -> Decimal:
    """The nearest multiple of `step` in the direction asked; `up` is towards plus infinity."""
    if step <= 0:
        raise ValueError("A step is more than zero.")
    steps = Fraction(value) / Fraction(step)
    if direction == "up":
        count = -((-steps.numerator) // steps.denominator)
    elif direction == "down":
        count = steps.numerator // steps.denominator
    else:
        count = round(steps)
    numerator, denominator = step.as_integer_ratio()
    product = Fraction(count * numerator, denominator)
    places = max(0, -int(step.as_tuple().exponent))
    return Decimal(int(product * 10**places)).scaleb(-places)
