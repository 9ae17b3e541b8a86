"""Reading libraries: what a file holds now, mended from its last good copy where it is damaged."""

import hashlib
import logging
from pathlib import Path
from typing import Final

from attrs import define, evolve, field

from ...core.contracts.libbers import LibberDocument
from ...core.errors import Invalid, NotFound, PenstockError
from ...core.troubles import DAMAGE
from ...core.values import frozen
from .library_copies import LibraryCopies
from .library_document import DamagedLibrary, Library
from .library_folder import LibraryFolder
from .library_memory import LibraryMemory
from .library_names import stem

_LOG: Final = logging.getLogger("penstock.libbers")


@frozen
class Stored:
    """The bytes of a file and the library that they hold; `told` is what happened when they were read."""

    path: Path
    data: bytes
    library: Library
    told: tuple[str, ...] = ()

    def document(self) -> LibberDocument:
        """What callers see of it."""
        return LibberDocument(
            name=stem(self.path.name),
            libber=self.library.libber,
            revision=revision_of(self.data),
            problems=(*self.told, *self.library.problems),
            read_only=self.library.read_only,
        )


@define
class StoredLibraries:
    """See the module. A damaged file is set aside before the copy is put in its place; it is never shown as empty."""

    folder: LibraryFolder
    copies: LibraryCopies
    memory: LibraryMemory = field(factory=LibraryMemory)
    mended: dict[str, tuple[bytes, str]] = field(factory=dict)
    """What is told of a file that was mended, while it holds these bytes."""

    def path(self, name: str) -> Path:
        """The file of a library; `NotFound` where there is none."""
        path = self.folder.find(name)
        if path is None:
            raise unknown(name)
        return path

    def shown(self, path: Path) -> LibberDocument:
        """The library in a file; takes the lock where there is something to mend or to keep."""
        try:
            stored = self.read(path)
        except DamagedLibrary as damage:
            return self._despite(path, damage)
        self._keep_copy(stored)
        return stored.document()

    def held(self, path: Path) -> Stored:
        """What a file holds, mended where it is damaged; only while the folder is held."""
        try:
            return self.read(path)
        except DamagedLibrary as damage:
            _LOG.debug("%s is damaged (%s), or somebody is writing it", path.name, damage)
        try:
            data = self.folder.settled(path)
        except FileNotFoundError as error:
            raise unknown(stem(path.name)) from error
        try:
            return Stored(path, data, self.memory.decoded(data))
        except DamagedLibrary as damage:
            self.folder.check_settled(path)
            return self._mended(path, data, damage)

    def read(self, path: Path) -> Stored:
        """What a file holds; `NotFound`, `DamagedLibrary`, and what the disk says."""
        try:
            data = self.folder.read(path)
        except FileNotFoundError as error:
            raise unknown(stem(path.name)) from error
        return Stored(path, data, self.memory.decoded(data), self._told(path, data))

    def _told(self, path: Path, data: bytes) -> tuple[str, ...]:
        mended, told = self.mended.get(path.name, (b"", ""))
        return (told,) if told and mended == data else ()

    def _mended(self, path: Path, damaged: bytes, damage: DamagedLibrary) -> Stored:
        good = self._copy(path, damage)
        aside = self.folder.set_aside(path, damaged)
        self.folder.write(path, good.data, damaged)
        told = f"{path.name} was damaged ({damage}): it is kept as {aside}, and the last good copy stands here again."
        _LOG.warning("%s", told, extra=DAMAGE)
        self.mended[path.name] = (good.data, told)
        return evolve(good, told=(told,))

    def _despite(self, path: Path, damage: DamagedLibrary) -> LibberDocument:
        """A damaged library, mended; where that is not possible now, its last good copy."""
        try:
            with self.folder.holding():
                return self.held(path).document()
        except (Invalid, NotFound):
            raise
        except PenstockError as error:
            good = self._copy(path, damage)
            told = f"{path.name} is damaged ({damage}) and could not be mended yet: {error.message}"
            return evolve(evolve(good, told=(told,)).document(), read_only=True)

    def _copy(self, path: Path, damage: DamagedLibrary) -> Stored:
        """The last good copy of a damaged library; `Invalid` where there is none."""
        copy = self.copies.read(path.name) or b""
        try:
            return Stored(path, copy, self.memory.decoded(copy))
        except DamagedLibrary as error:
            raise Invalid(
                f"{path.name} is damaged: {damage}.",
                hint="It was not changed. Mend it in a text editor, or delete it.",
                field="name",
                faults=(f"{path.name}: {damage}",),
            ) from error

    def _keep_copy(self, stored: Stored) -> None:
        """Remember what somebody else wrote as the last good copy, unless it is changed again already."""
        if self.copies.read(stored.path.name) == stored.data:
            return
        try:
            with self.folder.holding():
                if self.folder.read(stored.path) == stored.data:
                    self.copies.keep(stored.path.name, stored.data)
        except (PenstockError, FileNotFoundError) as error:
            _LOG.info("the copy of %s is not kept now: %s", stored.path.name, error)


def revision_of(data: bytes) -> str:
    """The revision of a file with these bytes."""
    return hashlib.sha256(data).hexdigest()[:32]


def unknown(name: str) -> NotFound:
    """The answer for a library that is not there."""
    return NotFound(f"There is no libber {name!r}.", field="name")
