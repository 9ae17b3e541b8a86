"""Connections when the database is closed."""

import threading
from collections.abc import Callable
from typing import Any

from penstock.core.contracts.database import DatabaseSchema
from penstock.plugins.database.service import DatabaseService

Services = Callable[..., DatabaseService]


def test_a_connection_that_is_in_use_is_closed_when_its_transaction_ends(
    services: Services, schema: DatabaseSchema
) -> None:
    """Nobody else would close it: the pool that it comes from is gone."""
    database, inside, closed = services(), threading.Event(), threading.Event()
    used: list[Any] = []

    def work(connection: Any) -> None:
        used.append(connection.connection)
        used.append(connection.connection._connection_record)
        inside.set()
        assert closed.wait(30)

    thread = threading.Thread(target=lambda: database.read(schema, work))
    thread.start()
    assert inside.wait(30)
    database.close()
    closed.set()
    thread.join(30)
    assert used[1].dbapi_connection is None
