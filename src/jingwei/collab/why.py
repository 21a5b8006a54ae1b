"""Why a task is before these people: the rule its step was drawn with, in words."""

from __future__ import annotations

from collections.abc import Mapping

from jingwei.base.words import Words, same
from jingwei.collab.desk import Desk
from jingwei.spec.nodes.human import Human
from jingwei.spec.who import (
    INITIATOR,
    Administrators,
    Computed,
    HeadOf,
    InField,
    Initiator,
    Member,
    Person,
    Who,
)

REASONS: Mapping[str, Words] = {
    "admin": Words("没有人符合规则，转给管理员", "Nobody fits the rule, so an administrator"),
    "nobody": Words("没有人符合规则，等待管理员指派", "Nobody fits the rule, it waits for an administrator"),
    "returned": Words("被退回到此步骤", "It was returned to this step"),
    "added": Words("被加签", "Added as a further signer"),
    "turn": Words("轮到您会签", "It is your turn to sign"),
    "transferred": Words("由他人转交", "Transferred by somebody"),
    "escalated": Words("逾期升级", "Escalated because it was late"),
}


def rule_of(desk: Desk, flow: str, node: str, reason: object) -> str:
    """Such as `角色“采购员”`; what was done by hand comes before the drawn rule."""
    special = REASONS.get(str(reason))
    known = desk.catalogue.flows.get(flow)
    drawn = known.nodes.get(node) if known is not None else None
    rules = [desk.say(words(desk, rule)) for rule in drawn.desk.who] if isinstance(drawn, Human) else []
    parts = [desk.say(special)] if special is not None else []
    if rules:
        parts.append(("、" if desk.language == "zh" else ", ").join(rules))
    return ("；" if desk.language == "zh" else "; ").join(parts)


def words(desk: Desk, rule: Who) -> Words:
    match rule:
        case Person(login):
            return Words("指定人员“{p}”", 'The person "{p}"').fill(p=login)
        case Member(role, department):
            return member(desk, role, department)
        case HeadOf(department, up):
            named = department_words(desk, department)
            above = Words("{d}负责人上 {n} 级", "{n} above the head of {d}").fill(d=named, n=up)
            return above if up else Words("{d}负责人", "The head of {d}").fill(d=named)
        case InField(path):
            return Words("单据字段“{f}”", 'The field "{f}" of the document').fill(f=path)
        case Initiator():
            return Words("发起人", "Whoever started the flow")
        case Computed(tree):
            return Words("公式 {f}", "The formula {f}").fill(f=tree.text)
        case Administrators():
            return Words("管理员", "The administrators")


def member(desk: Desk, role: str, department: str) -> Words:
    found = desk.catalogue.roles.get(role)
    title = found.title if found is not None else same(role or "-")
    if not role:
        return Words("{d}的人员", "The people of {d}").fill(d=department_words(desk, department))
    if not department:
        return Words("角色“{r}”", 'The role "{r}"').fill(r=title)
    return Words("{d}的“{r}”", 'The role "{r}" in {d}').fill(r=title, d=department_words(desk, department))


def department_words(desk: Desk, code: str) -> Words:
    if code == INITIATOR:
        return Words("发起人部门", "the department of whoever started it")
    found = desk.directory.by_code(code)
    return same(found.name if found is not None and found.name else code)
