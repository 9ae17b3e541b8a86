"""The service of libraries without a host: a disk that may fail, events that are kept for the test."""

from attrs import define, field

from ...core.draft_news import DraftNews
from ...core.drafts import Drafts
from ...core.events.base import Event
from ...core.events.libbers import LibberChanged, LibberSaved
from ...core.files import Files
from ...plugins.libbers.editing import NamedEditing
from ...plugins.libbers.service import LibberService
from ...plugins.libbers.service_specs import editing_of
from ...plugins.libbers.service_turn import Turns
from .library_house import LibraryHouse


@define
class LibberHouse(LibraryHouse):
    """`libbers` is the service on `folder`, `editing` its drafts; `another` is a second process on the same folder."""

    events: list[Event] = field(factory=list)
    libbers: LibberService = field(init=False)
    editing: NamedEditing = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.libraries = self.opened()
        self.libbers = LibberService(self.libraries, Turns(self.libraries, self.events.append))
        files = Files(calls=self.calls, pause=self.pause)
        news = DraftNews(self.events.append, self.clock)
        drafts = Drafts(self.folder / "drafts", files, self.clock, self.ids, listener=news)
        self.editing = editing_of(lambda: self.libbers, drafts)
        self.libbers.start(lambda: None, self.editing.renaming)
        self.libbers.turns.begin()

    def another(self) -> "LibberHouse":
        """Another process on the folder, which shares the clock and the disk."""
        return LibberHouse(self.folder, calls=self.calls, clock=self.clock, ids=self.ids)

    def look(self) -> None:
        """Look for what other programs did, until it is settled."""
        self.libbers.turns.look()
        self.libbers.turns.look()

    def told(self) -> list[str]:
        """What was told of libraries since this was asked last; keys of snippets are marked `+`, `~` and `-`."""
        found = [_line(event) for event in self.events if isinstance(event, LibberSaved | LibberChanged)]
        self.events.clear()
        return found


def _line(event: LibberSaved | LibberChanged) -> str:
    if isinstance(event, LibberSaved):
        marks = (("+", event.added), ("~", event.changed), ("-", event.removed))
        keys = "".join(f" {mark}{key}" for mark, found in marks for key in found)
        return f"{'created' if event.created else 'stored'} {event.libber}{keys}"
    whence = f" from {event.old_name}" if event.old_name else ""
    return f"{event.change.value} {event.libber}{whence}{'' if event.revision is not None else ' gone'}"
