"""Dates and instants; whatever has no date (30 February, year 10000) is null, never an error."""

from calendar import monthrange
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from jingwei.base.words import Words
from jingwei.spec.functions.function import Ambient, Function, Lower, N, Param, T, integral, of, whole_number
from jingwei.spec.functions.sql import Lowering, SqlExpr, let, whole
from jingwei.spec.functions.types import Value

D, I = of("date"), of("datetime")  # noqa: E741
DAYLIKE = Param(frozenset(("date", "datetime")))
_FAR = 10_000_000
_MINUTES = 100_000_000  # 190 years; PostgreSQL multiplies an interval exactly up to there
_LAST = date.max.toordinal()
_EPOCH = "date '0001-01-01'"


def _local(ambient: Ambient, value: date) -> date:
    return value.astimezone(ambient.zone) if isinstance(value, datetime) else value


def _local_sql(lowering: Lowering, part: SqlExpr) -> str:
    if part.type.kind == "datetime":
        return f"({part.sql} at time zone {lowering.special('zone')})"
    return part.sql


def _part(read: Callable[[date], int]) -> Callable[..., Value]:
    return lambda ambient, value: Decimal(read(_local(ambient, value)))


def _part_sql(name: str) -> Lower:
    return lambda lowering, parts: f"extract({name} from {_local_sql(lowering, parts[0])})"


def _date(year: Decimal, month: Decimal, day: Decimal) -> Value:
    y, m, d = (whole_number(value, -1, 10_000) for value in (year, month, day))
    if not (1 <= y <= 9999 and 1 <= m <= 12 and 1 <= d <= monthrange(y, m)[1]):
        return None
    return date(y, m, d)


def _date_sql(_: Lowering, parts: tuple[SqlExpr, ...]) -> str:
    first = "make_date(least(greatest({y}, 1), 9999), least(greatest({m}, 1), 12), 1)"
    # The day is added to the first of the month: make_date itself would fail on 30 February.
    found = f"{first} + least(greatest({{d}}, 1), 31) - 1"
    valid = "{y} between 1 and 9999 and {m} between 1 and 12 and {d} between 1 and 31"
    template = f"case when {valid} and extract(month from {found}) = {{m}} then {found} end"
    y, m, d = (whole(part, -1, 10_000) for part in parts)
    return let(template, y=y, m=m, d=d)


def _add_days(day: date, count: Decimal) -> Value:
    ordinal = day.toordinal() + whole_number(count, -_FAR, _FAR)
    return date.fromordinal(ordinal) if 1 <= ordinal <= _LAST else None


def _add_days_sql(_: Lowering, parts: tuple[SqlExpr, ...]) -> str:
    number = f"({{x}} - {_EPOCH} + {{n}})"
    # Clamped as well as tested, for the planner may compute a constant branch that is never taken.
    found = f"{_EPOCH} + least(greatest({number}, 0), {_LAST - 1})"
    bounded = whole(parts[1], -_FAR, _FAR)
    return let(f"case when {number} between 0 and {_LAST - 1} then {found} end", x=parts[0].sql, n=bounded)


def _add_months(day: date, count: Decimal) -> Value:
    months = day.year * 12 + day.month - 1 + whole_number(count, -_FAR, _FAR)
    year, month = months // 12, months % 12 + 1
    if not 1 <= year <= 9999:
        return None
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _add_months_sql(_: Lowering, parts: tuple[SqlExpr, ...]) -> str:
    months = "(extract(year from {x}) * 12 + extract(month from {x}) - 1)::int"
    target = f"({months} + {{n}})"
    added = f"least(greatest({target}, 12), 119999) - {months}"
    found = f"({{x}} + make_interval(months => {added}))::date"
    bounded = whole(parts[1], -_FAR, _FAR)
    return let(f"case when {target} between 12 and 119999 then {found} end", x=parts[0].sql, n=bounded)


def _month_end(day: date) -> Value:
    return day.replace(day=monthrange(day.year, day.month)[1])


def _month_end_sql(_: Lowering, parts: tuple[SqlExpr, ...]) -> str:
    return f"(date_trunc('month', {parts[0].sql}::timestamp) + interval '1 month' - interval '1 day')::date"


def _add_minutes(at: datetime, count: Decimal) -> Value:
    minutes = whole_number(count, -_MINUTES - 1, _MINUTES + 1)
    if abs(minutes) > _MINUTES:
        return None
    try:
        return at.astimezone(UTC) + timedelta(minutes=minutes)
    except OverflowError:
        return None


def _add_minutes_sql(_: Lowering, parts: tuple[SqlExpr, ...]) -> str:
    found = "({x} + {n} * interval '1 minute')"
    within = f"{found} >= '0001-01-01 00:00+00' and {found} < '10000-01-01 00:00+00'"
    template = f"case when abs({{n}}) <= {_MINUTES} and {within} then {found} end"
    return let(template, x=parts[0].sql, n=whole(parts[1], -_MINUTES - 1, _MINUTES + 1))


def _minutes_between(start: datetime, end: datetime) -> Value:
    span = end - start
    whole_minutes = abs(span) // timedelta(minutes=1)
    return Decimal(-whole_minutes if span < timedelta(0) else whole_minutes)


_PATTERN: tuple[tuple[str, str, Callable[[date], str]], ...] = (
    ("YYYY", "YYYY", lambda at: f"{at.year:04}"),
    ("MM", "MM", lambda at: f"{at.month:02}"),
    ("DD", "DD", lambda at: f"{at.day:02}"),
    ("hh", "HH24", lambda at: f"{at.hour:02}" if isinstance(at, datetime) else "00"),
    ("mm", "MI", lambda at: f"{at.minute:02}" if isinstance(at, datetime) else "00"),
)


def _date_text(ambient: Ambient, value: date, pattern: str) -> Value:
    local, text = _local(ambient, value), pattern
    for mark, _, write in _PATTERN:
        text = text.replace(mark, write(local))
    return text


def _date_text_sql(lowering: Lowering, parts: tuple[SqlExpr, ...]) -> str:
    template = "{p}"
    for mark, code, _ in _PATTERN:
        template = f"replace({template}, '{mark}', to_char({{x}}, '{code}'))"
    return let(template, x=_local_sql(lowering, parts[0]), p=parts[1].sql)


FUNCTIONS: tuple[Function, ...] = (
    Function(
        "TODAY",
        Words("今天", "Today"),
        (),
        "date",
        lambda ambient: ambient.today,
        lambda lowering, _: lowering.special("today"),
        needs=frozenset(("today",)),
    ),
    Function(
        "NOW",
        Words("现在", "Now"),
        (),
        "datetime",
        lambda ambient: ambient.now,
        lambda lowering, _: lowering.special("now"),
        needs=frozenset(("now",)),
    ),
    Function(
        "ME",
        Words("当前人员（编号）", "The acting person's id"),
        (),
        "number",
        lambda ambient: None if ambient.actor is None else Decimal(ambient.actor),
        lambda lowering, _: lowering.special("actor"),
        needs=frozenset(("actor",)),
        scale=integral,
    ),
    Function(
        "DATE",
        Words("日期（年，月，日）", "Date (year, month, day)"),
        (N, N, N),
        "date",
        _date,
        _date_sql,
    ),
    Function(
        "DATEOF",
        Words("日期部分", "Local date of an instant"),
        (I,),
        "date",
        lambda ambient, value: value.astimezone(ambient.zone).date(),
        lambda lowering, parts: f"{_local_sql(lowering, parts[0])}::date",
        needs=frozenset(("zone",)),
    ),
    *(
        Function(
            name,
            Words(zh, en),
            (DAYLIKE,),
            "number",
            _part(read),
            _part_sql(unit),
            needs=frozenset(("zone",)),
            scale=integral,
        )
        for name, zh, en, unit, read in (
            ("YEAR", "年", "Year", "year", lambda day: day.year),
            ("MONTH", "月", "Month", "month", lambda day: day.month),
            ("DAY", "日", "Day", "day", lambda day: day.day),
            ("WEEKDAY", "星期（周一为 1）", "Weekday, Monday is 1", "isodow", lambda day: day.isoweekday()),
            ("WEEK", "周次", "ISO week", "week", lambda day: day.isocalendar().week),
        )
    ),
    Function(
        "HOUR",
        Words("时", "Hour"),
        (I,),
        "number",
        lambda ambient, value: Decimal(value.astimezone(ambient.zone).hour),
        _part_sql("hour"),
        needs=frozenset(("zone",)),
        scale=integral,
    ),
    Function(
        "ADDDAYS",
        Words("加天数（日期，天）", "Add days (date, days)"),
        (D, N),
        "date",
        _add_days,
        _add_days_sql,
    ),
    Function(
        "ADDMONTHS",
        Words("加月数（日期，月）", "Add months (date, months)"),
        (D, N),
        "date",
        _add_months,
        _add_months_sql,
    ),
    Function("MONTHEND", Words("月末", "Last day of the month"), (D,), "date", _month_end, _month_end_sql),
    Function(
        "DAYSBETWEEN",
        Words("相差天数（起，止）", "Days between (from, to)"),
        (D, D),
        "number",
        lambda start, end: Decimal((end - start).days),
        lambda _, parts: f"({parts[1].sql} - {parts[0].sql})::numeric",
        scale=integral,
    ),
    Function(
        "ADDMINUTES",
        Words("加分钟（时间，分钟）", "Add minutes (instant, minutes)"),
        (I, N),
        "datetime",
        _add_minutes,
        _add_minutes_sql,
    ),
    Function(
        "MINUTESBETWEEN",
        Words("相差分钟（起，止）", "Minutes between (from, to)"),
        (I, I),
        "number",
        _minutes_between,
        lambda _, parts: f"div(extract(epoch from {parts[1].sql} - {parts[0].sql}), 60)",
        scale=integral,
    ),
    Function(
        "DATETEXT",
        Words(
            "日期转文本（日期，格式 YYYY MM DD hh mm）", "Date as text (date, pattern of YYYY MM DD hh mm)"
        ),
        (DAYLIKE, T),
        "text",
        _date_text,
        _date_text_sql,
        needs=frozenset(("zone",)),
    ),
)
