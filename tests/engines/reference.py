"""The reference page of the engines, from their sources: `python -m tests.engines.reference > docs/reference/engines.md`.

Read as text and not imported: the page is the same with every version of Python, and compiled functions look like the others.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

SOURCES = Path(__file__).parents[2] / "src"
PARTS = (
    "schedule", "mrp", "bom", "promise", "spc", "sampling", "effectiveness", "assets", "costing", "case", "refusal",
)  # fmt: skip
HEAD = """# The engines: every public name

From the sources (`python -m tests.engines.reference`). With examples and sources of the methods: [The engines as a library](../engines.md).
Times are whole minutes, days whole days from day 0, quantities whole steps of an item; arrays are int64 unless said.
"""


def page() -> str:
    return "\n".join([HEAD, *(line for part in PARTS for line in written(part))]).rstrip() + "\n"


def written(part: str) -> Iterator[str]:
    """A chapter: what the package says of itself, then its names in order of the alphabet."""
    file = SOURCES / "jingwei" / "engines" / part / "__init__.py"
    file = file if file.exists() else file.parent.with_suffix(".py")
    tree = ast.parse(file.read_text("utf-8"))
    yield f"## jingwei.engines.{part}\n"
    yield sentence(tree) + "\n"
    for name in public(tree):
        node = defined(tree, name)
        if node is not None:
            yield from entry(name, node)


def public(tree: ast.Module) -> list[str]:
    """The names of __all__, or what a module without one defines for others."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return [str(name) for name in ast.literal_eval(node.value)]
    return [
        node.name
        for node in tree.body
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and not node.name.startswith("_")
    ]


def defined(tree: ast.Module, name: str) -> ast.stmt | None:
    """Where a name comes to be, through as many imports as it takes."""
    for node in tree.body:
        if isinstance(node, ast.ImportFrom):
            for one in node.names:
                if (one.asname or one.name) == name:
                    near = SOURCES / (node.module or "").replace(".", "/")
                    file = (
                        near.with_suffix(".py") if near.with_suffix(".py").exists() else near / "__init__.py"
                    )
                    return defined(ast.parse(file.read_text("utf-8")), one.name)
        elif isinstance(node, ast.ClassDef | ast.FunctionDef) and node.name == name:
            return node
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            if ast.unparse(target) == name:
                return node
    return None


def entry(name: str, node: ast.stmt) -> Iterator[str]:
    if isinstance(node, ast.FunctionDef):
        answer = f" -> {ast.unparse(node.returns)}" if node.returns else ""
        yield f"### {name}\n\n```python\n{name}({ast.unparse(node.args)}){answer}\n```\n"
        yield told(node)
    elif isinstance(node, ast.ClassDef):
        yield f"### {name}\n"
        rows = [*bases(node), *fields(node)]
        if rows:
            yield "```python\n" + "\n".join(rows) + "\n```\n"
        yield told(node)
        yield from methods(node)
    elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
        shown = ast.unparse(node.value)
        yield f"### {name}\n\n`{shown}`\n" if len(shown) < 100 else f"### {name}\n"


def bases(node: ast.ClassDef) -> Iterator[str]:
    if node.bases:
        yield f"class {node.name}({', '.join(map(ast.unparse, node.bases))})"


def fields(node: ast.ClassDef) -> Iterator[str]:
    for one in node.body:
        if isinstance(one, ast.AnnAssign | ast.Assign):
            text = ast.unparse(one)
            if not text.startswith("_"):
                yield text


def methods(node: ast.ClassDef) -> Iterator[str]:
    """Those that say what they do; the others are named by what they are."""
    rows = []
    for one in node.body:
        if isinstance(one, ast.FunctionDef) and not one.name.startswith("_"):
            given = [argument.arg for argument in one.args.args[1:]]
            plain = any(ast.unparse(mark) == "property" for mark in one.decorator_list)
            call = f".{one.name}" if plain else f".{one.name}({', '.join(given)})"
            answer = f" → `{ast.unparse(one.returns)}`" if one.returns else ""
            rows.append(f"- `{call}`{answer} {sentence(one)}".rstrip())
    if rows:
        yield "\n".join(rows) + "\n"


def told(node: ast.ClassDef | ast.FunctionDef) -> str:
    """The docstring; what is set out in columns stays in columns."""
    text = ast.get_docstring(node) or ""
    head, _, rest = text.partition("\n\n")
    return f"{head}\n" + (f"\n```text\n{rest}\n```\n" if rest else "")


def sentence(node: ast.Module | ast.FunctionDef) -> str:
    return (ast.get_docstring(node) or "").partition("\n\n")[0].replace("\n", " ")


if __name__ == "__main__":
    print(page(), end="")
