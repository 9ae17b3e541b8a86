"""Webhooks as rows: each waits until it was delivered or given up, over restarts."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa
from attrs import frozen
from sqlalchemy import Connection

from ...core.clock import Clock
from ...core.stored_rows import LARGEST, odd_of, stored_row
from .rows import LOG
from .store import BatchStore
from .tables import WEBHOOK

PAUSES: Final = (5, 30, 120, 300, 900, 1800, 3600)
"""Seconds before each further try: 5 s to 1 h, 8 tries in all."""

_TRYING_MS: Final = 60_000
"""For how long a message that is being sent is nobody else's."""


@frozen
class Waiting:
    """A message that is to be sent now."""

    id: str
    url: str
    body: str
    attempts: int


@frozen
class WebhookStore:
    """See the module; each method is one transaction."""

    store: BatchStore
    clock: Clock

    def add(self, messages: Sequence[Mapping[str, Any]]) -> None:
        """Keep messages to be sent, those that were not kept before."""

        def work(connection: Connection) -> None:
            ids = [one["id"] for one in messages]
            there = set(connection.execute(sa.select(WEBHOOK.c.id).where(WEBHOOK.c.id.in_(ids))).scalars())
            new = [dict(one) for one in messages if one["id"] not in there]
            if new:
                connection.execute(sa.insert(WEBHOOK), new)

        if messages:
            self.store.writing(work)

    def take(self) -> Waiting | None:
        """The next message that is due; for a while it is this caller's."""
        now = self.clock.wall_ms()
        found = sa.select(WEBHOOK).where(WEBHOOK.c.due <= now).order_by(WEBHOOK.c.due, WEBHOOK.c.id).limit(1)
        if self.store.reading(lambda connection: connection.execute(found).first()) is None:
            return None

        def work(connection: Connection) -> Waiting | None:
            row = connection.execute(found).first()
            if row is None:
                return None
            mine = (WEBHOOK.c.id == row.id, WEBHOOK.c.due == row.due)
            care = stored_row("The webhook", row, odd_of(connection, LOG))
            tries = care.number("attempts", 0) + 1
            fields = {"due": now + _TRYING_MS, "attempts": tries}
            taken = connection.execute(sa.update(WEBHOOK).where(*mine).values(**fields)).rowcount == 1
            return Waiting(row.id, care.text("url"), care.text("body"), tries) if taken else None

        return self.store.writing(work)

    def delivered(self, message: Waiting) -> None:
        """It arrived."""
        self._set(message, due=None, delivered=self.clock.wall_ms(), reason="")

    def missed(self, message: Waiting, reason: str) -> None:
        """It did not arrive: try again later, or give it up after the last try."""
        again = message.attempts <= len(PAUSES)
        due = self.clock.wall_ms() + PAUSES[message.attempts - 1] * 1000 if again else None
        self._set(message, due=due, reason=reason[:500])

    def next_due(self) -> int | None:
        """When the next one is sent, wall time in ms."""
        found = sa.select(sa.func.min(WEBHOOK.c.due)).where(WEBHOOK.c.due <= LARGEST)
        due = self.store.reading(lambda connection: connection.execute(found).scalar())
        return None if due is None else int(due)

    def states(self, batches: Sequence[str]) -> dict[str, str]:
        """How the last message of each batch fares: waiting, delivered, or failed with the reason."""
        columns = (WEBHOOK.c.batch, WEBHOOK.c.due, WEBHOOK.c.delivered, WEBHOOK.c.reason)
        found = sa.select(*columns).where(WEBHOOK.c.batch.in_(batches)).order_by(WEBHOOK.c.created, WEBHOOK.c.id)
        rows = self.store.reading(lambda connection: connection.execute(found).all()) if batches else ()
        return {row.batch: _state(row) for row in rows}

    def _set(self, message: Waiting, **fields: Any) -> None:
        change = sa.update(WEBHOOK).where(WEBHOOK.c.id == message.id).values(**fields)
        self.store.writing(lambda connection: connection.execute(change))


def _state(row: Any) -> str:
    if row.delivered is not None:
        return "delivered"
    return "waiting" if row.due is not None else f"failed: {row.reason}"
