"""Reads a formula: operator precedence by binding powers, nesting bounded so that nothing can overflow."""

from decimal import Decimal

from jingwei.base.decimals import ZERO, subtract
from jingwei.base.words import Words
from jingwei.spec.formula.error import FormulaError
from jingwei.spec.formula.lexer import Token, tokens
from jingwei.spec.formula.tree import Call, Constant, Name, Node, Tree

DEEPEST = 64

_OR, _AND, _NOT, _COMPARE, _JOIN, _ADD, _MULTIPLY, _SIGN = range(1, 9)
_BINARY = {
    "or": _OR,
    "and": _AND,
    "in": _COMPARE,
    "not": _COMPARE,
    **dict.fromkeys(("=", "<>", "<", "<=", ">", ">="), _COMPARE),
    "&": _JOIN,
    "+": _ADD,
    "-": _ADD,
    "*": _MULTIPLY,
    "/": _MULTIPLY,
}
_FUNCTION_OF = {"or": "OR", "and": "AND", "-": "+"}
_CONSTANTS = {"true": True, "false": False, "null": None}


def parse(text: str) -> Tree:
    """The tree of a formula; FormulaError tells the first thing that cannot be read and where."""
    parser = _Parser(list(tokens(text)))
    if parser.peek().shape == "end":
        raise FormulaError("empty", Words("公式为空", "The formula is empty"))
    root = parser.expression(0)
    if parser.peek().shape != "end":
        raise parser.unexpected()
    _refuse_deep(root)
    return Tree(text, root)


def _refuse_deep(root: Node) -> None:
    """`a * b / c * d …` nests without brackets, so the tree is measured too; what follows recurs on it."""
    level: list[Node] = [root]
    for _ in range(DEEPEST):
        level = [arg for node in level if isinstance(node, Call) for arg in node.args]
    if level:
        raise _too_deep(level[0].at)


def _too_deep(at: int) -> FormulaError:
    words = Words("公式嵌套超过 {n} 层", "The formula is nested more than {n} deep").fill(n=DEEPEST)
    return FormulaError("too_deep", words, at)


class _Parser:
    def __init__(self, found: list[Token]) -> None:
        self.found, self.position, self.depth = found, 0, 0

    def peek(self) -> Token:
        return self.found[self.position]

    def take(self) -> Token:
        token = self.peek()
        self.position += 1
        return token

    def unexpected(self) -> FormulaError:
        token = self.peek()
        if token.shape == "end":
            return FormulaError("unfinished", Words("公式没有写完", "The formula is not finished"), token.at)
        words = Words("此处不应出现“{found}”", "“{found}” is not expected here").fill(found=token.text[:40])
        return FormulaError("unexpected", words, token.at)

    def symbol(self, wanted: str) -> None:
        if self.peek().shape != "symbol" or self.peek().text != wanted:
            if self.peek().shape == "end":
                words = Words("缺少“{wanted}”", "“{wanted}” is missing").fill(wanted=wanted)
                raise FormulaError("unfinished", words, self.peek().at)
            raise self.unexpected()
        self.take()

    def expression(self, power: int) -> Node:
        """Everything that binds more tightly than `power`."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise _too_deep(self.peek().at)
        left = self.prefix()
        while (operator := self.operator()) and _BINARY[operator] > power:
            left = self.binary(left, operator, self.take().at)
        self.depth -= 1
        return left

    def operator(self) -> str | None:
        token = self.peek()
        text = token.text.lower() if token.shape == "word" else token.text
        return text if token.shape in ("word", "symbol") and text in _BINARY else None

    def binary(self, left: Node, operator: str, at: int) -> Node:
        if operator in ("in", "not"):
            found = self.membership(left, negated=operator == "not", at=at)
            return self.closed_comparison(found)
        power = _BINARY[operator]
        right = self.expression(power)
        if power == _COMPARE:
            return self.closed_comparison(Call(operator, (left, right), at))
        if operator == "-":
            right = Call("-", (right,), at)
        function = _FUNCTION_OF.get(operator, operator)
        # A chain becomes one call, so that a long sum is not a deep tree.
        if isinstance(left, Call) and left.function == function:
            return Call(function, (*left.args, right), left.at)
        return Call(function, (left, right), at)

    def closed_comparison(self, found: Node) -> Node:
        operator = self.operator()
        if operator is not None and _BINARY[operator] == _COMPARE:
            words = Words("不能连续比较，请用 and 连接", "Comparisons cannot be chained; join them with and")
            raise FormulaError("chained_comparison", words, self.peek().at)
        return found

    def membership(self, item: Node, *, negated: bool, at: int) -> Node:
        if negated:
            if self.peek().shape != "word" or self.peek().text.lower() != "in":
                raise self.unexpected()
            self.take()
        self.symbol("(")
        found = Call("in", (item, *self.arguments()), at)
        if len(found.args) == 1:
            raise FormulaError("empty_list", Words("in 后的列表为空", "The list after in is empty"), at)
        return Call("NOT", (found,), at) if negated else found

    def prefix(self) -> Node:
        token = self.peek()
        if token.shape in ("number", "text"):
            self.take()
            return Constant(token.value, token.at)
        if token.shape == "word":
            return self.word()
        if token.shape == "symbol" and token.text == "-":
            self.take()
            inner = self.expression(_SIGN)
            if isinstance(inner, Constant) and isinstance(inner.value, Decimal):
                return Constant(subtract(ZERO, inner.value), token.at)
            return Call("-", (inner,), token.at)
        if token.shape == "symbol" and token.text == "(":
            self.take()
            inner = self.expression(0)
            self.symbol(")")
            return inner
        raise self.unexpected()

    def word(self) -> Node:
        token = self.peek()
        word = token.text.lower()
        if word == "in" or (word in ("or", "and") and self.found[self.position + 1].text != "("):
            raise self.unexpected()
        if word == "not":
            self.take()
            return Call("NOT", (self.expression(_NOT),), token.at)
        if word in _CONSTANTS:
            self.take()
            return Constant(_CONSTANTS[word], token.at)
        self.take()
        if self.peek().shape == "symbol" and self.peek().text == "(" and "." not in token.text:
            self.take()
            return Call(token.text.upper(), self.arguments(), token.at)
        return Name(token.text, token.at)

    def arguments(self) -> tuple[Node, ...]:
        """Up to and with the closing bracket."""
        if self.peek().shape == "symbol" and self.peek().text == ")":
            self.take()
            return ()
        found = [self.expression(0)]
        while self.peek().shape == "symbol" and self.peek().text == ",":
            self.take()
            found.append(self.expression(0))
        self.symbol(")")
        return tuple(found)
