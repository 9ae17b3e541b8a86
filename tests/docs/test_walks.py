"""The tutorial works from its first line to its last, in an empty folder."""

from pathlib import Path

import pytest

from .pages import ROOT, blocks_of
from .places import Place
from .running import run_block
from .walks import matches, walks, write


@pytest.mark.parametrize("page", walks(), ids=lambda page: page.relative_to(ROOT).as_posix())
@pytest.mark.timeout(300)
def test_every_step_of_a_walk_works(page: Path, place: Place) -> None:
    """Files are written where the page says, commands end well, and print what the page shows."""
    printed = ""
    for block in blocks_of(page):
        if block.file:
            write(place, block)
        elif block.language == "sh" and not block.not_run:
            printed = run_block(place, block)
        elif block.model == "output":
            assert matches(block.text, printed), f"{block.name}:\n{block.text}\n--- printed:\n{printed}"
