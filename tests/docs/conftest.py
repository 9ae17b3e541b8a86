"""A page's folder, and a Penstock in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from .places import Place


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """A folder in which the commands of a page run; what was started there is stopped."""
    made = Place(tmp_path)
    yield made
    made.stop()
