"""The printed traveller before the camera of a phone: Chromium plays a picture of the paper as its camera."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FloatRect, ViewportSize, expect
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.hands import PHONE, signed_in

OPERATION = "/api/v1/production/operation"
STARTED = f"{OPERATION}?filter=[%22state%22,%22eq%22,%22started%22]&limit=1"
FRAME: FloatRect = {"x": 580, "y": 172, "width": 240, "height": 180}
"""What the camera sees of the sheet, in px: the code of the last column, and words around it."""
SHEET: ViewportSize = {"width": 820, "height": 700}


@pytest.fixture(scope="module")
def works(base: str) -> str:
    """The address of the factory under a name as long as companies give theirs: the code must have room for it."""
    return base.replace("127.0.0.1", "erp.planetary-gear-works-of-the-east.localhost")


@pytest.fixture(scope="module")
def operation(
    chromium: Browser, works: str, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Path, Path]:
    """A started operation, its card as the printer prints it, and a film of that sheet."""
    hands = signed_in(chromium, works, "luyi")
    listed = hands.page.evaluate("async (address) => (await fetch(address)).json()", STARTED)
    identity, folder = str(listed["rows"][0][0]), tmp_path_factory.mktemp("camera")
    hands.page.goto(f"{works}{OPERATION}/{identity}/print/traveller")
    paper, film = folder / "card.pdf", folder / "card.mjpeg"
    hands.page.pdf(path=paper, format="A4")
    hands.context.close()
    viewer = chromium.new_context(viewport=SHEET, device_scale_factor=3)
    page = viewer.new_page()
    page.goto(f"{paper.as_uri()}#toolbar=0&navpanes=0&view=FitH")
    page.wait_for_timeout(2000)
    film.write_bytes(page.screenshot(type="jpeg", quality=80, clip=FRAME))
    viewer.close()
    return identity, paper, film


@pytest.fixture(scope="module")
def phone(chromium: Browser, operation: tuple[str, Path, Path]) -> Iterator[Browser]:
    """A browser with a camera; the film is a setting of its start."""
    flags = ("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream")
    film = f"--use-file-for-fake-video-capture={operation[2]}"
    browser = chromium.browser_type.launch(executable_path=CHROMIUM, args=[*FLAGS, *flags, film])
    yield browser
    browser.close()


def test_the_card_is_one_sheet_of_a4(operation: tuple[str, Path, Path]) -> None:
    paper = operation[1].read_bytes()
    assert len(re.findall(rb"/Type /Page\b", paper)) == 1
    box = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", paper)
    assert box is not None
    assert [int(float(one)) for one in box.groups()] == [595, 842]


def test_the_camera_reads_the_code_of_the_last_column_and_opens_its_report(
    phone: Browser, works: str, operation: tuple[str, Path, Path]
) -> None:
    """A sheet cut at its right edge, or a code cut at its own, would not be read."""
    hands = signed_in(phone, works, "luyi", PHONE)
    hands.go("/report")
    hands.page.locator("[data-scan]").click()
    hands.page.wait_for_url(re.compile(rf"/report/{operation[0]}$"))
    expect(hands.page.locator("[data-action=report]")).to_be_visible()
    assert hands.wrong == []
    hands.context.close()
