"""Who is calling: sessions of pages and tokens of programs, kept as hashes; failed log-ins counted."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from jingwei.base.errors import TooMany
from jingwei.base.words import Language, Words
from jingwei.store.pool import Row
from jingwei.store.transaction import Transaction
from jingwei.store.workspace import Workspace, workspace_from

LASTS = timedelta(days=7)
FAILURES, FAILURES_OF_ADDRESS, WINDOW = 5, 60, 60  # seconds
FAILURES_OF_LOGIN, LONG_WINDOW = 30, 3600
"""From all strange addresses together; one from which the account is signed in does not count and is not shut out."""
FIRST_FAILURES, MOST_FAILURES_OF_LOGIN = 3, 300
"""Each address has its first ones in an hour even then, so that a stranger cannot use up the owner's; up to a sum."""
TOKEN_MARK = "jwt_"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who makes a request: an account in a workspace, acting as one person.

    `roles` narrows a token to some of the person's roles; None does not narrow.
    """

    account: int
    login: str
    language: Language
    workspace: Workspace
    person: int
    admin: bool
    via: str
    csrf: str = ""
    roles: tuple[str, ...] | None = None
    expires: datetime | None = None


@dataclass(frozen=True, slots=True)
class OpenedSession:
    """What the browser gets once: the token for the cookie and the word for the CSRF header."""

    token: str
    csrf: str


async def open_session(
    transaction: Transaction, account: int, workspace: str | None, address: str
) -> OpenedSession | None:
    """A session in the named workspace, or in the account's first one; None when it belongs to none."""
    token, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(24)
    made = await transaction.fetchval(
        "insert into jingwei.session (token, account, workspace, csrf, address, expires) "
        "select $1, m.account, m.workspace, $4, $5, now() + $6 "
        "from jingwei.member m join jingwei.workspace w on w.id = m.workspace "
        "where m.account = $2 and ($3::text is null or w.slug = $3) order by w.id limit 1 returning account",
        _hash(token),
        account,
        workspace,
        csrf,
        address,
        LASTS,
    )
    return None if made is None else OpenedSession(token, csrf)


async def by_session(transaction: Transaction, token: str) -> Caller | None:
    """The caller of a page; a session in use is prolonged when half of it is over."""
    row = await transaction.fetchrow(_BY_SESSION, _hash(token))
    if row is None:
        return None
    if row["ageing"]:
        await transaction.execute(
            "update jingwei.session set expires = now() + $2 where token = $1", _hash(token), LASTS
        )
    return _caller(row, "page")


async def by_token(transaction: Transaction, token: str) -> Caller | None:
    """The caller of a program; when a token was last used is kept to the hour."""
    row = await transaction.fetchrow(_BY_TOKEN, _hash(token))
    if row is None:
        return None
    if row["ageing"]:
        await transaction.execute("update jingwei.token set used_at = now() where hash = $1", _hash(token))
    return _caller(row, "api")


async def close_session(transaction: Transaction, token: str) -> None:
    await transaction.execute("delete from jingwei.session where token = $1", _hash(token))


async def sweep(transaction: Transaction) -> None:
    """Forgets what has expired."""
    await transaction.execute("delete from jingwei.session where expires < now()")
    await transaction.execute("delete from jingwei.attempt where at < now() - interval '1 hour'")


async def create_token(
    transaction: Transaction,
    caller: Caller,
    title: str,
    roles: Sequence[str] | None,
    expires: datetime | None,
) -> tuple[int, str]:
    """A token for programs of this person, and the only time it is seen."""
    token = TOKEN_MARK + secrets.token_urlsafe(32)
    number = await transaction.fetchval(
        "insert into jingwei.token (id, hash, account, workspace, title, roles, expires) "
        "values (nextval('jingwei.token_id'), $1, $2, $3, $4, $5, $6) returning id",
        _hash(token),
        caller.account,
        caller.workspace.id,
        title,
        None if roles is None else list(roles),
        expires,
    )
    return number, token


async def tokens_of(transaction: Transaction, caller: Caller) -> list[Row]:
    return await transaction.fetch(
        "select id, title, roles, created_at, expires, used_at from jingwei.token "
        "where account = $1 and workspace = $2 order by id",
        caller.account,
        caller.workspace.id,
    )


async def drop_token(transaction: Transaction, caller: Caller, number: int) -> bool:
    tag = await transaction.execute(
        "delete from jingwei.token where id = $1 and account = $2 and workspace = $3",
        number,
        caller.account,
        caller.workspace.id,
    )
    return tag == "DELETE 1"


class Attempts:
    """Log-ins tried with one login, from one address, and with one login from anywhere.

    They are counted before the password is looked at: counting afterwards would let many guesses run side by side.
    """

    def __init__(self, login: str, address: str) -> None:
        self._login, self._from = login.strip().lower(), address
        self._anywhere = hashlib.sha256(f"{self._login}\0".encode()).digest()
        self._own = hashlib.sha256(f"{login.strip().lower()}\0{address}".encode()).digest()
        self._address = hashlib.sha256(f"\0{address}".encode()).digest()
        self._at: datetime | None = None

    async def begin(self, transaction: Transaction) -> None:
        """Counts one, or refuses with `TooMany` when there were enough lately."""
        self._at = await transaction.fetchval("select clock_timestamp()")
        first = await self._lately(transaction, self._own, LONG_WINDOW) < FIRST_FAILURES
        counts = [(self._own, FAILURES, WINDOW), (self._address, FAILURES_OF_ADDRESS, WINDOW)]
        if not await self._at_home(transaction):
            most = MOST_FAILURES_OF_LOGIN if first else FAILURES_OF_LOGIN
            counts.append((self._anywhere, most, LONG_WINDOW))
        for key, most, window in counts:
            if await self._lately(transaction, key, window) >= most:
                raise _too_many(max(1, window - await self._oldest(transaction, key, window)))
            await transaction.execute("insert into jingwei.attempt (key, at) values ($1, $2)", key, self._at)

    async def _lately(self, transaction: Transaction, key: bytes, window: int) -> int:
        """How many of this kind; whoever asks for the same waits until these are written."""
        await transaction.execute("select pg_advisory_xact_lock($1)", int.from_bytes(key[:7]))
        number: int = await transaction.fetchval(
            "select count(*) from jingwei.attempt "
            "where key = $1 and at > $2::timestamptz - $3 * interval '1 second'",
            key,
            self._at,
            window,
        )
        return number

    async def _oldest(self, transaction: Transaction, key: bytes, window: int) -> int:
        """Seconds since the first of them."""
        seconds: int = await transaction.fetchval(
            "select extract(epoch from $2 - min(at))::int from jingwei.attempt "
            "where key = $1 and at > $2::timestamptz - $3 * interval '1 second'",
            key,
            self._at,
            window,
        )
        return seconds

    async def succeeded(self, transaction: Transaction) -> None:
        """Forgets this one and the failures of the same login before it."""
        await transaction.execute(
            "delete from jingwei.attempt where key = $1 or (key = any($2::bytea[]) and at = $3)",
            self._own,
            [self._address, self._anywhere],
            self._at,
        )

    async def _at_home(self, transaction: Transaction) -> bool:
        """Whether the account is signed in from this address: its owner must not be shut out by strangers."""
        found: bool = await transaction.fetchval(
            "select exists (select 1 from jingwei.session s join jingwei.account a on a.id = s.account "
            "where lower(a.login) = $1 and s.address = $2 and s.expires > now())",
            self._login,
            self._from,
        )
        return found


def _too_many(seconds: int) -> TooMany:
    return TooMany(
        "login_attempts",
        Words("登录失败次数过多，请 {n} 秒后再试", "Too many failed log-ins, try again in {n} seconds").fill(
            n=seconds
        ),
        retry_after=seconds,
    )


def _hash(token: str) -> bytes:
    # A token is 256 random bits: nobody guesses it from a plain hash, and it is found by index, which
    # tells nothing by its timing.
    return hashlib.sha256(token.encode()).digest()


def _caller(row: Row, via: str) -> Caller:
    return Caller(
        account=row["account"],
        login=row["login"],
        language=row["language"],
        workspace=workspace_from(row["workspace"], row["slug"], row["title"]),
        person=row["person"],
        admin=row["admin"],
        via=via,
        csrf=row["csrf"],
        roles=None if row["roles"] is None else tuple(row["roles"]),
        expires=row["expires"],
    )


_WHO = """
  a.id as account, a.login, a.language, m.person, m.admin, w.id as workspace, w.slug, w.title::text as title
  from jingwei.{table} s
  join jingwei.account a on a.id = s.account and not a.disabled
  join jingwei.member m on m.account = s.account and m.workspace = s.workspace
  join jingwei.workspace w on w.id = s.workspace
"""
_BY_SESSION = (
    "select s.csrf, null::text[] as roles, s.expires, s.expires < now() + interval '84 hours' as ageing,"
    + _WHO.format(table="session")
    + "where s.token = $1 and s.expires > now()"
)
_BY_TOKEN = (
    "select '' as csrf, s.roles, s.expires, "
    "s.used_at is null or s.used_at < now() - interval '1 hour' as ageing,"
    + _WHO.format(table="token")
    + "where s.hash = $1 and (s.expires is null or s.expires > now())"
)
