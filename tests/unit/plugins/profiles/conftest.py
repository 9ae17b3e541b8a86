"""Profiles on a folder in memory where there is one, without a host."""

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from penstock.adapters.testing.profile_house import ProfileHouse


@pytest.fixture
def quick_folder(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is one: faults are simulated, so a real disk would only cost time."""
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK):
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        yield Path(folder)


@pytest.fixture
def houses(quick_folder: Path) -> Iterator[Callable[..., ProfileHouse]]:
    """`houses()`: another process on the same folder."""
    made: list[ProfileHouse] = []

    def make() -> ProfileHouse:
        made.append(ProfileHouse(quick_folder))
        return made[-1].start()

    yield make
    for house in made:
        house.close()


@pytest.fixture
def house(houses: Callable[..., ProfileHouse]) -> ProfileHouse:
    """Pools and profiles on an empty folder."""
    return houses()
