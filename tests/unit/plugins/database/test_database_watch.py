"""What another process writes is told, what we write is not, and nobody is asked before somebody uses the database."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from penstock.adapters.testing.fakes import EventRecorder
from penstock.core.application import Application
from penstock.core.contracts.database import Database, DatabaseSchema
from penstock.plugins.database.service import DatabaseService

from .numbered import FIRST, schema_of

Services = Callable[..., DatabaseService]


def nothing(_connection: object) -> None:
    """A write that writes nothing else."""


def test_only_writes_of_others_are_told(services: Services, schema: DatabaseSchema, url: str) -> None:
    """Once for all of them between two looks; not what was before the first use; not our own."""
    ours, theirs, told = services(url), services(url, "b"), []
    theirs.write(schema, nothing)
    ours.watch(schema, lambda: told.append("told"))
    ours.engine(schema)
    ours.look()
    ours.write(schema, nothing)
    ours.look()
    assert told == []
    theirs.write(schema, nothing)
    theirs.write(schema, nothing)
    ours.look()
    ours.look()
    assert told == ["told"]


def test_others_that_come_later_are_told(services: Services, schema: DatabaseSchema, url: str) -> None:
    """A process that was never seen before."""
    ours, told = services(url), []
    ours.engine(schema)
    stop = ours.watch(schema, lambda: told.append("told"))
    services(url, "new").write(schema, nothing)
    ours.look()
    stop()
    services(url, "newer").write(schema, nothing)
    ours.look()
    assert told == ["told"]


def test_a_write_that_was_taken_back_is_not_told(services: Services, schema: DatabaseSchema, url: str) -> None:
    """Only what is durable is news."""
    ours, theirs, told = services(url), services(url, "b"), []
    ours.engine(schema)
    ours.watch(schema, lambda: told.append("told"))

    def fails(_connection: object) -> None:
        raise KeyError

    with pytest.raises(KeyError):
        theirs.write(schema, fails)
    ours.look()
    assert told == []


def test_other_schemas_are_others_business(services: Services, schema: DatabaseSchema, tmp_path: Path) -> None:
    """Whoever watches one schema hears nothing of another."""
    other = DatabaseSchema(
        name="other", migrations=schema_of(tmp_path / "other", FIRST.replace("tested", "other")).migrations
    )
    ours, theirs, told = services(), services("", "b"), []
    ours.engine(schema)
    ours.watch(schema, lambda: told.append("told"))
    theirs.write(other, nothing)
    ours.look()
    assert told == []


def test_a_host_tells_within_a_second(
    penstock_application: Callable[..., Application], penstock_events: EventRecorder, schema: DatabaseSchema
) -> None:
    """Nothing looks before the first use; then another process is heard soon; the thread ends with the host."""
    application = penstock_application()
    database, told = application.services.get(Database), threading.Event()
    database.watch(schema, told.set)
    assert "penstock-database-watcher" not in {thread.name for thread in threading.enumerate()}
    database.engine(schema)
    other = DatabaseService(database._make_opening, application.host.clock, "other")  # type: ignore[attr-defined]
    started = time.monotonic()
    other.write(schema, nothing)
    assert told.wait(5)
    assert time.monotonic() - started < 2
    other.close()
    application.stop()
    assert "penstock-database-watcher" not in {thread.name for thread in threading.enumerate() if thread.is_alive()}
