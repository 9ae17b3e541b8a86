"""Profiles that are gone from the list although their pools stand there and say that they are profiles.

Dataset Gates that meets an unreadable list reads an empty one, and writes that with its next change. But it also writes
its list before it removes the folder of a profile: so what vanished is looked for once more a while later.
"""

from typing import Final

from attrs import define

from ...core.clock import Clock
from ...core.contracts.pools import PoolStore
from ...core.contracts.profiles import Profile
from ...core.events.profiles import ProfilesChangedElsewhere
from .reconciling import unregistered
from .registry_document import Document
from .service_turn import Turns

PATIENCE: Final = 5.0
"""Seconds that somebody has to remove the folder of a profile that is gone from the list."""


@define
class Vanished:
    """See the module. Only the thread that watches the list uses it."""

    turns: Turns
    store: PoolStore
    clock: Clock
    since: float | None = None

    def look(self, document: Document) -> None:
        """Somebody else wrote the list: see whether it lacks profiles."""
        lacking = not document.read_only and self._lacking(document)
        self.since = self.clock.monotonic() if lacking else None

    def put_back(self) -> None:
        """Put back what is still gone from the list after a while, and say so. Raises the errors of the disk."""
        if self.since is None or self.clock.monotonic() - self.since < PATIENCE:
            return
        with self.turns.turn(writing=False) as turn:
            found = () if turn.document.read_only else self._lacking(turn.document)
            if found:
                turn.save(turn.document.added(found))
                turn.registry.tell(_said(found))
                turn.events.append(ProfilesChangedElsewhere())
        self.since = None

    def _lacking(self, document: Document) -> tuple[Profile, ...]:
        return unregistered(self.store, document)


def _said(found: tuple[Profile, ...]) -> str:
    names = ", ".join(repr(profile.name[:40]) for profile in found[:5])
    more = f" and {len(found) - 5} more" if len(found) > 5 else ""
    return (
        f"Another program left profiles out of profiles.json whose pools are there. They were put back: {names}{more}."
    )
