"""Runs on databases of both kinds, each of its own."""

import os
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from penstock.adapters.testing.run_house import RunHouse


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """An empty folder, in memory where that is possible."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else tmp_path) as made:
        yield Path(made)


@pytest.fixture
def houses(folder: Path) -> Iterator[Callable[..., RunHouse]]:
    """`houses(**options)`: an empty one."""
    made: list[RunHouse] = []

    def build(**options: object) -> RunHouse:
        made.append(RunHouse(Path(tempfile.mkdtemp(dir=folder)), **options))  # type: ignore[arg-type]
        return made[-1]

    yield build
    for house in made:
        house.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest, houses: Callable[..., RunHouse]) -> RunHouse:
    """An empty one, on each kind of database."""
    url = "" if request.param == "sqlite" else str(request.getfixturevalue("postgresql")())
    return houses(url=url)


@pytest.fixture
def in_threads() -> Callable[..., list[object]]:
    """`in_threads(work, items)`: `work(item)` for all items at once; what each returned."""

    def run(work: Callable[[object], object], items: list[object]) -> list[object]:
        with ThreadPoolExecutor(max_workers=len(items)) as pool:
            return list(pool.map(work, items))

    return run
