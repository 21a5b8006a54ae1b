"""A drawing hung on an item is named wherever the item is read, and stays when another one joins it."""

import pytest
from tests.scenarios.town import Json, Town

pytestmark = pytest.mark.slow


async def sent(town: Town, name: str) -> Json:
    client = await town.at("chengong")
    answer = await client.post(
        "/api/v1/files",
        params={"name": name},
        content=name.encode(),
        headers={"Content-Type": "application/pdf"},
    )
    return await town.done(answer)


async def test_drawings_are_shown_by_name_and_kept(town: Town) -> None:
    listed = await town.get("chengong", "/api/v1/engineering/item", filter='["code","eq","F-R40"]')
    [[item, ver, *_]] = listed["rows"]
    address = f"/api/v1/engineering/item/{item}"
    first, second = await sent(town, "轴.pdf"), await sent(town, "箱体.pdf")
    values: Json = {"ver": ver, "values": {"drawings": [first["id"]]}}
    made = await town.done(await town.send("chengong", "PATCH", address, values))
    assert made["values"]["drawings"] == [first]
    assert first | {"id": ""} == {"id": "", "name": "轴.pdf", "size": 7, "type": "application/pdf"}
    more = {
        "ver": made["ver"],
        "values": {"drawings": [one["id"] for one in (*made["values"]["drawings"], second)]},
    }
    await town.done(await town.send("chengong", "PATCH", address, more))
    assert (await town.get("chengong", address))["values"]["drawings"] == [first, second]
