"""The printed traveller before the camera of a phone: Chromium plays a picture of the paper as its camera."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.hands import PHONE, signed_in

OPERATION = "/api/v1/production/operation"
FRAME = (240, 180)
"""What the camera sees of the paper, in px: the code in the middle, and words around it."""


@pytest.fixture(scope="module")
def operation(chromium: Browser, base: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """A started operation and the film of its card, taken from the page that the printer gets."""
    hands = signed_in(chromium, base, "luyi")
    listed = hands.page.request.get(f"{OPERATION}?filter=[%22state%22,%22eq%22,%22started%22]&limit=1").json()
    identity = str(listed["rows"][0][0])
    sharp = chromium.new_context(
        base_url=base, storage_state=hands.context.storage_state(), device_scale_factor=3
    )
    page = sharp.new_page()
    page.goto(f"{OPERATION}/{identity}/print/traveller")
    code = page.locator("td svg.qr").bounding_box()
    assert code is not None
    width, height = FRAME
    left, top = code["x"] + (code["width"] - width) / 2, code["y"] + (code["height"] - height) / 2
    film = tmp_path_factory.mktemp("camera") / "card.mjpeg"
    film.write_bytes(
        page.screenshot(type="jpeg", quality=80, clip={"x": left, "y": top, "width": width, "height": height})
    )
    sharp.close()
    hands.context.close()
    return identity, film


@pytest.fixture(scope="module")
def phone(chromium: Browser, operation: tuple[str, Path]) -> Iterator[Browser]:
    """A browser with a camera; the film is a setting of its start."""
    flags = ("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream")
    film = f"--use-file-for-fake-video-capture={operation[1]}"
    browser = chromium.browser_type.launch(executable_path=CHROMIUM, args=[*FLAGS, *flags, film])
    yield browser
    browser.close()


def test_the_camera_reads_a_printed_card_and_opens_its_report(
    phone: Browser, base: str, operation: tuple[str, Path]
) -> None:
    hands = signed_in(phone, base, "luyi", PHONE)
    hands.go("/report")
    hands.page.locator("[data-scan]").click()
    hands.page.wait_for_url(re.compile(rf"/report/{operation[0]}$"))
    expect(hands.page.locator("[data-action=report]")).to_be_visible()
    assert hands.wrong == []
    hands.context.close()
