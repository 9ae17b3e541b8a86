"""Pipes, folders and circles of links in the place of files: nothing hangs, everything else goes on."""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest

from penstock.adapters.testing.invariants.crashes import quick_folder

from .full_folder import fill, opened
from .obstructed_child import KINDS, Obstacle, found_wrong

NIGHTLY: Final = os.environ.get("PENSTOCK_PROFILE") == "nightly"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no pipes among files")


@pytest.fixture(scope="module")
def full() -> Iterator[Path]:
    """A folder in which every store holds something."""
    with quick_folder() as home:
        with opened(home / "full") as application:
            fill(application)
        yield home / "full"


def files_of(full: Path) -> list[str]:
    """Every file, pictures and locks included."""
    return sorted(str(path.relative_to(full)) for path in full.rglob("*") if path.is_file())


def test_what_is_no_file_hangs_nothing(full: Path, figure: Callable[..., None]) -> None:
    """In the place of each file: it starts, every list is answered, writing goes on, and the doctor comes to an end."""
    names = files_of(full)
    obstacles = [Obstacle(name, KINDS[at % len(KINDS)]) for at, name in enumerate(names)]
    if NIGHTLY:
        obstacles = [Obstacle(name, kind) for name in names for kind in KINDS]

    wrong = found_wrong(full, obstacles)

    assert not wrong, "\n".join(f"{obstacle}: {said}" for obstacle, said in wrong.items())
    figure("G20", "something that is no file in a file's place", len(obstacles), "files")
