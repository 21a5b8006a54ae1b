"""Habits of the code that a machine can hold: modules say what they are, stay small and import openly."""

import ast
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src" / "jingwei"
CEILING = 400
NAMELESS = {
    "utils",
    "util",
    "helpers",
    "helper",
    "manager",
    "managers",
    "service",
    "services",
    "common",
    "misc",
}


def modules() -> Iterator[tuple[str, str]]:
    for path in sorted(SOURCE.rglob("*.py")):
        yield str(path.relative_to(SOURCE)), path.read_text()


def test_every_module_opens_with_a_sentence() -> None:
    silent = [name for name, text in modules() if not (ast.get_docstring(ast.parse(text)) or "").strip()]
    assert silent == []


def test_no_module_outgrows_the_ceiling() -> None:
    assert [name for name, text in modules() if text.count("\n") > CEILING] == []


def test_modules_are_named_after_what_they_are() -> None:
    assert [name for name, _ in modules() if Path(name).stem in NAMELESS] == []


def test_imports_stand_at_the_top() -> None:
    """An import inside a function hides a cycle; the thing should be moved instead."""
    hidden = [
        f"{name}:{inner.lineno}"
        for name, text in modules()
        for function in ast.walk(ast.parse(text))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(function)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert hidden == []


def test_no_schema_name_is_left_to_the_session() -> None:
    """Behind a transaction pooler the search path of a session is nobody's: names carry their schema."""
    assert [name for name, text in modules() if "search_path" in text] == []
