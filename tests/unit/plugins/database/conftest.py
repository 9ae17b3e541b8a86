"""Databases of both kinds, each of its own."""

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from penstock.adapters.testing.fakes import FakeClock
from penstock.core.contracts.database import DatabaseSchema
from penstock.core.files import Files
from penstock.plugins.database.opening import Opening
from penstock.plugins.database.service import DatabaseService

from .numbered import FIRST, schema_of

Services = Callable[..., DatabaseService]


def at_once(_seconds: float) -> None:
    """Nobody waits."""


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """An empty folder, in memory where that is possible."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else tmp_path) as made:
        yield Path(made)


@pytest.fixture
def schema(tmp_path: Path) -> DatabaseSchema:
    """One table."""
    return schema_of(tmp_path / "migrations", FIRST)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """An empty database of each kind."""
    return "" if request.param == "sqlite" else str(request.getfixturevalue("postgresql")())


@pytest.fixture
def services(folder: Path) -> Iterator[Services]:
    """`services(url, writer="a", **options)`: processes on one database."""
    made: list[DatabaseService] = []

    def start(url: str = "", writer: str = "a", **options: object) -> DatabaseService:
        opening = Opening(url, folder, Files(), **options)  # type: ignore[arg-type]
        made.append(DatabaseService(lambda: opening, FakeClock(), writer, at_once))
        return made[-1]

    yield start
    for service in made:
        service.close()
