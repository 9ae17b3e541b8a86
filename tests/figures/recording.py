"""What a test has tried, kept for `docs/reliability.md`: one line of JSON for each figure."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from attrs import asdict, field, frozen

FOLDER: Final = "PENSTOCK_FIGURES"
"""The environment variable that names the folder of the lines; unset, nothing is kept."""


@frozen(kw_only=True)
class Figure:
    """`tried` of a `unit` for a `goal` (G1 to G23), by a test that held at this `size`.

    `what` says in a few words what was done to the product; figures of one goal, `what` and size are added together.
    `measured` are numbers with their names ("p99 ms": 41.0); of several the largest is shown. `lacking` says, in a
    sentence, what this run could not try.
    """

    goal: str
    what: str
    tried: int
    unit: str
    test: str
    size: str
    measured: Mapping[str, float] = field(factory=dict)
    lacking: str = ""


def size() -> str:
    """`change` (what CI runs) or `nightly`."""
    return "nightly" if os.environ.get("PENSTOCK_PROFILE") == "nightly" else "change"


def keep(figure: Figure) -> None:
    """Add a line to this process's file of the folder, where one is named."""
    if not (named := os.environ.get(FOLDER)):
        return
    folder = Path(named)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{os.getpid()}.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(asdict(figure)) + "\n")
