"""What an empty workspace needs before anybody can work in it: departments, chart of accounts, an administrator."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

import yaml

from jingwei.base.words import Words
from jingwei.process.commands import Actor, Create
from jingwei.process.doors import Doors
from jingwei.spec.policy import Viewer
from jingwei.store import passwords, people
from jingwei.store.transaction import Transaction, run
from jingwei.store.workspace import Workspace
from jingwei.suite.demo.install import HERE, Told, carry_out

DEPARTMENTS: tuple[tuple[str, str, bool], ...] = (
    ("management", "总经办", False),
    ("sales", "销售部", False),
    ("engineering", "技术部", False),
    ("planning", "计划部", False),
    ("purchasing", "采购部", False),
    ("production", "生产部", False),
    ("quality", "质量部", False),
    ("warehouse", "仓储部", False),
    ("equipment", "设备部", False),
    ("finance", "财务部", False),
    ("customer", "客户", True),
    ("supplier", "供应商", True),
)
"""Code, name, and whether it stands for somebody outside; flows, promises and lanes go by the code."""
ADMINISTRATOR = Words("管理员", "Administrator")
CHART = HERE / "story-20-accounts.yaml"
"""The demo factory keeps its books by the standard chart (企业会计准则), and documents post to it by code."""
PLATFORM = Actor(Viewer(0, 0, (), frozenset(), True), "setup", trusted=True)


@dataclass(frozen=True, slots=True)
class Key:
    """How the first administrator signs in; the password is told once and kept nowhere."""

    login: str
    password: str


async def begin(doors: Doors, workspace: Workspace, login: str) -> Key:
    """Fills a workspace whose bundles are published and that holds nothing yet."""
    password = secrets.token_urlsafe(9)
    hashed = await passwords.hashed(password)
    door = doors[workspace]
    told = Told(doors, workspace, doors.plant.ambient(doors.clock.now(), None).today)
    for step in yaml.safe_load(CHART.read_text("utf-8"))["steps"]:
        await carry_out(told, step)
    made = await door.submit(
        PLATFORM,
        [
            Create("people.department", {"code": code, "name": name, "external": outside})
            for code, name, outside in DEPARTMENTS
        ],
    )
    values = {
        "login": login, "name": ADMINISTRATOR.zh, "department": str(made.asked[0].id),
        "roles": [{"role": "admin"}, {"role": "people.employee"}],
    }  # fmt: skip
    person = (await door.submit(PLATFORM, (Create("people.person", values),))).asked[0].id

    async def work(transaction: Transaction) -> None:
        account = await people.create_account(transaction, login, hashed)
        await people.join(transaction, account.id, workspace.id, person, admin=True)

    await run(doors.pool, work)
    return Key(login, password)
