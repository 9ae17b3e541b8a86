"""The invariant suite of `Documents`: what a plugin tells of the documents that people edit together.

Say a document in `documents`, a strategy of entries. Promises that are checked:

- what was written over the revision that was seen is what is read, after a restart and a kill too;
- `Conflict` for another revision, and then nothing changes; `signature` changes with the document, empty without;
- `checked` takes edits that fit in their order, and names what it returns by keys that `write` takes.
"""

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from ....core.contracts.editing import Documents
from ....core.draft_values import Edit
from ....core.errors import Conflict, PenstockError
from .refusals import refused
from .store_faults import ERRORS, StoreFaults

_NAMES = ("cats", "dogs")


class DocumentsMachine(RuleBasedStateMachine):
    """See the module. Override `open_store`; set `documents`, `persistent` and `faults`."""

    documents: ClassVar[st.SearchStrategy[Mapping[str, Any]]] = st.dictionaries(
        st.sampled_from(["a", "b", "c"]), st.text("xyz", max_size=3) | st.integers(0, 9), min_size=1, max_size=3
    )
    persistent: ClassVar[bool] = False

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="penstock-drafted-"))
        self.faults: StoreFaults | None = None
        self.kept: dict[str, dict[str, Any]] = {}
        self.store = self.open_store(self.folder)

    def open_store(self, folder: Path) -> Documents:
        """The documents under test on `folder`; called again after each restart and kill."""
        raise TypeError(f"{type(self).__name__} must override open_store")

    def teardown(self) -> None:
        """Take the folder away."""
        shutil.rmtree(self.folder)

    @rule(draw=st.data(), name=st.sampled_from(_NAMES))
    def write(self, draw: st.DataObject, name: str) -> None:
        """What was written is what is read, at a new revision and signature."""
        entries, before = dict(draw.draw(self.documents)), self.store.read(name)
        signature = self.store.signature(name)
        revision = self.store.write(name, entries, before.revision)
        self.kept[name] = entries
        assert self.store.read(name).revision == revision
        assert before.revision != revision or dict(before.entries) == entries
        assert signature != self.store.signature(name) or dict(before.entries) == entries

    @rule(draw=st.data(), name=st.sampled_from(_NAMES), stale=st.sampled_from([None, "nobody saw this"]))
    def write_stale(self, draw: st.DataObject, name: str, stale: str | None) -> None:
        """Who saw another revision than there is, or none, is refused."""
        if stale != self.store.read(name).revision:
            entries = dict(draw.draw(self.documents))
            refused(Conflict, lambda: self.store.write(name, entries, stale))

    @rule(draw=st.data(), name=st.sampled_from(_NAMES))
    def check(self, draw: st.DataObject, name: str) -> None:
        """Edits that make another document are taken, all of them, and lead to one that can be written."""
        now, entries = dict(self.store.read(name).entries), dict(draw.draw(self.documents))
        edits = [Edit(key, value) for key, value in entries.items()]
        found = self.store.checked(name, edits, now)
        assert len(found) >= len(edits)
        for edit in found:
            now.pop(edit.instead_of or edit.key, None) if edit.removed or edit.instead_of else None
            if not edit.removed:
                now[edit.key] = edit.value
        self.store.write(name, now, self.store.read(name).revision)
        self.kept[name] = now

    @precondition(lambda self: self.persistent)
    @rule()
    def restart(self) -> None:
        """The process is gone without a word; what was acknowledged is there."""
        self.store = self.open_store(self.folder)

    @precondition(lambda self: self.faults is not None)
    @rule(draw=st.data(), name=st.sampled_from(_NAMES), call=st.integers(1, 8), error=st.sampled_from(ERRORS))
    def failing(self, draw: st.DataObject, name: str, call: int, error: int) -> None:
        """A change that fails is done or not done; one that returns is done."""
        assert self.faults is not None
        entries, seen = dict(draw.draw(self.documents)), self.store.read(name).revision
        self.faults.arm(call, error)
        try:
            self.store.write(name, entries, seen)
            has_returned = True
        except PenstockError as raised:
            assert raised.status != 500
            has_returned = False
        finally:
            self.faults.disarm()
        if has_returned or dict(self.store.read(name).entries) == entries:
            self.kept[name] = entries

    @invariant()
    def documents_are_as_the_model_says(self) -> None:
        """Entries and their order, revisions, signatures."""
        for name in _NAMES:
            found = self.store.read(name)
            assert list(found.entries.items()) == list(self.kept.get(name, {}).items())
            assert (found.revision is None) == (name not in self.kept) == (self.store.signature(name) == "")
