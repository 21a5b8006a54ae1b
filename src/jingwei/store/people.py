"""Accounts that may sign in, and which person each one is in which workspace."""

from dataclasses import dataclass

from jingwei.base.errors import Conflict, Invalid, NotFound
from jingwei.base.words import Language, Words
from jingwei.store.transaction import Transaction

_COLUMNS = "id, login, language, admin, disabled"


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may sign in; `admin` of the whole installation, not of a workspace."""

    id: int
    login: str
    language: Language
    admin: bool
    disabled: bool


@dataclass(frozen=True, slots=True)
class Credentials:
    """An account with the hash of its password."""

    account: Account
    password: str


async def create_account(
    transaction: Transaction, login: str, password: str, *, language: Language = "zh", admin: bool = False
) -> Account:
    """`password` is the hash (`passwords.hashed`); logins differ by more than their case."""
    login = login.strip()
    if not 1 <= len(login) <= 80 or not login.isprintable():
        raise Invalid.at(
            ("login",),
            "login",
            Words("账号须为 1 到 80 个可见字符", "A login has 1 to 80 printable characters"),
        )
    row = await transaction.fetchrow(
        "insert into jingwei.account (id, login, password, language, admin) "
        "values (nextval('jingwei.account_id'), $1, $2, $3, $4) "
        f"on conflict (lower(login)) do nothing returning {_COLUMNS}",
        login,
        password,
        language,
        admin,
    )
    if row is None:
        raise Conflict("login_taken", Words("账号已存在", "That login exists already"), ("login",))
    return Account(*row)


async def credentials(transaction: Transaction, login: str) -> Credentials | None:
    row = await transaction.fetchrow(
        f"select {_COLUMNS}, password from jingwei.account where lower(login) = lower($1)", login.strip()
    )
    return None if row is None else Credentials(Account(*row[:5]), row["password"])


async def account_of(transaction: Transaction, login: str) -> Account:
    found = await credentials(transaction, login)
    if found is None:
        raise NotFound("account", Words("没有账号 {login}", "No account {login}").fill(login=login))
    return found.account


async def join(
    transaction: Transaction, account: int, workspace: int, person: int, *, admin: bool = False
) -> None:
    """Says which person of the workspace the account is; saying it again changes it."""
    await transaction.execute(
        "insert into jingwei.member (account, workspace, person, admin) values ($1, $2, $3, $4) "
        "on conflict (account, workspace) do update set person = excluded.person, admin = excluded.admin",
        account,
        workspace,
        person,
        admin,
    )


async def standing(transaction: Transaction, workspace: int, person: int) -> bool | None:
    """Whether the person's account administers the workspace; None when no account opens it for that person now."""
    found: bool | None = await transaction.fetchval(
        "select m.admin from jingwei.member m join jingwei.account a on a.id = m.account and not a.disabled "
        "where m.workspace = $1 and m.person = $2",
        workspace,
        person,
    )
    return found


async def leave(transaction: Transaction, account: int, workspace: int) -> None:
    await transaction.execute(
        "delete from jingwei.member where account = $1 and workspace = $2", account, workspace
    )
    for table in ("session", "token"):
        await transaction.execute(
            f"delete from jingwei.{table} where account = $1 and workspace = $2", account, workspace
        )


async def set_password(transaction: Transaction, account: int, password: str) -> None:
    """Also signs the account out everywhere."""
    await transaction.execute("update jingwei.account set password = $2 where id = $1", account, password)
    await transaction.execute("delete from jingwei.session where account = $1", account)


async def set_language(transaction: Transaction, account: int, language: Language) -> None:
    await transaction.execute("update jingwei.account set language = $2 where id = $1", account, language)


async def disable(transaction: Transaction, account: int) -> None:
    """Nobody signs in with it any more, whoever is signed in is out, and its tokens open nothing."""
    await transaction.execute("update jingwei.account set disabled = true where id = $1", account)
    await transaction.execute("delete from jingwei.session where account = $1", account)
