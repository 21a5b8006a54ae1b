"""What stands on the desks of the demo factory: the word on a button, and the weave of whoever heads several departments."""

from jingwei.collab.books import Bookkeeper
from jingwei.collab.desk import Desk, Json, at_desk
from jingwei.collab.home import home
from jingwei.suite.demo import install
from jingwei.suite.demo.install import Told


async def home_of(told: Told, login: str) -> Json:
    async def work(desk: Desk) -> Json:
        return await home(desk, Bookkeeper())

    return await at_desk(told.doors, told.workspace, await install.actor_of(told, login), work)


def listed(value: object) -> list[Json]:
    assert isinstance(value, list)
    return value


async def test_a_task_carries_the_word_and_the_hint_of_its_step(living: Told) -> None:
    tasks = listed((await home_of(living, "xuhui"))["tasks"])
    said = {(one["button"], one["help"]) for one in tasks if one["title"] == "制单确认"}
    assert said == {("确认制单", "确认后您成为制单人，由另一人审核")}


async def test_the_weave_is_on_the_home_of_whoever_heads_several_departments(living: Told) -> None:
    found = await home_of(living, "wangjun")
    assert isinstance(found["weave"], dict)
    woven = [one["record"] for one in listed(found["weave"]["orders"])]
    assert woven
    assert woven == [one["record"] for one in listed(found["orders_at_risk"])]
    assert (await home_of(living, "heqiang"))["weave"] is None
