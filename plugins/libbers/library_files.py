"""Libraries as files `<folder>/<name>.json`: the truth about them, whoever wrote them last. Nothing is remembered."""

import logging
from pathlib import Path
from typing import Final

from attrs import evolve

from ...core.clock import Clock
from ...core.contracts.libbers import DeletedLibber, Libber, LibberDocument
from ...core.errors import Conflict, Invalid, PenstockError, ReadOnly, TooLarge, from_os_error
from ...core.file_signatures import Signature
from ...core.files import Files
from ...core.ids import Ids
from ...core.wire import encode
from .library_changes import changed, is_same
from .library_copies import LibraryCopies
from .library_document import DamagedLibrary, Library, decode
from .library_folder import LibraryFolder
from .library_limits import MOST_BYTES, check_libber
from .library_names import SUFFIX, check_name, stem
from .library_stored import Stored, StoredLibraries, revision_of
from .library_trash import LibraryTrash

_LOG: Final = logging.getLogger("penstock.libbers")


class LibraryFiles:
    """See the module. Names are found in any case. Blocks; safe on any thread and beside other processes.

    `private` keeps the last good copies, `trash` what was deleted. Everything raises `PenstockError`: a bad name is
    `BadName`, an unknown one `NotFound`, a damaged library without a good copy `Invalid`, which names the file.
    """

    def __init__(self, folder: Path, private: Path, trash: Path, files: Files, clock: Clock, ids: Ids) -> None:
        self._folder = LibraryFolder(folder, files, clock)
        self._copies = LibraryCopies(private, files)
        self._stored = StoredLibraries(self._folder, self._copies)
        self._trash = LibraryTrash(trash, folder / ".trash", files, clock, ids)

    def names(self) -> tuple[str, ...]:
        """The names of all libraries, damaged ones included; no file is opened."""
        return self._folder.names()

    def signature(self, name: str) -> Signature | None:
        """Time in ns, size and inode of the file: changes whenever the library does; None where there is none."""
        exact = self._folder.signature(self._folder.path / f"{check_name(name)}{SUFFIX}")
        path = self._folder.find(name) if exact is None else None
        return self._folder.signature(path) if path else exact

    def signatures(self) -> dict[str, Signature]:
        """What `signature` says of each of `names`; one look into the folder."""
        return self._folder.signatures()

    def revision(self, name: str) -> str | None:
        """The hash of the file's bytes, whatever they are, None where there is none; nothing is mended."""
        path = self._folder.find(check_name(name))
        try:
            return revision_of(self._folder.read(path)) if path else None
        except FileNotFoundError:
            return None

    def path(self, name: str) -> Path:
        """The file of a library; `NotFound` where there is none."""
        return self._stored.path(check_name(name))

    def get(self, name: str) -> LibberDocument:
        """The library as its file holds it now.

        A damaged file is set aside and replaced by the last good copy; where the disk refuses that, the copy is what
        is answered, read-only.
        """
        return self._stored.shown(self._stored.path(check_name(name)))

    def save(self, name: str, libber: Libber, seen: str | None) -> LibberDocument:
        """Store a library; `seen` is the revision that the caller changed, None for a new one.

        `Conflict` where it has another by now, `details["current"]` holds it (None: it is gone); `ReadOnly` for what a
        newer Penstock wrote; `Invalid` or `TooLarge` for what cannot be stored. What is the same is not written.
        """
        check_name(name)
        check_libber(libber)
        with self._folder.holding():
            found = self._folder.find(name)
            stored = self._stored.held(found) if found else None
            _check_seen(name, stored, seen)
            if stored and is_same(stored.library.libber, libber):
                return stored.document()
            path = stored.path if stored else self._folder.path / f"{name}{SUFFIX}"
            written = _changed(path, _writable(stored), libber)
            self._folder.write(path, written.data, stored.data if stored else None)
            self._copies.keep(path.name, written.data)
            return written.document()

    def add(self, name: str, data: bytes) -> LibberDocument:
        """A new library of the bytes of a file, which are kept as they are.

        `Invalid` for what is no library, `Conflict` where the name is taken.
        """
        path = self._folder.path / f"{check_name(name)}{SUFFIX}"
        try:
            added = Stored(path, data, decode(data))
        except DamagedLibrary as error:
            raise Invalid(
                f"This is no libber: {error}.",
                hint='A libber is a JSON file such as {"libs": {"key": "text"}}.',
                field="file",
                faults=(f"file: {error}",),
            ) from error
        with self._folder.holding():
            if (taken := self._folder.find(name)) is not None:
                raise self._taken(taken, "name")
            self._folder.write(path, data, None)
            self._copies.keep(path.name, data)
        return added.document()

    def rename(self, name: str, new_name: str) -> LibberDocument:
        """Give a library another name; `Conflict` where it is taken. A power cut in the middle can leave both."""
        check_name(name)
        path = self._folder.path / f"{check_name(new_name, 'new_name')}{SUFFIX}"
        self._stored.path(name)  # so that a lock is made only where there is something to hold
        with self._folder.holding():
            stored = self._stored.held(self._stored.path(name))
            _writable(stored)
            taken = self._folder.find(new_name)
            if path == stored.path:
                return stored.document()
            if taken is not None and taken != stored.path:
                raise self._taken(taken, "new_name")
            self._move(stored.path, path, "new_name")
            self._copies.keep(path.name, stored.data)
            self._copies.forget(stored.path.name)
            return evolve(stored, path=path).document()

    def delete(self, name: str) -> DeletedLibber:
        """Move a library to the trash, a damaged one too; works on a full disk."""
        self._stored.path(check_name(name))
        with self._folder.holding():
            path = self._stored.path(name)
            try:
                _writable(self._stored.read(path))
            except (DamagedLibrary, TooLarge) as error:
                _LOG.info("%s is deleted as it is: %s", path.name, error)
            try:
                deleted = self._trash.put(path)
            except OSError as error:
                raise from_os_error(error, f"delete {path.name}") from error
            self._copies.forget(path.name)
            return deleted

    def deleted(self) -> tuple[DeletedLibber, ...]:
        """What can be restored, the last deleted first."""
        try:
            return self._trash.deleted()
        except OSError as error:
            raise from_os_error(error, "look into the trash") from error

    def restore(self, trash_id: str) -> str:
        """Bring a deleted library back; returns its name. `NotFound`, and `Conflict` where the name is taken."""
        self._in_trash(trash_id)
        with self._folder.holding():
            source, file_name = self._in_trash(trash_id)
            if (taken := self._folder.find(stem(file_name))) is not None:
                raise self._taken(taken, "id")
            self._move(source, self._folder.path / file_name, "id")
            return stem(file_name)

    def expire(self) -> int:
        """Tidy: what was deleted more than 30 days ago goes for good (how many), and what was left half written."""
        with self._folder.holding():
            self._folder.sweep()
            self._copies.sweep()
            try:
                return self._trash.expire()
            except OSError as error:
                raise from_os_error(error, "empty the trash") from error

    def _in_trash(self, trash_id: str) -> tuple[Path, str]:
        try:
            return self._trash.find(trash_id)
        except OSError as error:
            raise from_os_error(error, "look into the trash") from error

    def _move(self, source: Path, target: Path, field: str) -> None:
        try:
            self._folder.files.move(source, target)
        except FileExistsError as error:
            raise self._taken(target, field) from error
        except OSError as error:
            raise from_os_error(error, f"move {source.name}") from error

    def _taken(self, path: Path, field: str) -> Conflict:
        try:
            current: object = encode(self._stored.read(path).document())
        except (DamagedLibrary, PenstockError):
            current = {"name": stem(path.name)}
        return Conflict(
            f"There is a libber {stem(path.name)!r} already.",
            hint="Choose another name.",
            field=field,
            details={"current": current},
        )


def _changed(path: Path, library: Library, libber: Libber) -> Stored:
    after = changed(library, libber)
    after.check_size()
    data = after.encode()
    if len(data) > MOST_BYTES:
        raise TooLarge(
            f"The file of a libber has at most {MOST_BYTES >> 20} MiB.", hint="Make several libbers.", field="libs"
        )
    return Stored(path, data, after)


def _writable(stored: Stored | None) -> Library:
    library = stored.library if stored else Library()
    if stored and library.read_only:
        raise ReadOnly(f"{stored.path.name} is not changed here: {library.problems[0]}", hint="Save a copy instead.")
    return library


def _check_seen(name: str, stored: Stored | None, seen: str | None) -> None:
    current = stored.document() if stored else None
    if (current.revision if current else None) == seen:
        return
    if current is None:
        message, hint = f"The libber {name!r} is gone.", "Save it as a new one, or restore it from the trash."
    elif seen is None:
        message, hint = f"There is a libber {current.name!r} already.", "Choose another name."
    else:
        message, hint = f"{current.name!r} was changed elsewhere.", "Look at the current one, then save again."
    raise Conflict(message, hint=hint, field="name", details={"current": encode(current)})
