"""Where figures are kept: bench/results, or the folder JINGWEI_BENCH_RESULTS names, so that a trial overwrites nothing."""

import os
from pathlib import Path


def results(name: str) -> Path:
    folder = Path(os.environ.get("JINGWEI_BENCH_RESULTS") or Path(__file__).parent / "results")
    folder.mkdir(parents=True, exist_ok=True)
    return folder / name
