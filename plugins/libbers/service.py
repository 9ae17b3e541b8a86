"""The service of libraries: the files, and what is told of each change."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Final

from attrs import define, field

from ...core.contracts.libbers import DeletedLibber, Libber, LibberDocument, Substitution
from ...core.errors import Conflict, NotFound
from ...core.events.libbers import LibberChange, LibberChanged, LibberSaved
from ...core.text_functions import TextFunctions
from .free_names import free_name
from .library_files import LibraryFiles
from .library_names import check_name
from .service_turn import Turns

_TRIES: Final = 5
Renaming = Callable[[str, str], AbstractContextManager[None]]


def _nothing(*_told: str) -> None:
    """Nobody wants to know."""


def _alone(*_names: str) -> AbstractContextManager[None]:
    """Nobody goes along."""
    return nullcontext()


@define
class LibberService:
    """Implements `Libbers`; see there."""

    libraries: LibraryFiles
    turns: Turns
    functions: TextFunctions = field(factory=TextFunctions)
    _stop: Callable[[], None] = field(default=_nothing, init=False)
    _renaming: Renaming = field(default=_alone, init=False)

    def start(self, stop: Callable[[], None], renaming: Renaming) -> None:
        """`stop` is called when the service is closed, each rename is made within `renaming(old name, new name)`."""
        self._stop, self._renaming = stop, renaming

    def close(self) -> None:
        """End what was started with it."""
        self._stop()

    def names(self) -> tuple[str, ...]:
        """The names of all libraries, sorted; no file is opened."""
        return self.libraries.names()

    def get(self, name: str) -> LibberDocument:
        """A library as its file holds it now."""
        return self.libraries.get(name)

    def save(self, name: str, libber: Libber, seen: str | None) -> LibberDocument:
        """Store a library over the revision `seen`; what is the same as the file is not written and not told."""
        with self.turns.turn() as turn:
            before = None if seen is None else self._found(name)
            saved = self.libraries.save(name, libber, seen)
            turn.left[saved.name] = saved.revision
            if before is None or before.revision != saved.revision:
                turn.events += [_saved(saved, before), _changed(saved, LibberChange.SAVED)]
            return saved

    def _found(self, name: str) -> LibberDocument | None:
        try:
            return self.libraries.get(name)
        except NotFound:  # what is gone is a conflict for whoever has seen it
            return None

    def add(self, name: str, data: bytes) -> LibberDocument:
        """A new library of the bytes of a file, under the next free name."""
        with self.turns.turn() as turn:
            saved = self._added(check_name(name), data)
            turn.left[saved.name] = saved.revision
            turn.events += [_saved(saved, None), _changed(saved, LibberChange.SAVED)]
            return saved

    def _added(self, name: str, data: bytes) -> LibberDocument:
        for _ in range(_TRIES):
            try:
                return self.libraries.add(free_name(name, self.libraries.names()), data)
            except Conflict:  # another process took the name, or what is no library has it
                continue
        return self.libraries.add(name, data)

    def file(self, name: str) -> Path:
        """The file of a library, to be sent as it is."""
        return self.libraries.path(name)

    def rename(self, name: str, new_name: str) -> LibberDocument:
        """Give it another name; `Conflict` where that is taken."""
        old = self.libraries.path(name).stem
        with self._renaming(old, check_name(new_name, "new_name")), self.turns.turn() as turn:
            renamed = self.libraries.rename(old, new_name)
            turn.left |= {old: None, renamed.name: renamed.revision}
            if old != renamed.name:
                turn.events.append(_changed(renamed, LibberChange.RENAMED, old_name=old))
            return renamed

    def delete(self, name: str) -> DeletedLibber:
        """Move it to the trash for 30 days."""
        with self.turns.turn() as turn:
            deleted = self.libraries.delete(name)
            turn.left[deleted.name] = None
            turn.events.append(LibberChanged(libber=deleted.name, change=LibberChange.DELETED))
            return deleted

    def deleted(self) -> tuple[DeletedLibber, ...]:
        """What can be restored, the last deleted first."""
        return self.libraries.deleted()

    def restore(self, trash_id: str) -> str:
        """Bring a deleted library back; returns its name."""
        with self.turns.turn() as turn:
            name = self.libraries.restore(trash_id)
            revision = self.libraries.revision(name)
            turn.left[name] = revision
            turn.events.append(LibberChanged(libber=name, change=LibberChange.RESTORED, revision=revision))
            return name

    def substitute(
        self, text: str, names: Sequence[str], seed: int = 0, unsaved: Mapping[str, Libber] | None = None
    ) -> Substitution:
        """`text` with its references replaced from these libraries."""
        from .substitution import substitute

        given = unsaved or {}
        libbers = [given[name] if name in given else self.libraries.get(name).libber for name in names]
        return substitute(text, libbers, seed=seed, functions=self.functions)

    def signature(self, name: str) -> str:
        """Changes whenever the library or the functions of texts do, empty where there is no such library."""
        found = self.libraries.signature(name)
        return ":".join(map(str, (*found, self.functions.signature))) if found else ""


def _saved(saved: LibberDocument, before: LibberDocument | None) -> LibberSaved:
    old, new = before.libber.libs if before else {}, saved.libber.libs
    return LibberSaved(
        libber=saved.name,
        revision=saved.revision,
        created=before is None,
        added=tuple(key for key in new if key not in old),
        changed=tuple(key for key in new if key in old and old[key] != new[key]),
        removed=tuple(key for key in old if key not in new),
    )


def _changed(document: LibberDocument, change: LibberChange, old_name: str = "") -> LibberChanged:
    return LibberChanged(libber=document.name, change=change, revision=document.revision, old_name=old_name)
