"""The columns of a sheet as fields of a form, and the text of a cell as a value the door takes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from jingwei.base.errors import Faults, Invalid
from jingwei.base.words import Words
from jingwei.exchange.csv.sheet import Row
from jingwei.exchange.wanted import Wanted
from jingwei.spec.catalogue import Catalogue
from jingwei.spec.fields import type_of
from jingwei.spec.form import Field, Form

YES = frozenset({"true", "yes", "y", "1", "是", "√", "✓"})
NO = frozenset({"false", "no", "n", "0", "否", "×"})
MEASURED = re.compile(r"([+-]?[0-9]+(?:\.[0-9]+)?)\s*([^\s0-9].*)?")
DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
UNWRITABLE = frozenset({"table", "attachment"})


@dataclass(frozen=True, slots=True)
class Columns:
    """Fields by the header they stand under; `key` is the header of the key."""

    form: Form
    fields: Mapping[str, Field]
    key: str

    def wanted(self, row: Row, faults: Faults) -> Wanted | None:
        """The record a row asks for; an empty cell says nothing. None when something in it is wrong."""
        before = len(faults.found)
        values: dict[str, object] = {}
        for header, item in self.fields.items():
            text = row.cells.get(header, "")
            if not text:
                continue
            try:
                value = valued(item, text)
                type_of(item.type).parse(item, value)
            except Invalid as error:
                faults.take(error, str(row.line), header)
                continue
            values[item.slug] = value
        key = values.pop(self.fields[self.key].slug, None)
        if key is None and len(faults.found) == before:
            faults.add(
                (str(row.line), self.key), "required", Words("主键不能为空", "The key must not be empty")
            )
        if key is None or len(faults.found) > before:
            return None
        return Wanted(str(key), values, (str(row.line),))


def columns(catalogue: Catalogue, form: Form, header: list[str]) -> Columns:
    """Every header as a field, by slug or by title in either language; what cannot be written is refused."""
    faults = Faults()
    key = form.by_slug.get(form.key or "")
    if key is None or key.computed or key.set_by == "flow":
        words = Words(
            "表单“{f}”没有可填写的主键，不能用 CSV 导入", 'The form "{f}" has no key that can be written'
        )
        raise Invalid.at((), "no_key", words.fill(f=form.title))
    titles = {name: item for item in form.fields for name in (item.title.zh, item.title.en)}
    fields: dict[str, Field] = {}
    for name in filter(None, header):
        item = form.by_slug.get(name) or titles.get(name)
        why = "unknown_column" if item is None else refusal(catalogue, item)
        if item is None or why:
            words = Words("列“{c}”不能导入", 'The column "{c}" cannot be imported').fill(c=name[:60])
            faults.add(("1", name), why, words)
        elif item in fields.values():
            faults.add(("1", name), "duplicate", Words("两列指同一字段", "Two columns mean the same field"))
        else:
            fields[name] = item
    found = next((name for name, item in fields.items() if item is key), None)
    if found is None:
        words = Words("缺少主键列“{k}”（{s}）", 'The key column "{k}" ({s}) is missing').fill(
            k=key.title, s=key.slug
        )
        faults.add(("1",), "no_key_column", words)
    faults.refuse()
    return Columns(form, fields, str(found))


def refusal(catalogue: Catalogue, item: Field) -> str:
    """Why a field cannot come from a cell, empty when it can."""
    if item.computed or item.set_by == "flow":
        return "not_writable"
    if item.type in UNWRITABLE:
        return "not_in_csv"
    if item.to is not None and catalogue.forms[item.to].key is None:
        return "no_key"
    return ""


def valued(item: Field, text: str) -> object:
    """The text of a cell as API clients would send the value."""
    if item.to is not None:
        return {"key": text}
    match item.type:
        case "switch":
            said = text.casefold()
            return said in YES if said in YES | NO else text
        case "choice":
            return next((c.value for c in item.choices if text in (c.value, c.title.zh, c.title.en)), text)
        case "percent":
            return percent(text)
        case "quantity" | "money":
            found = MEASURED.fullmatch(text)
            return {"value": found[1], "unit": found[2].strip()} if found and found[2] else text
        case "date":
            return day(text)
    return text


def percent(text: str) -> str:
    """`13%` is 0.13; the point is moved in the text, so that nothing is rounded."""
    if not text.endswith("%"):
        return text
    number = text[:-1].strip()
    found = MEASURED.fullmatch(number)
    if found is None or found[2]:
        return text
    sign = "-" if number.startswith("-") else ""
    whole, _, rest = number.lstrip("+-").partition(".")
    padded = whole.rjust(3, "0")
    return f"{sign}{padded[:-2]}.{padded[-2:]}{rest}"


def day(text: str) -> str:
    """`2026/1/5` and `2026年1月5日` as 2026-01-05."""
    found = DAY.fullmatch(text)
    if found is None:
        return text
    try:
        return date(int(found[1]), int(found[2]), int(found[3])).isoformat()
    except ValueError:
        return text
