"""Two processes that edit the same documents."""

from pathlib import Path

import pytest
from attrs import define, field

from penstock.adapters.testing.fakes import CountingIds, FakeClock
from penstock.adapters.testing.memory_documents import MemoryDocuments
from penstock.core.draft_news import DraftNews
from penstock.core.drafts import Drafts
from penstock.core.editing import DocumentEditing
from penstock.core.events.base import Event
from penstock.core.events.drafts import DraftChanged, DraftClosed
from penstock.core.files import Files


@define
class EditingProcess:
    """A process: its drafts, its editing, and what it has told."""

    drafts: Drafts
    editing: DocumentEditing
    events: list[Event] = field(factory=list)

    def told(self) -> list[tuple[str, str, tuple[str, ...] | bool]]:
        """`(event, draft's document, keys or expired)` since the last call."""
        found = [
            (event.name, event.draft.name, event.keys if isinstance(event, DraftChanged) else event.expired)
            for event in self.events
            if isinstance(event, DraftChanged | DraftClosed)
        ]
        self.events.clear()
        return found


@pytest.fixture
def papers() -> MemoryDocuments:
    """One document, `one`, that holds a, b and c."""
    made = MemoryDocuments()
    made.put("one", {"a": 1, "b": 2, "c": 3})
    return made


@pytest.fixture
def moving_clock() -> FakeClock:
    """The clock of both processes."""
    return FakeClock()


def _process(folder: Path, papers: MemoryDocuments, clock: FakeClock, ids: CountingIds) -> EditingProcess:
    events: list[Event] = []
    drafts = Drafts(folder, Files(), clock, ids, listener=DraftNews(events.append, clock))
    drafts.look()
    return EditingProcess(drafts, DocumentEditing(papers, drafts), events)


@pytest.fixture
def shared_ids() -> CountingIds:
    """No id twice."""
    return CountingIds()


@pytest.fixture
def here(tmp_path: Path, papers: MemoryDocuments, moving_clock: FakeClock, shared_ids: CountingIds) -> EditingProcess:
    """This process."""
    return _process(tmp_path / "drafts", papers, moving_clock, shared_ids)


@pytest.fixture
def there(tmp_path: Path, papers: MemoryDocuments, moving_clock: FakeClock, shared_ids: CountingIds) -> EditingProcess:
    """Another process on the same folder and the same documents."""
    return _process(tmp_path / "drafts", papers, moving_clock, shared_ids)
