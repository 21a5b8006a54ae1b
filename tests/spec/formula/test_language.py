"""How formulas are read, typed and refused, and that nothing in them can overflow or run wild."""

from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.spec.formula.golden import AMBIENT

from jingwei.base.errors import Invalid
from jingwei.spec.formula import (
    BOOL,
    DATE,
    NULL,
    NUMBER,
    TEXT,
    Env,
    FormulaError,
    SqlExpr,
    Type,
    check,
    evaluate,
    list_of,
    lower,
    lower_typed,
    names,
    order,
    parse,
)
from jingwei.spec.formula.tree import Constant, Name, Node
from jingwei.spec.functions import AGGREGATES, FUNCTIONS

SCOPE = {
    "price": NUMBER,
    "quantity": NUMBER,
    "title": TEXT,
    "due": DATE,
    "lines.amount": list_of(NUMBER, "lines"),
    "lines.item": list_of(TEXT),
    "costs.amount": list_of(NUMBER),
}


def shape(node: Node) -> str:
    """A tree as nested brackets."""
    if isinstance(node, Constant):
        return repr(node.value) if isinstance(node.value, str) else str(node.value)
    if isinstance(node, Name):
        return node.name
    return f"({' '.join((node.function, *map(shape, node.args)))})"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3", "(+ 1 (* 2 3))"),
        ("1 - 2 - x", "(+ 1 (- 2) (- x))"),
        ("a*b/c/d*e", "(* (/ (* a b) c d) e)"),
        ("-a * b", "(* (- a) b)"),
        ("-5", "-5"),
        ("a & b & 'x'", "(& a b 'x')"),
        ("a + 1 & b", "(& (+ a 1) b)"),
        ("not a = 1 and b", "(AND (NOT (= a 1)) b)"),
        ("a or b and c or d", "(OR a (AND b c) d)"),
        ("x in (1, 2) and y", "(AND (in x 1 2) y)"),
        ("x not in (1)", "(NOT (in x 1))"),
        ("sum(lines.amount)", "(SUM lines.amount)"),
        ("'it''s' & \"a\"\"b\"", "(& \"it's\" 'a\"b')"),
        ("NULL", "None"),
        ("nullable", "nullable"),
        ("a\n+\tb", "(+ a b)"),
    ],
)
def test_reads(text: str, expected: str) -> None:
    assert shape(parse(text).root) == expected


@pytest.mark.parametrize(
    ("text", "code", "position"),
    [
        ("", "empty", 0),
        ("1 +", "unfinished", 3),
        ("1 + * 2", "unexpected", 4),
        ("（1）", "unexpected", 0),
        ("a = 1 = 2", "chained_comparison", 6),
        ("a % 2", "unexpected", 2),
        ("a + 'x", "open_text", 4),
        ("a\0", "unexpected", 1),
        ("'\0'", "unexpected", 1),
        ("a.b(1)", "unexpected", 3),
        ("a..b", "unexpected", 1),
        ("1.2.3", "unexpected", 3),
        ("价格 + 1", "unexpected", 0),
    ],
)
def test_refuses_what_cannot_be_read(text: str, code: str, position: int) -> None:
    with pytest.raises(FormulaError) as caught:
        parse(text)
    assert (caught.value.faults[0].code, caught.value.position) == (code, position)
    assert caught.value.problem("en")["position"] == position


def test_says_what_is_meant() -> None:
    with pytest.raises(FormulaError) as caught:
        parse("a ＞ 1")
    assert caught.value.message.zh == "请把“＞”写成“>”"
    with pytest.raises(FormulaError) as caught:
        check(parse("SUMM(price)"), SCOPE)
    assert "是否指“SUM”" in caught.value.message.zh
    with pytest.raises(FormulaError) as caught:
        check(parse("1 + pricee"), SCOPE)
    assert (caught.value.message.en, caught.value.position) == (
        "There is no field “pricee”; did you mean “price”?",
        4,
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("price * quantity", NUMBER),
        ("price > 1", BOOL),
        ("title & price", TEXT),
        ("IF(price > 1, due, null)", DATE),
        ("null", NULL),
        ("null + 1", NUMBER),
        ("COALESCE(null, null)", NULL),
        ("lines.amount * 2", Type("number", "lines")),
        ("lines.amount & lines.item", Type("text", "lines")),
        ("SUM(lines.amount * price)", NUMBER),
        ("COUNT(lines.item)", NUMBER),
        ("MAX(lines.amount)", NUMBER),
        ("MAX(lines.amount, price)", Type("number", "lines")),
    ],
)
def test_types(text: str, expected: Type) -> None:
    assert check(parse(text), SCOPE) == expected


def test_rows_of_two_sub_tables_do_not_mix() -> None:
    with pytest.raises(FormulaError, match="mixed_tables"):
        check(parse("SUM(lines.amount * costs.amount)"), SCOPE)
    assert check(parse("SUM(lines.amount) * SUM(costs.amount)"), SCOPE) == NUMBER


def nested(left: str, right: str, times: int) -> str:
    return left * times + "1" + right * times


@pytest.mark.parametrize(
    "text",
    [
        nested("(", ")", 4_000),
        nested("-", "", 9_000),
        nested("not ", "", 2_000),
        nested("ABS(", ")", 1_500),
        nested("IF(1=1,", ",0)", 900),
        "a" + "*b/c" * 2_000,
    ],
    ids=lambda text: text[:10],
)
def test_deep_nesting_is_refused_and_harmless(text: str) -> None:
    with pytest.raises(FormulaError, match="too_deep"):
        parse(text)


def test_a_long_sum_is_no_deep_tree() -> None:
    tree = parse("+".join(["1"] * 4_000))
    assert evaluate(tree, Env({}, AMBIENT)) == 4_000
    assert parse(nested("(", ")", 60)).root == Constant(Decimal(1), 60)


def test_too_long_is_refused() -> None:
    with pytest.raises(FormulaError, match="formula_too_long"):
        parse("1" + " " * 10_000)


def test_a_budget_ends_long_work() -> None:
    tree = parse("SUM(lines.amount * 2 + 1)")
    env = Env({"lines.amount": [1] * 1_000}, AMBIENT)
    assert evaluate(tree, env) == 3_000
    with pytest.raises(FormulaError, match="too_many_steps"):
        evaluate(tree, env, budget=2_999)


def test_texts_cannot_grow_without_end() -> None:
    doubling = "x"
    for _ in range(30):
        doubling = f"REPLACE({doubling}, 'a', 'aa')"
    with pytest.raises(FormulaError, match="text_too_long"):
        evaluate(parse(doubling), Env({"x": "a" * 1_000}, AMBIENT))


@pytest.mark.parametrize("value", [1.5, object(), b"x", {}, datetime(2026, 1, 1)])
def test_foreign_values_are_refused(value: object) -> None:
    with pytest.raises(TypeError, match="Formulas"):
        evaluate(parse("x"), Env({"x": value}, AMBIENT))  # type: ignore[dict-item]


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("-Infinity"), Decimal("1e40"), 10**40])
def test_numbers_out_of_range_are_refused(value: Decimal | int) -> None:
    with pytest.raises(Invalid, match="number_too_big"):
        evaluate(parse("x"), Env({"x": value}, AMBIENT))


def test_columns_of_different_length_are_refused() -> None:
    with pytest.raises(FormulaError, match="mixed_tables"):
        evaluate(parse("SUM(l.a * l.b)"), Env({"l.a": [1, 2], "l.b": [1]}, AMBIENT))


def test_order_follows_what_is_read() -> None:
    formulas = {"total": parse("net + tax"), "tax": parse("net * 0.13"), "net": parse("price * quantity")}
    assert order(formulas) == ("net", "tax", "total")


def test_order_of_a_chain_of_thousands() -> None:
    formulas = {f"f{n}": parse(f"f{n + 1} + 1") for n in range(5_000)}
    assert order(formulas)[0] == "f4999"
    assert order(formulas)[-1] == "f0"


@pytest.mark.parametrize(
    ("formulas", "circle"),
    [
        ({"a": "a + 1"}, "a → a"),
        ({"a": "b", "b": "c", "c": "a"}, "a → b → c → a"),
        ({"x": "a", "a": "b", "b": "a"}, "a → b → a"),
    ],
)
def test_a_circle_is_shown(formulas: dict[str, str], circle: str) -> None:
    with pytest.raises(FormulaError) as caught:
        order({name: parse(text) for name, text in formulas.items()})
    assert caught.value.message.zh == f"公式循环引用：{circle}"


def test_a_circle_of_thousands_is_found() -> None:
    with pytest.raises(FormulaError, match="circle"):
        order({f"f{n}": parse(f"f{(n + 1) % 5_000}") for n in range(5_000)})


def column(name: str) -> SqlExpr:
    return SqlExpr(f"r.{name}", NUMBER, 8)


def test_constants_are_bound_and_never_written() -> None:
    bound: list[object] = []

    def bind(value: object, kind: Type) -> str:
        bound.append(value)
        return f"${len(bound)}::{kind.kind}"

    sql = lower(parse("IF(price > 7, 'x''); drop table t; --', \"\"\"\") & true_name"), column_or_text, bind)
    text = "case when (r.price > $1::number) then $2::text else $3::text end"
    assert sql == f"(coalesce(({text}), '') || coalesce(r.t, ''))"
    assert bound == [Decimal(7), "x'); drop table t; --", '"']


def column_or_text(name: str) -> SqlExpr:
    return SqlExpr("r.t", TEXT) if name == "true_name" else column(name)


@pytest.mark.parametrize(
    ("text", "sql"),
    [
        ("price * quantity", "(r.price * r.quantity)"),
        ("a*b*c*d*e*f", "round((((((r.a * r.b) * r.c) * r.d) * r.e) * r.f), 40)"),
        ("a / b", "round(round(r.a, 40) / nullif(r.b, 0), 12)"),
        ("ROUND(a, 2)", "round(r.a, $1::int)"),
        ("a is", None),
    ],
)
def test_sql(text: str, sql: str | None) -> None:
    if sql is None:
        with pytest.raises(FormulaError, match="unexpected"):
            parse(text)
    else:
        assert lower(parse(text), column, lambda value, kind: "$1") == sql


def test_nested_functions_do_not_double_their_sql() -> None:
    text = "a"
    for _ in range(30):
        text = f"MOD({text} + 1, b)"
    assert len(lower(parse(text), column, lambda value, kind: "$1")) < 30 * 250


def test_a_column_is_not_one_value() -> None:
    def resolve(name: str) -> SqlExpr:
        return SqlExpr("l.amount", list_of(NUMBER), 4, "t9 as l")

    with pytest.raises(FormulaError, match="is_list"):
        lower(parse("lines.amount * 2"), resolve, lambda value, kind: "$1")
    found = lower_typed(parse("lines.amount * 2"), resolve, lambda value, kind: "$1")
    assert (found.sql, found.rows, found.type, found.scale) == (
        "(l.amount * $1)",
        "t9 as l",
        Type("number", "lines"),
        4,
    )
    with pytest.raises(ValueError, match="rows"):
        SqlExpr("x", list_of(NUMBER))


def test_every_function_has_its_own_name_and_title() -> None:
    for kind in (FUNCTIONS, AGGREGATES):
        assert len({entry.name for entry in kind}) == len(kind)
        assert all(entry.title.zh and entry.title.en for entry in kind)


@given(st.text(alphabet="()+-*/&=<>,.'\" 19aANOTndi齿\0", max_size=60))
def test_no_text_does_more_than_parse_or_be_refused(text: str) -> None:
    refused = refusal(text)
    assert refused is None or 0 <= refused.position <= len(text)


def refusal(text: str) -> FormulaError | None:
    try:
        tree = parse(text)
        check(tree, dict.fromkeys(names(tree), NUMBER))
    except FormulaError as refused:
        return refused
    return None


@given(st.text(max_size=40))
def test_any_text_can_be_quoted(text: str) -> None:
    clean = text.replace("\0", "")
    quoted = "'" + clean.replace("'", "''") + "'"
    assert evaluate(parse(quoted), Env({}, AMBIENT)) == clean


def test_every_function_is_in_the_reference() -> None:
    reference = (Path(__file__).parents[3] / "docs" / "reference" / "formula.md").read_text("utf-8")
    callable_names = {entry.name for entry in FUNCTIONS if not entry.operator} | {
        entry.name for entry in AGGREGATES
    }
    assert {name for name in callable_names if f"`{name}(" not in reference} == set()
