"""A document that is one file in a folder of its own: what is kept beside it, its last good copy, its lock.

Everything blocks and raises `PenstockError`; safe on any thread and beside other processes.
"""

import contextlib
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from attrs import define

from . import file_locks
from .clock import Clock
from .errors import PenstockError, from_os_error
from .file_signatures import Signature, file_signature, signature_of
from .files import TEMPORARY_SUFFIX, Files
from .plain_files import keep_new, read_plain, sweep
from .values import frozen

V1_BACKUP: Final = "v1.backup"
"""What a document of version 1 is kept as; the first one without a number."""

CORRUPT: Final = "corrupt"
"""What a damaged document is kept as."""


@frozen(kw_only=True)
class DocumentKind:
    """A kind of documents, and the words for it: `the` "story", `as_it_was` "the story as it was".

    `helps` are further files in the private folder that go with the last good copy.
    """

    file_name: str
    most_bytes: int
    log: logging.Logger
    busy: str
    the: str
    as_it_was: str
    copy_of: str
    no_folder: str
    helps: tuple[str, ...] = ()

    def is_unfinished(self, name: str) -> bool:
        """Whether a file of that name is one that a process which died left half written."""
        ours = "|".join(map(re.escape, (self.file_name, *self.helps)))
        return re.fullmatch(rf"[0-9a-f]{{16}}\.(?:{ours}).*{re.escape(TEMPORARY_SUFFIX)}", name) is not None


@define
class DocumentDisk:
    """See the module. `folder` need not exist, `private` is of this document alone."""

    kind: DocumentKind
    folder: Path
    private: Path
    files: Files
    clock: Clock

    @property
    def path(self) -> Path:
        """The file itself."""
        return self.folder / self.kind.file_name

    @contextlib.contextmanager
    def holding(self) -> Iterator[None]:
        """Keep everybody else from changing the files, other processes too; `Busy` after 5 s. Not re-entrant."""
        path = self.folder.parent / file_locks.FOLDER / f"{self.folder.name}.{self.kind.file_name}.lock"
        with file_locks.held(self.files, path, busy=self.kind.busy, what=self.kind.the):
            yield

    def signature(self) -> Signature | None:
        """Changes whenever the file does; None where there is none."""
        return file_signature(self.path, self.kind.the)

    def is_plain(self) -> bool:
        """Whether the file is one, and no link, folder or pipe."""
        return self.path.is_file() and not self.path.is_symlink()

    def read(self) -> bytes | None:
        """The bytes of the file, None where there is none."""
        return self._bytes(self.path)

    def replace(self, before: bytes | None, data: bytes) -> None:
        """Write the file anew, whole or not at all. `before` is what it holds, None where there is none.

        A disk that fails after the new file got its name must not leave what was never acknowledged.
        """
        try:
            self.files.make_folder(self.folder)
            self.files.write(self.path, data)
        except OSError as error:
            self._put_back(before)
            raise from_os_error(error, f"store {self.kind.the}") from error

    def _put_back(self, before: bytes | None) -> None:
        try:
            if self.read() == before:
                return
            if before is None:
                self.files.discard(self.path)
            else:
                self.files.write(self.path, before)
        except (OSError, PenstockError) as error:
            self.kind.log.warning("%s may not be as it was before a write that failed: %s", self.folder.name, error)

    def keep_beside(self, kind: str, data: bytes) -> str:
        """Keep `data` under a name of its own beside the file, which is returned; nothing is written over.

        What is kept there as the newest of its kind already is not kept twice.
        """
        newest = self.newest(kind)
        if newest is not None and self._bytes(newest) == data:
            return newest.name
        target = self._free_name(kind)
        try:
            keep_new(self.files, target, data, self.kind.file_name)
        except OSError as error:
            raise from_os_error(error, f"keep {self.kind.as_it_was}") from error
        return target.name

    def newest(self, kind: str) -> Path | None:
        """What was kept last of a kind."""
        numbers = self._numbers(kind)
        return self._kept(kind, max(numbers)) if numbers else None

    def kept_bytes(self, kind: str) -> bytes | None:
        """The bytes that were kept last of a kind."""
        newest = self.newest(kind)
        return self._bytes(newest) if newest is not None else None

    def sweep(self) -> None:
        """Remove what processes that died left half written; only while it is held."""
        for folder in (self.folder, self.private):
            sweep(self.files, folder, self.kind.is_unfinished, self.kind.log)

    def last_good(self) -> bytes | None:
        """The bytes of the file as they were when they were good; None where they cannot be read either."""
        try:
            return self._bytes(self._good)
        except PenstockError as error:
            self._log_of_copy("read", error)
            return None

    def keep_good(self, data: bytes) -> None:
        """Write the last good copy anew where it is another: a help, never a hindrance, so errors are logged."""
        if self.last_good() == data:
            return
        try:
            self.files.make_folder(self.private)
            self.files.write(self._good, data)
        except OSError as error:
            self._log_of_copy("kept", error)

    def forget_good(self) -> None:
        """Remove the last good copy: what was deleted must not come back when a new file is damaged."""
        try:
            for name in (self.kind.file_name, *self.kind.helps):
                self.files.discard(self.private / name)
        except OSError as error:
            self._log_of_copy("removed", error)

    def good_signature(self) -> Signature | None:
        """Changes whenever the last good copy does."""
        try:
            return signature_of(self._good.lstat())
        except OSError:
            return None

    @property
    def _good(self) -> Path:
        return self.private / self.kind.file_name

    def _log_of_copy(self, done: str, error: Exception) -> None:
        copy = f"{self.kind.copy_of} {self.folder.name}"
        self.kind.log.warning("the copy of %s cannot be %s: %s", copy, done, error)

    def _bytes(self, path: Path) -> bytes | None:
        kind = self.kind
        return read_plain(
            self.files, path, kind.most_bytes, of=self.folder.name, no_folder=kind.no_folder, field="folder"
        )

    def _numbers(self, kind: str) -> list[int]:
        """The numbers of what is kept of a kind; -1 is that without one."""
        pattern = re.compile(rf"{re.escape(self.kind.file_name)}\.{re.escape(kind)}(?:-([0-9]{{1,18}}))?")
        try:
            found = [pattern.fullmatch(path.name) for path in self.folder.iterdir()] if self.folder.is_dir() else []
        except OSError as error:
            raise from_os_error(error, f"look into {self.folder.name}") from error
        return [int(match[1] or -1) for match in found if match]

    def _free_name(self, kind: str) -> Path:
        numbers = self._numbers(kind)
        if kind == V1_BACKUP and not numbers:
            return self._kept(kind, -1)
        return self._kept(kind, max(self.clock.wall_ms(), 0, *(number + 1 for number in numbers)))

    def _kept(self, kind: str, number: int) -> Path:
        return self.folder / (f"{self.kind.file_name}.{kind}" + (f"-{number}" if number >= 0 else ""))
