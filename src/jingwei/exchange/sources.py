"""What can be imported from, by the name in the address, and the kind of job that does it."""

from collections.abc import Mapping

SOURCES: Mapping[str, str] = {"inventree": "import.inventree", "csv": "import.csv"}
