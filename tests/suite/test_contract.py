"""What engines, pages and departments rely on: forms, roles, and that every name written as text arrives."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from jingwei.spec.catalogue import Catalogue
from jingwei.spec.form import Action, Auto, Form, Setting
from jingwei.spec.formula import parse
from jingwei.spec.formula.tree import Constant
from jingwei.spec.node_type import Use
from jingwei.spec.nodes.human import Human
from jingwei.spec.policy import Viewer
from jingwei.spec.who import Member
from jingwei.suite.calls import CALLS
from jingwei.suite.demo import install

FORMS = (
    "people.department", "people.person", "engineering.item", "engineering.bom", "engineering.routing",
    "production.work_centre", "production.machine", "inventory.warehouse", "sales.customer",
    "sales.quotation", "sales.order", "sales.notice", "sales.delivery", "sales.receipt_note",
    "sales.invoice", "planning.run", "planning.planned_order", "planning.message", "purchasing.supplier",
    "purchasing.requisition", "purchasing.order", "purchasing.arrival", "purchasing.supplier_return",
    "quality.iqc", "quality.fqc", "quality.nonconformity", "inventory.receipt", "inventory.picking",
    "inventory.material_return", "inventory.opening", "inventory.finished_receipt", "inventory.transfer",
    "inventory.adjustment", "production.order", "production.operation", "production.report",
    "production.wage", "costing.standard_cost", "finance.account", "finance.voucher",
    "finance.purchase_invoice", "finance.receipt", "finance.payment",
)  # fmt: skip
ROLES = (
    "sales.clerk", "sales.manager", "engineering.engineer", "engineering.manager", "quality.inspector",
    "quality.manager", "planning.planner", "purchasing.buyer", "purchasing.manager", "inventory.keeper",
    "production.operator", "production.leader", "production.manager", "finance.accountant",
    "finance.auditor", "costing.analyst", "people.general_manager", "people.employee",
)  # fmt: skip
BOUND = (
    "person", "department", "item", "bom", "routing", "work_centre", "machine", "warehouse", "sales_order",
    "work_order", "operation",
)  # fmt: skip
# States that a command in code gives; everything else must be reached by an action, automation or flow.
BY_CALL = {
    "purchasing.order": {"received"},
    "purchasing.requisition": {"ordered"},
    "production.order": {"started", "finished"},
    "production.operation": {"ready", "cancelled"},
    "production.wage": {"void"},
    "quality.fqc": {"void"},
    "planning.run": {"running", "done", "failed", "superseded", "cancelled"},
    "engineering.bom": {"superseded"},
    "engineering.routing": {"superseded"},
}
WORD = re.compile(r"^'([a-z_]+)'$")


def demo(form: str) -> list[dict[str, object]]:
    """The values of every record of a form that the demo factory creates."""
    found: list[dict[str, object]] = []
    for path in sorted(install.HERE.glob("story-*.yaml")):
        for step in yaml.safe_load(path.read_text("utf-8"))["steps"]:
            if step.get("create") == form:
                found.extend(step.get("rows") or [step["values"]])
    return found


def heads(catalogue: Catalogue) -> list[Form]:
    return list(catalogue.heads())


def reactions(form: Form) -> list[Action | Auto]:
    return [*form.actions, *form.autos]


def settings(catalogue: Catalogue) -> Iterator[tuple[str, Form, Setting]]:
    """Every setting with the form it writes into and where it stands."""
    for form in heads(catalogue):
        for one in reactions(form):
            yield from ((f"{form.slug}.{one.slug}", form, s) for s in one.settings)
        for push in form.pushes:
            target = catalogue.forms[push.to]
            yield from ((f"{form.slug}.{push.slug}", target, s) for s in push.settings)
            for line in push.lines:
                table = target[line.into].table
                assert table is not None
                yield from ((f"{form.slug}.{push.slug}.{line.into}", table, s) for s in line.settings)
    for flow in catalogue.flows.values():
        form = catalogue.forms[flow.form]
        for slug, node in flow.nodes.items():
            yield from ((f"{flow.slug}.{slug}", form, s) for s in node.head.settings)
        for outcome in flow.after or {}:
            yield from ((f"{flow.slug}.{outcome}", form, s) for s in flow.outcome_settings(outcome))


def words(setting: Setting) -> set[str]:
    """The texts a setting may give."""
    return {
        node.value
        for node in setting.value.nodes()
        if isinstance(node, Constant) and isinstance(node.value, str)
    }


@pytest.mark.parametrize("slug", FORMS)
def test_the_form_is_there_and_speaks_both_languages(catalogue: Catalogue, slug: str) -> None:
    form = catalogue.forms[slug]
    for one in (form, *(table for _, table in form.tables())):
        for field in one.fields:
            assert field.title.zh, (slug, field.slug)
            assert re.search("[A-Za-z]", field.title.en), f"{one.slug}.{field.slug} has no English title"
    assert re.search("[A-Za-z]", form.title.en)


@pytest.mark.parametrize("slug", ROLES)
def test_the_role_is_there(catalogue: Catalogue, slug: str) -> None:
    assert catalogue.roles[slug].grants


@pytest.mark.parametrize("role", BOUND)
def test_the_engine_role_is_bound(catalogue: Catalogue, role: str) -> None:
    assert catalogue.bound(role)


def test_engine_roles_are_bound_once(catalogue: Catalogue) -> None:
    roles = [form.role for form in heads(catalogue) if form.role]
    assert sorted(roles) == sorted(set(roles))


def test_the_reference_page_names_every_form_state_and_button(catalogue: Catalogue) -> None:
    page = (Path(__file__).parents[2] / "docs/reference/suite.md").read_text("utf-8")
    for form in heads(catalogue):
        row = next((line for line in page.splitlines() if line.startswith(f"| `{form.slug}` ")), "")
        assert row, f"{form.slug} is not on the page"
        states = form[form.state].choices if form.state else ()
        for name in (*(c.value for c in states), *(a.slug for a in form.actions)):
            assert f"`{name}`" in row, f"{form.slug}: {name}"


@pytest.mark.parametrize("role", ROLES)
def test_whoever_may_read_a_form_may_search_it(catalogue: Catalogue, role: str) -> None:
    """A picker in which one cannot type a name is no picker."""
    viewer = Viewer(1, 1, (1,), frozenset({"people.employee", role}), False)
    for form in heads(catalogue):
        access = catalogue.access(viewer, form.slug)
        if access.may("read"):
            assert set(form.searched) <= set(access.reads()), f"{role}: {form.slug}"


def test_whoever_is_asked_by_role_may_read_what_he_decides_on(catalogue: Catalogue) -> None:
    for flow in catalogue.flows.values():
        form = ".".join(flow.form.split(".")[:2])
        for node in flow.nodes.values():
            for rule in node.desk.who if isinstance(node, Human) else ():
                if isinstance(rule, Member) and rule.role:
                    viewer = Viewer(1, 1, (1,), frozenset({rule.role}), False)
                    assert catalogue.access(viewer, form).may("read"), (
                        f"{flow.slug}.{node.head.slug}: {rule.role} cannot read {form}"
                    )


def test_only_the_sales_order_is_a_row_of_the_weave(catalogue: Catalogue) -> None:
    assert [form.slug for form in heads(catalogue) if form.order] == ["sales.order"]


def test_every_state_can_be_reached(catalogue: Catalogue) -> None:
    reached: dict[str, set[str]] = {}
    for _, form, setting in settings(catalogue):
        if setting.field == form.state:
            reached.setdefault(form.slug, set()).update(words(setting))
    for form in heads(catalogue):
        if form.state is None or form[form.state].type != "choice" or form[form.state].set_by == "people":
            continue
        field = form[form.state]
        first = {words(Setting("state", field.default)).pop()} if field.default is not None else set()
        found = first | reached.get(form.slug, set()) | BY_CALL.get(form.slug, set())
        missing = {choice.value for choice in field.choices} - found
        assert not missing, f"{form.slug}: nothing leads to {sorted(missing)}"


def test_texts_given_to_choices_are_their_options(catalogue: Catalogue) -> None:
    for place, form, setting in settings(catalogue):
        field = form[setting.field]
        match = WORD.match(setting.value.text)
        if field.type == "choice" and match is not None:
            assert match[1] in {c.value for c in field.choices}, f"{place}: {setting.field} = {match[1]}"


def test_states_compared_in_conditions_exist(catalogue: Catalogue) -> None:
    """`state = 'x'` anywhere on a form names one of its states."""
    for form in heads(catalogue):
        if form.state is None or form[form.state].type != "choice":
            continue
        known = {c.value for c in form[form.state].choices}
        trees = [t for t in (form.locked_when, form.void_when) if t is not None]
        trees += [one.when for one in reactions(form) if one.when is not None]
        trees += [one.when for one in form.postings]
        trees += [tree for p in form.promises for tree in (p.when, p.kept)]
        for tree in trees:
            for state in re.findall(r"(?<![.\w])state (?:=|<>) '([a-z_]+)'", tree.text):
                assert state in known, f"{form.slug}: {state}"


def test_accounts_named_in_vouchers_stand_in_the_chart(catalogue: Catalogue) -> None:
    leaves = {str(row["code"]) for row in demo("finance.account") if row.get("leaf", True)}
    lines = [s for _, form, s in settings(catalogue) if form.slug == "finance.voucher.lines"]
    used = {w for s in lines if s.field == "account" for w in words(s) if w[:1].isdigit()}
    default = catalogue.forms["engineering.item"]["inventory_account"].default
    assert default is not None
    used |= {w for w in words(Setting("", default)) if w.isdigit()}
    assert {"1403", "1405", "1406", "1409", "2202.02", "5001", "6001", "6401"} <= used
    assert used <= leaves


def test_departments_named_anywhere_exist(catalogue: Catalogue) -> None:
    known = {str(row["code"]) for row in demo("people.department")}
    named = {form.lane for form in heads(catalogue) if form.lane}
    named |= {code for form in heads(catalogue) for p in form.promises for code in (p.owes, p.owed)}
    named |= {use.name for use in uses(catalogue) if use.want == "department"}
    for flow in catalogue.flows.values():
        for node in flow.nodes.values():
            desk = getattr(node, "desk", None)
            if desk is not None:
                named |= {
                    rule.department for rule in (*desk.who, *desk.escalate_to) if hasattr(rule, "department")
                }
    assert named - {""} <= known


def uses(catalogue: Catalogue) -> list[Use]:
    return [use for flow in catalogue.flows.values() for use in flow.uses()]


def test_roles_named_in_flows_and_by_persons_exist(catalogue: Catalogue) -> None:
    named = {use.name for use in uses(catalogue) if use.want == "role"}
    persons = {str(r["role"]) for p in demo("people.person") for r in p["roles"]}  # type: ignore[attr-defined]
    assert named <= set(catalogue.roles)
    assert persons <= {"admin", *catalogue.roles}, "the administrator's role belongs to no app"
    assert named <= persons, "a task would find nobody in the demo factory"


def test_promises_are_due_by_a_date_of_the_form(catalogue: Catalogue) -> None:
    for form in heads(catalogue):
        for promise in form.promises:
            field = form[promise.due]
            assert field.type == "date" or field.option("result") == "date", f"{form.slug}.{promise.slug}"


def test_every_call_is_a_command_of_the_suite(catalogue: Catalogue) -> None:
    wanted = {one.call for form in heads(catalogue) for one in reactions(form) if one.call}
    assert wanted == set(CALLS)


def test_a_pushed_document_gets_what_it_requires(catalogue: Catalogue) -> None:
    """Fields that are always required have a default or are set by every push that makes the document."""
    for form in heads(catalogue):
        for push in form.pushes:
            target = catalogue.forms[push.to]
            missing(target, push.settings, f"{form.slug}.{push.slug}")
            for line in push.lines:
                table = target[line.into].table
                assert table is not None
                missing(table, line.settings, f"{form.slug}.{push.slug}.{line.into}")


def missing(form: Form, given: tuple[Setting, ...], place: str) -> None:
    named = {setting.field for setting in given}
    for field in form.fields:
        if field.required and field.table is None and field.default is None and not field.computed:
            if field.slug in named or (place == "sales.order.notice" and field.slug == "ship_on"):
                continue
            raise AssertionError(f"{place} does not set {form.slug}.{field.slug}")


def test_flow_opens_only_fields_people_may_write(catalogue: Catalogue) -> None:
    for flow in catalogue.flows.values():
        form = catalogue.forms[flow.form]
        for slug, node in flow.nodes.items():
            desk = getattr(node, "desk", None)
            for name in (*desk.edit, *desk.require) if desk is not None else ():
                assert not form[name].computed, f"{flow.slug}.{slug}: {name}"
                assert form[name].set_by == "people", f"{flow.slug}.{slug}: {name}"


def test_tasks_have_an_owner_a_department_and_a_deadline(catalogue: Catalogue) -> None:
    for flow in catalogue.flows.values():
        for slug, node in flow.nodes.items():
            if node.kind in ("approve", "handle"):
                desk = node.desk  # type: ignore[attr-defined]
                assert desk.who, f"{flow.slug}.{slug}"
                assert desk.department, f"{flow.slug}.{slug}"
                assert desk.deadline is not None, f"{flow.slug}.{slug}"
                assert desk.remind is not None, f"{flow.slug}.{slug}"


def test_actions_granted_exist(catalogue: Catalogue) -> None:
    for role in catalogue.roles.values():
        for grant in role.grants:
            form = catalogue.forms[grant.form]
            known = {"read", "create", "update", "delete", *(a.slug for a in form.actions)}
            named = set(frozenset(grant.do))
            assert named <= known, f"{role.slug} on {form.slug}: {sorted(named - known)}"


@pytest.mark.parametrize(
    ("role", "form", "field"),
    [
        ("purchasing.buyer", "sales.order", "total"),
        ("purchasing.buyer", "sales.order", "lines.price"),
        ("purchasing.buyer", "sales.order", "lines.amount"),
        ("planning.planner", "sales.order", "lines.price"),
        ("engineering.engineer", "sales.order", "lines.net"),
        ("quality.inspector", "sales.order", "lines.price"),
        ("purchasing.buyer", "engineering.item", "sales_price"),
        ("sales.clerk", "engineering.item", "standard_cost"),
        ("engineering.engineer", "engineering.item", "purchase_price"),
        ("inventory.keeper", "inventory.receipt", "total_net"),
        ("planning.planner", "production.report", "wage"),
        ("quality.inspector", "production.report", "wage"),
        ("production.operator", "production.operation", "piece_rate"),
    ],
)
def test_hidden(catalogue: Catalogue, role: str, form: str, field: str) -> None:
    grants = [g for g in catalogue.roles[role].grants if g.form == form]
    assert grants
    assert all(field not in g.read for g in grants)


def test_operators_reach_their_own_reports_and_wages_only(catalogue: Catalogue) -> None:
    grants = {g.form: g for g in catalogue.roles["production.operator"].grants}
    assert grants["production.report"].rows.when == parse("operator = ME()")
    assert grants["production.wage"].rows.when == parse("person = ME()")
