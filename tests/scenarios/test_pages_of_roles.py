"""Which pages each account is offered, and that what is offered opens and what is not is refused."""

import pytest
from tests.scenarios.town import Town

pytestmark = pytest.mark.slow
ADDRESS = {
    "mrp": "/api/v1/planning/mrp/latest",
    "schedule": "/api/v1/planning/schedule",
}
PLANNING = {"mrp": ["run"], "schedule": ["plan"], "bom": [], "kit": []}
OFFERED = [
    ("sunli", PLANNING),
    ("machao", {"floor": []}),
    ("heqiang", {"schedule": ["plan"], "kit": [], "floor": []}),
    ("chengong", {"bom": []}),
    ("qiankun", {"kit": [], "stock": []}),
]


@pytest.mark.parametrize(("login", "least"), OFFERED)
async def test_who_can_use_a_page_is_offered_it(town: Town, login: str, least: dict[str, list[str]]) -> None:
    offered = (await town.get(login, "/api/v1/catalogue"))["pages"]
    assert {page: offered.get(page) for page in least} == least


@pytest.mark.parametrize(
    "login", ["zhaolei", "sunli", "machao", "heqiang", "qiankun", "dengying", "gaomin", "wangjun"]
)
async def test_what_is_offered_opens_and_the_rest_is_refused(town: Town, login: str) -> None:
    offered = (await town.get(login, "/api/v1/catalogue"))["pages"]
    for page, address in ADDRESS.items():
        await town.get(login, address, 200 if page in offered else 403)


async def test_who_may_only_look_is_offered_no_run(town: Town) -> None:
    for login in ("zhaolei", "qiankun", "wangjun"):
        offered = (await town.get(login, "/api/v1/catalogue"))["pages"]
        assert "run" not in offered.get("mrp", [])
        assert "plan" not in offered.get("schedule", [])


@pytest.mark.parametrize("login", ["wufang", "zhenghai", "linjing", "qiankun", "admin"])
async def test_nobody_is_offered_to_begin_what_is_only_pushed_from_another_document(
    town: Town, login: str
) -> None:
    apps = (await town.get(login, "/api/v1/catalogue"))["apps"]
    offered = {form["form"]: form["can"]["create"] for app in apps for form in app["forms"]}
    pushed = {"purchasing.arrival", "quality.iqc", "quality.nonconformity", "inventory.receipt"}
    assert not [form for form in pushed if offered.get(form)]
    assert any(offered.values())
