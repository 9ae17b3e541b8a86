"""The folder of the libraries, and the lock of whoever changes it: plain files, read and written whole."""

import contextlib
import errno
import logging
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from attrs import define

from ...core import file_locks
from ...core.clock import Clock
from ...core.errors import Busy, Invalid, TooLarge, from_os_error
from ...core.file_signatures import Signature, signature_of
from ...core.files import TEMPORARY_SUFFIX, Files
from ...core.plain_files import NOT_PLAIN
from ...core.settling import may_be_in_writing
from ...core.troubles import aside
from .library_limits import MOST_BYTES
from .library_names import SUFFIX, name_of

_LOG: Final = logging.getLogger("penstock.libbers")
_PATIENCE: Final = 5.0
_SETTLING: Final = 0.1
_UNFINISHED: Final = re.compile(rf"[0-9a-f]{{16}}(\..+)?{re.escape(TEMPORARY_SUFFIX)}")


@define
class LibraryFolder:
    """See the module. Everything raises `PenstockError`; safe on any thread and beside other processes."""

    path: Path
    files: Files
    clock: Clock

    @contextlib.contextmanager
    def holding(self) -> Iterator[None]:
        """Keep everybody else from changing libraries, other processes too; `Busy` after 5 s. Not re-entrant."""
        path = self.path / file_locks.FOLDER / "libraries.lock"
        with file_locks.held(self.files, path, busy="Another program is changing the libbers.", what="the libbers"):
            yield

    def names(self) -> tuple[str, ...]:
        """The names of the plain files that may hold a library, sorted without regard to case."""
        found = {name for one in self._entries() if one.is_file(follow_symlinks=False) and (name := name_of(one.name))}
        return tuple(sorted(found, key=lambda name: (name.lower(), name)))

    def find(self, name: str) -> Path | None:
        """What stands under this name in any case, whatever it is; the very name first."""
        wanted = f"{name}{SUFFIX}"
        found = [one.name for one in self._entries() if one.name.lower() == wanted.lower()]
        found.sort(key=lambda other: (other != wanted, other[: len(name)] != name, other))
        return self.path / found[0] if found else None

    def signatures(self) -> dict[str, Signature]:
        """The signature of each file that `names` tells, by name; one look into the folder."""
        found: dict[str, Signature] = {}
        for one in self._entries():
            with contextlib.suppress(OSError):  # it is gone meanwhile
                if (name := name_of(one.name)) and one.is_file(follow_symlinks=False):
                    found[name] = signature_of(one.stat(follow_symlinks=False))
        return found

    def signature(self, path: Path) -> Signature | None:
        """Changes whenever the file does; None where there is none."""
        try:
            return signature_of(path.lstat())
        except FileNotFoundError:
            return None
        except OSError as error:
            raise from_os_error(error, f"look at {path.name}") from error

    def read(self, path: Path) -> bytes:
        """The bytes of a file, of the folder or of the trash. Raises `FileNotFoundError` too."""
        try:
            return self.files.read(path, MOST_BYTES)
        except FileNotFoundError:
            raise
        except OSError as error:
            raise _unreadable(path, error) from error

    def settled(self, path: Path) -> bytes:
        """The bytes of a file once they stay the same for a moment; `Busy` where somebody goes on writing for 5 s."""
        data = self.read(path)
        for _ in range(int(_PATIENCE / _SETTLING)):
            self.files.pause(_SETTLING)
            before, data = data, self.read(path)
            if before == data:
                return data
        raise Busy(f"Another program is writing {path.name}.", hint="Try again in a moment.")

    def check_settled(self, path: Path) -> None:
        """Raise `Busy` where a file was written within the last 10 s: its writer may not have done yet."""
        signature = self.signature(path)
        if signature is not None and may_be_in_writing(signature[0], self.clock):
            raise Busy("Another program is writing it, or has just left it so.", hint="Try again in some seconds.")

    def write(self, path: Path, data: bytes, before: bytes | None) -> None:
        """Replace a file, whole or not at all; `before` is what it held, None where there was none."""
        try:
            self.files.make_folder(path.parent)
            self.files.write(path, data)
        except OSError as error:
            self._put_back(path, data, before)
            raise from_os_error(error, f"store {path.name}") from error

    def set_aside(self, path: Path, data: bytes) -> str:
        """Keep damaged bytes under a name of their own, which is returned; the file itself stays for now.

        So that a crash before it is replaced does not leave a library that is merely missing.
        """
        target = aside(path, self.clock.wall_ms())
        try:
            with self.files.stage(path.parent) as staged:
                staged.write(data)
            self.files.place(staged.path, target)
        except OSError as error:
            raise from_os_error(error, f"set the damaged {path.name} aside") from error
        return target.name

    def sweep(self) -> None:
        """Remove what processes that died left half written; only while it is held."""
        sweep(self.path, self.files)

    def _entries(self) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(self.path) as entries:
                return list(entries)
        except FileNotFoundError:
            return []
        except OSError as error:
            raise from_os_error(error, "list the libbers") from error

    def _put_back(self, path: Path, data: bytes, before: bytes | None) -> None:
        """After a write that failed when the new file stood there already."""
        try:
            if self.files.read(path, MOST_BYTES) != data:
                return
            if before is None:
                self.files.discard(path)
            elif before != data:
                self.files.write(path, before)
        except FileNotFoundError:
            return
        except OSError as error:
            _LOG.warning("%s may not be as it was before a write that failed: %s", path.name, error)


def sweep(folder: Path, files: Files) -> None:
    """Remove the unfinished files of processes that died."""
    try:
        for path in folder.iterdir() if folder.is_dir() else ():
            if _UNFINISHED.fullmatch(path.name) and stat.S_ISREG(path.lstat().st_mode):
                files.discard(path)
    except OSError as error:
        _LOG.warning("%s could not be tidied: %s", folder.name, error)


def _unreadable(path: Path, error: OSError) -> Exception:
    if error.errno == errno.EFBIG:
        return TooLarge(f"{path.name} is larger than {MOST_BYTES >> 20} MiB.", hint="Make several libbers.")
    if error.errno in NOT_PLAIN:
        return Invalid(f"{path.name} is no plain file.", hint="Links, folders and pipes are not read.", field="name")
    return from_os_error(error, f"read {path.name}")
