"""An installation whose apps are older than the program: a run ends, and says what is missing and how it comes."""

import copy
from dataclasses import replace
from typing import Any

import pytest
from tests.suite.planned import job_done, newest_job, record, rows, run_mrp, sources, submit

from jingwei.base.errors import Unavailable
from jingwei.process.commands import Act, Create
from jingwei.store.ids import IdsOf
from jingwei.suite.demo.install import Told
from jingwei.suite.load import load
from jingwei.wiring import doors

RUN, MESSAGE = "planning.run", "planning.message"


async def publish(living: Told, *without: tuple[str, str]) -> None:
    bundles: Any = copy.deepcopy(list(load()))
    for form, field in without:
        app, _, name = form.partition(".")
        node = next(one for one in bundles if one["app"] == app)["forms"][name]
        del node["fields"][field]
        for item in node["fields"].values():
            if item.get("english") == field:
                del item["english"]
        for section in node.get("sections", ()):
            section["fields"] = [one for one in section["fields"] if one != field]
    version = (await living.doors.catalogue(living.workspace)).version
    await living.doors.catalogues.publish(living.workspace, tuple(bundles), version)


async def last_run(living: Told) -> dict[str, object]:
    r = (await sources(living)).form(RUN, "r")
    number = (await rows(living, f"SELECT max(r.id) FROM {r}"))[0][0]
    return dict(await record(living, RUN, int(str(number))))


async def run_is_refused(living: Told) -> None:
    with pytest.raises(Unavailable) as refused:
        await run_mrp(living)
    assert refused.value.code == "suite_behind"
    schema = living.workspace.schema
    await rows(living, f"UPDATE {schema}.job SET state = 'failed' WHERE id = $1", await newest_job(living))


@pytest.mark.parametrize("missing", [(RUN, "note_en"), (RUN, "seconds_writing"), (MESSAGE, "text_en")])
async def test_a_run_ends_as_failed_and_names_what_is_missing(living: Told, missing: tuple[str, str]) -> None:
    await publish(living, missing)
    await run_is_refused(living)
    run = await last_run(living)
    assert run["state"] == "failed"
    assert f"“{'.'.join(missing)}”" in str(run["note"])
    assert "jingwei bundle apply" in str(run["note"])


async def test_a_switch_the_workspace_has_not_got_is_as_usual(living: Told) -> None:
    await publish(living, (RUN, "pull_within"))
    assert int(str((await run_mrp(living))["orders"])) > 10
    assert (await last_run(living))["state"] == "done"


async def test_a_worker_plans_with_the_apps_that_another_process_published(living: Told) -> None:
    await publish(living, (RUN, "until"))
    number = (await submit(living, "sunli", Create(RUN, {}))).asked[0].id
    await submit(living, "sunli", Act(RUN, number, "start"))
    elsewhere = doors(living.doors.pool, lambda _: None, IdsOf())
    await publish(replace(living, doors=elsewhere))
    await job_done(living, await newest_job(living))
    assert (await record(living, RUN, number))["state"] == "done"
    await elsewhere.close()


async def test_with_the_apps_of_the_program_it_runs_again(living: Told) -> None:
    await publish(living)
    await run_mrp(living)
    assert (await last_run(living))["state"] == "done"
