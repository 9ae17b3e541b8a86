"""Batches on databases of both kinds, each of its own."""

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from penstock.adapters.testing.batch_house import BatchHouse


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """An empty folder, in memory where that is possible."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else tmp_path) as made:
        yield Path(made)


@pytest.fixture
def houses(folder: Path) -> Iterator[Callable[..., BatchHouse]]:
    """`houses(**options)`: an empty one."""
    made: list[BatchHouse] = []

    def build(**options: object) -> BatchHouse:
        made.append(BatchHouse(Path(tempfile.mkdtemp(dir=folder)), **options))  # type: ignore[arg-type]
        return made[-1]

    yield build
    for house in made:
        house.close()


@pytest.fixture
def own(houses: Callable[..., BatchHouse]) -> BatchHouse:
    """An empty one on SQLite."""
    return houses()


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest, houses: Callable[..., BatchHouse]) -> BatchHouse:
    """An empty one, on each kind of database."""
    url = "" if request.param == "sqlite" else str(request.getfixturevalue("postgresql")())
    return houses(url=url)
