"""A house of libraries in a folder of its own."""

from pathlib import Path

import pytest

from penstock.adapters.testing.library_house import LibraryHouse


@pytest.fixture
def house(tmp_path: Path) -> LibraryHouse:
    """Libraries in an empty folder."""
    return LibraryHouse(tmp_path)
