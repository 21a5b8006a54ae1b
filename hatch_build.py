"""A wheel carries the built pages; one without them is not made."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PAGES = Path("src/jingwei/web/static")


class PagesHook(BuildHookInterface):  # type: ignore[type-arg]
    """Fails a standard wheel when `make ui` was not run; an editable install needs no pages."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        if not (Path(self.root) / PAGES / "index.html").is_file():
            raise FileNotFoundError(f"{PAGES} is not built; run `make ui` before building the wheel.")
