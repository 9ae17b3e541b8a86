"""The invariant suite of services that keep documents by name: libraries, prompts, scenes, stories.

A machine opens two processes on one folder where `persistent`. Promises that are checked:

- what was saved is what is read, by every process, after a restart and after a kill; names are sorted and complete;
- who saves over another revision than there is gets `Conflict`, and changes nothing; what is no name is `BadName`;
- what is deleted is in the trash, the last first, and comes back as it was; over another one of its name never;
- signatures change with their documents and are empty without;
- where the disk refuses, a change is done or not done, and what returned is done.
"""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from ....core.errors import BadName, Conflict, NotFound, PenstockError
from .refusals import refused
from .shelves import NAMES, NO_NAMES, Shelf
from .store_faults import ERRORS, StoreFaults


class KeptDocumentsMachine(RuleBasedStateMachine):
    """See the module. Contracts say the `shelf`; override `open_store`, set `persistent` and `faults`."""

    shelf: ClassVar[Shelf[Any, Any]]
    persistent: ClassVar[bool] = False

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="penstock-documents-"))
        self.faults: StoreFaults | None = None
        self.documents: dict[str, Any] = {}
        self.trash: dict[str, tuple[str, Any]] = {}
        self.signatures: dict[str, tuple[Any, str]] = {}
        self.store = self.open_store(self.folder)
        self.other = self.open_store(self.folder) if self.persistent else None

    def open_store(self, folder: Path) -> Any:
        """The service under test on `folder`; called again for another process, and after each restart."""
        raise TypeError(f"{type(self).__name__} must override open_store")

    def close_store(self, store: Any) -> None:
        """End it in order."""

    def teardown(self) -> None:
        """Take the folder away."""
        for store in (self.store, self.other):
            if store is not None:
                self.close_store(store)
        shutil.rmtree(self.folder)

    def named(self, draw: st.DataObject) -> str:
        """One of the documents that there are."""
        return draw.draw(st.sampled_from(sorted(self.documents)))

    def revision(self, name: str) -> str | None:
        """Its revision now."""
        return self.shelf.read(self.store, name)[1]

    # --- what is done --------------------------------------------------------------------------------------------

    @rule(draw=st.data(), name=st.sampled_from(NAMES))
    def save(self, draw: st.DataObject, name: str) -> None:
        """What was saved over the revision that is there is what is read."""
        value = draw.draw(self.shelf.values)
        seen = self.revision(name)
        assert (seen is None) == (name not in self.documents)
        revision = self.shelf.save(self.store, name, value, seen)
        self.documents[name] = value
        assert revision == self.revision(name)

    @precondition(lambda self: self.documents)
    @rule(draw=st.data())
    def save_stale(self, draw: st.DataObject) -> None:
        """Who saw another revision, or none, is refused."""
        name, value = self.named(draw), draw.draw(self.shelf.values)
        stale = draw.draw(st.sampled_from([None, "0" * 32, "f" * 64]))
        refused(Conflict, lambda: self.shelf.save(self.store, name, value, stale))

    @precondition(lambda self: self.documents)
    @rule(draw=st.data())
    def delete(self, draw: st.DataObject) -> None:
        """It is gone, and in the trash."""
        name = self.named(draw)
        trash_id = self.shelf.delete(self.store, name)
        assert trash_id not in self.trash
        self.trash[trash_id] = name, self.documents.pop(name)
        refused(NotFound, lambda: self.shelf.delete(self.store, name))

    @precondition(lambda self: self.trash)
    @rule(draw=st.data())
    def restore(self, draw: st.DataObject) -> None:
        """It comes back as it was, unless there is one of its name again."""
        trash_id = draw.draw(st.sampled_from(list(self.trash)))
        name, value = self.trash[trash_id]
        if name in self.documents:
            refused(Conflict, lambda: self.shelf.restore(self.store, trash_id))
            return
        assert self.shelf.restore(self.store, trash_id) == name
        self.documents[name] = value
        del self.trash[trash_id]
        refused(NotFound, lambda: self.shelf.restore(self.store, trash_id))

    @rule(name=st.sampled_from(NO_NAMES), draw=st.data())
    def hostile_name(self, name: str, draw: st.DataObject) -> None:
        """What is no name is refused by everything that takes one."""
        value = draw.draw(self.shelf.values)
        refused(BadName, lambda: self.shelf.read(self.store, name))
        refused(BadName, lambda: self.shelf.save(self.store, name, value, None))
        refused(BadName, lambda: self.shelf.delete(self.store, name))

    @precondition(lambda self: self.persistent)
    @rule(kill=st.booleans())
    def restart(self, kill: bool) -> None:
        """What was acknowledged is there after a restart, and after a kill."""
        if not kill:
            self.close_store(self.store)
        self.store = self.open_store(self.folder)

    @precondition(lambda self: self.other is not None)
    @rule()
    def take_turns(self) -> None:
        """The other process goes on: it sees at once what was done."""
        self.store, self.other = self.other, self.store

    @precondition(lambda self: self.faults is not None)
    @rule(draw=st.data(), name=st.sampled_from(NAMES), call=st.integers(1, 14), error=st.sampled_from(ERRORS))
    def failing(self, draw: st.DataObject, name: str, call: int, error: int) -> None:
        """A change that fails is done or not done; one that returns is done."""
        assert self.faults is not None
        self.store = self.open_store(self.folder)
        value, seen = draw.draw(self.shelf.values), self.revision(name)
        step: Callable[[], object] = lambda: self.shelf.save(self.store, name, value, seen)  # noqa: E731
        self.faults.arm(call, error)
        try:
            step()
        except PenstockError as raised:
            assert raised.status != 500
            has_returned = False
        else:
            has_returned = True
        finally:
            self.faults.disarm()
        if has_returned or self.is_saved(name, value):
            self.documents[name] = value

    def is_saved(self, name: str, value: Any) -> bool:
        """Whether a change that failed was done all the same."""
        found = self.shelf.read(self.store, name)[0]
        return found is not None and bool(found == value)

    # --- always --------------------------------------------------------------------------------------------------

    @invariant()
    def documents_are_as_the_model_says(self) -> None:
        """Names, contents, revisions and signatures."""
        assert tuple(self.shelf.names(self.store)) == tuple(sorted(self.documents))
        for name in NAMES:
            value, revision = self.shelf.read(self.store, name)
            signature = self.shelf.signature(self.store, name)
            assert (revision is None) == (signature == "") == (name not in self.documents)
            if name in self.documents:
                assert value == self.documents[name]
            was = self.signatures.get(name)
            assert was is None or was[0] == value or was[1] != signature, "another document of the same signature"
            self.signatures[name] = value, signature

    @invariant()
    def the_trash_is_as_the_model_says(self) -> None:
        """Exactly what was deleted, each under its name."""
        assert dict(self.shelf.deleted(self.store)) == {key: name for key, (name, _) in self.trash.items()}
