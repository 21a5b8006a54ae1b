"""A running import that is stopped; in a workspace of its own, where no other file has given the same numbers to other parts."""

import asyncio
from pathlib import Path

from tests.exchange.test_http import Browser, Doctor, application, browser, ended, sent, worker
from tests.waiting import eventually

from jingwei.store.queue.jobs import Jobs

__all__ = ["application", "browser", "worker"]


async def test_a_running_job_ends_between_batches_and_the_next_completes_it(
    browser: Browser, worker: Jobs, doctor: Doctor, real_file: Path
) -> None:
    admin = await browser("admin")
    content = await asyncio.to_thread(real_file.read_bytes)
    job = (await sent(admin, "inventree", content)).json()["job"]

    async def begun() -> bool:
        return bool((await admin.get(f"/api/v1/jobs/{job}")).json()["done"])

    await eventually(begun, 20)
    await admin.post(f"/api/v1/jobs/{job}", json={"do": "cancel"})
    assert (await ended(admin, job))["state"] in ("cancelled", "done")
    assert (await doctor()).faults == ()
    whole = await ended(admin, (await sent(admin, "inventree", content)).json()["job"])
    assert whole["state"] == "done", whole
    report = await doctor()
    assert report.faults == ()
    assert report.records["inventory.lot"] == 1106
