"""A real `jingwei serve` with the built pages, and a real Chromium; without either the tests say so and are skipped."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from jingwei.web.static import ROOT

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
READY_WITHIN = 120.0
# On a machine that does much else a page may take longer than the usual five seconds.
expect.set_options(timeout=15_000)


@pytest.fixture(scope="session")
def kernels() -> None:
    """The engines as they are a minute after the very first start: compiled; nobody in a story waits for that."""
    subprocess.run(
        [sys.executable, "-c", "from jingwei.wiring.worker import warm_up; warm_up()"],
        check=True,
        timeout=600,
    )


@pytest.fixture(scope="module")
def base(kernels: None) -> Iterator[str]:
    """The address of the living demo factory, freshly made."""
    if not (ROOT / "index.html").is_file():
        pytest.skip("THE PAGES ARE NOT BUILT: run `make ui`; nothing in the browser was tested.")
    with tempfile.TemporaryDirectory(prefix="jingwei-browser-", ignore_cleanup_errors=True) as data:
        Path(data).chmod(0o755)
        with socket.socket() as trial:
            trial.bind(("127.0.0.1", 0))
            port = int(trial.getsockname()[1])
        kept = {key: value for key, value in os.environ.items() if not key.startswith("JINGWEI_")}
        serving = subprocess.Popen(
            [sys.executable, "-m", "jingwei.cli", "serve"],
            env={**kept, "JINGWEI_DATA": data, "JINGWEI_PORT": str(port)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            until_ready(serving, f"http://127.0.0.1:{port}")
            yield f"http://127.0.0.1:{port}"
        finally:
            serving.send_signal(signal.SIGINT)
            serving.wait(40)


def until_ready(serving: "subprocess.Popen[bytes]", address: str) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline:
        assert serving.poll() is None, "The server ended before it was ready."
        with suppress(OSError), urllib.request.urlopen(f"{address}/healthz", timeout=2) as answer:
            if answer.status == 200:
                return
        time.sleep(0.2)
    pytest.fail("The server did not become ready.")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Of the module, not of the session: while it lives its event loop runs here, and no other test could have one."""
    if not CHROMIUM.exists():
        pytest.skip(f"THERE IS NO {CHROMIUM}: nothing in the browser was tested.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()
