"""Money in Chinese capitals (大写金额), as bills and vouchers require."""

from decimal import Decimal

from jingwei.base import decimals
from jingwei.base.words import Words
from jingwei.spec.functions.function import Function, N
from jingwei.spec.functions.types import Value

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")


def _group(number: int) -> str:
    """A number below 10000; zeros inside are said once, zeros at the end not at all."""
    text, gap = "", False
    for power in (3, 2, 1, 0):
        digit = number // 10**power % 10
        if digit:
            text += ("零" if gap and text else "") + _DIGITS[digit] + _PLACES[power]
        gap = not digit
    return text


def _yuan(number: int) -> str:
    for unit, size in (("亿", 10**8), ("万", 10**4)):
        if number >= size:
            rest = number % size
            joint = "零" if 0 < rest < size // 10 else ""
            return _yuan(number // size) + unit + joint + _yuan(rest)
    return _group(number)


def rmb_upper(amount: Decimal) -> Value:
    """Yuan, jiao and fen in capitals, rounded half-up to the fen; null from ten quadrillion on."""
    rounded = decimals.round_to(amount, 2)
    fen_in_all = int(abs(rounded).scaleb(2, decimals.EXACT))
    if fen_in_all >= 10**18:
        return None
    yuan, jiao, fen = fen_in_all // 100, fen_in_all // 10 % 10, fen_in_all % 10
    text = _yuan(yuan) + "元" if yuan else ""
    if jiao:
        text += _DIGITS[jiao] + "角"
    if fen:
        text += ("零" if text and not jiao else "") + _DIGITS[fen] + "分"
    else:
        text = (text or "零元") + "整"
    return ("负" if rounded < 0 else "") + text


FUNCTIONS: tuple[Function, ...] = (
    # Not in the database: it is written on documents, never searched or sorted by.
    Function("RMB_UPPER", Words("大写金额", "Amount in Chinese capitals"), (N,), "text", rmb_upper, None),
)
