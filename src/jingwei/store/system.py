"""The system schema `jingwei`: accounts, sessions, tokens and workspaces, brought up to date step by step."""

from jingwei.store.pool import Pool
from jingwei.store.transaction import Transaction, run

SCHEMA = "jingwei"
_LOCK = 0x6A77_0001  # one migration at a time on a server

MIGRATIONS: tuple[str, ...] = (
    """
    create table jingwei.account (
      id bigint constraint account_pk primary key,
      login text not null,
      password text not null,
      language text not null default 'zh',
      admin boolean not null default false,
      disabled boolean not null default false,
      created_at timestamptz not null default now());
    create unique index account_login on jingwei.account (lower(login));
    create sequence jingwei.account_id start 1;

    create table jingwei.workspace (
      id bigint constraint workspace_pk primary key,
      slug text not null constraint workspace_slug unique,
      title jsonb not null,
      schema text not null constraint workspace_schema unique,
      step integer not null default 0,
      created_at timestamptz not null default now());
    create sequence jingwei.workspace_id start 1;

    create table jingwei.member (
      account bigint not null constraint member_account references jingwei.account on delete cascade,
      workspace bigint not null constraint member_workspace references jingwei.workspace on delete cascade,
      person bigint not null,
      admin boolean not null default false,
      constraint member_pk primary key (account, workspace),
      constraint member_person unique (workspace, person));

    create table jingwei.session (
      token bytea constraint session_pk primary key,
      account bigint not null constraint session_account references jingwei.account on delete cascade,
      workspace bigint not null constraint session_workspace references jingwei.workspace on delete cascade,
      csrf text not null,
      address text,
      created_at timestamptz not null default now(),
      expires timestamptz not null);
    create index session_account on jingwei.session (account);
    create index session_expires on jingwei.session (expires);

    create table jingwei.token (
      id bigint constraint token_pk primary key,
      hash bytea not null constraint token_hash unique,
      account bigint not null constraint token_account references jingwei.account on delete cascade,
      workspace bigint not null constraint token_workspace references jingwei.workspace on delete cascade,
      title text not null,
      roles text[],
      created_at timestamptz not null default now(),
      expires timestamptz,
      used_at timestamptz);
    create index token_account on jingwei.token (account, workspace);
    create sequence jingwei.token_id start 1;

    create table jingwei.attempt (
      key bytea not null,
      at timestamptz not null default clock_timestamp());
    create index attempt_key on jingwei.attempt (key, at);
    """,
)


async def migrate(pool: Pool) -> int:
    """Applies what is missing, in order, and returns the step reached; several may run it at once."""

    async def work(transaction: Transaction) -> int:
        await transaction.execute("select pg_advisory_xact_lock($1)", _LOCK)
        await transaction.execute(f"create schema if not exists {SCHEMA}")
        await transaction.execute(
            f"create table if not exists {SCHEMA}.step "
            "(n integer constraint step_pk primary key, at timestamptz not null default now())"
        )
        done = await transaction.fetchval(f"select coalesce(max(n), 0) from {SCHEMA}.step")
        for number, script in enumerate(MIGRATIONS[done:], done + 1):
            await transaction.execute(script)
            await transaction.execute(f"insert into {SCHEMA}.step (n) values ($1)", number)
        return len(MIGRATIONS)

    return await run(pool, work)
