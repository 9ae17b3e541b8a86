"""The service of libraries without a host: a disk that may fail, events that are kept for the test."""

from attrs import define, field

from ...core.events.base import Event
from ...core.events.libbers import LibberChanged, LibberSaved
from ...plugins.libbers.service import LibberService
from ...plugins.libbers.service_turn import Turns
from .library_house import LibraryHouse


@define
class LibberHouse(LibraryHouse):
    """`libbers` is the service on `folder`; `another` is a second process on the same folder."""

    events: list[Event] = field(factory=list)
    libbers: LibberService = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.libraries = self.opened()
        self.libbers = LibberService(self.libraries, Turns(self.libraries, self.events.append))
        self.libbers.turns.begin()

    def another(self) -> "LibberHouse":
        """Another process on the folder, which shares the clock and the disk."""
        return LibberHouse(self.folder, calls=self.calls, clock=self.clock, ids=self.ids)

    def look(self) -> None:
        """Look for what other programs did, until it is settled."""
        self.libbers.turns.look()
        self.libbers.turns.look()

    def told(self) -> list[str]:
        """What was told since this was asked last, a line each; keys of snippets are marked `+`, `~` and `-`."""
        found = [_line(event) for event in self.events]
        self.events.clear()
        return found


def _line(event: Event) -> str:
    if isinstance(event, LibberSaved):
        marks = (("+", event.added), ("~", event.changed), ("-", event.removed))
        keys = "".join(f" {mark}{key}" for mark, found in marks for key in found)
        return f"{'created' if event.created else 'stored'} {event.libber}{keys}"
    if isinstance(event, LibberChanged):
        whence = f" from {event.old_name}" if event.old_name else ""
        return f"{event.change.value} {event.libber}{whence}{'' if event.revision is not None else ' gone'}"
    return event.name
