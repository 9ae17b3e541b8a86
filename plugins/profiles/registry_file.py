"""The file of the registry, `<input>/grid_pool/profiles.json`, and the lock of whoever changes it."""

import contextlib
import errno
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from attrs import define

from ...core import file_locks
from ...core.clock import Clock
from ...core.contracts.profiles import Profile
from ...core.errors import PenstockError, from_os_error
from ...core.file_signatures import Signature, signature_of
from ...core.files import TEMPORARY_SUFFIX, Files
from ...core.host import HostPaths
from ...core.plain_files import sweep
from ...core.troubles import aside
from .registry_document import MOST_BYTES, DamagedRegistry, Document, decode

_LOG: Final = logging.getLogger("penstock.profiles")
_NO_REGISTRY: Final = {errno.EFBIG, errno.ELOOP, errno.EINVAL, errno.EISDIR, errno.ENXIO}
"""What the disk says of a file that is too large, of a link, a folder, a pipe."""


def registry_path(paths: HostPaths) -> Path:
    """Where the registry lies; it need not exist."""
    return paths.input / "grid_pool" / "profiles.json"


@define
class RegistryFile:
    """See the module. Everything raises `PenstockError`; safe on any thread and beside other processes."""

    path: Path
    files: Files
    clock: Clock

    @contextlib.contextmanager
    def holding(self) -> Iterator[None]:
        """Keep everybody else from changing the file, other processes too; `Busy` after 5 s. Not re-entrant."""
        path = self.path.parent / file_locks.FOLDER / f"{self.path.name}.lock"
        with file_locks.held(self.files, path, busy="Another program is changing the profiles.", what="the profiles"):
            yield

    def signature(self) -> Signature | None:
        """Changes whenever the file does; None where there is none."""
        try:
            return signature_of(self.path.lstat())
        except FileNotFoundError:
            return None
        except OSError as error:
            raise from_os_error(error, "look at the profiles") from error

    def read(self) -> Document | None:
        """What the file holds, None where there is none. Raises `DamagedRegistry` too."""
        try:
            return decode(self.files.read(self.path, MOST_BYTES))
        except FileNotFoundError:
            return None
        except OSError as error:
            if error.errno in _NO_REGISTRY:
                raise DamagedRegistry("it is no plain file of a size that could be") from error
            raise from_os_error(error, "read the profiles") from error

    def text(self) -> bytes:
        """The bytes of a damaged file, as far as there are any."""
        try:
            return self.files.read(self.path, MOST_BYTES)
        except OSError:
            return b""

    def write(self, document: Document) -> None:
        """Replace the file, whole or not at all."""
        try:
            self.files.make_folder(self.path.parent)
            self.files.write(self.path, document.encode())
        except OSError as error:
            raise from_os_error(error, "store the profiles") from error

    def set_aside(self) -> str:
        """Keep the damaged file under a name of its own, which is returned; a plain one stays where it is, too.

        So that a crash before the new one is written does not leave a registry that is merely missing.
        """
        target = aside(self.path, self.clock.wall_ms())
        try:
            if not self.path.is_file() or self.path.is_symlink():
                self.files.move(self.path, target)
                return target.name
            with self.files.stage(target.parent) as staged:
                self.files.copy(self.path, staged)
            self.files.place(staged.path, target)
        except OSError as error:
            raise from_os_error(error, "set the damaged profiles aside") from error
        return target.name

    def sweep(self) -> None:
        """Remove what processes that died left half written; only while it is held."""
        _sweep(self.files, self.path.parent, self.path.name)


@define
class LastGood:
    """A copy of the registry as it was when it was good, in Penstock's private folder. A help, never a hindrance."""

    path: Path
    files: Files

    def profiles(self) -> tuple[Profile, ...]:
        """The profiles of the copy; none where it cannot be read."""
        try:
            return decode(self.files.read(self.path, MOST_BYTES)).profiles
        except FileNotFoundError:
            return ()
        except (OSError, DamagedRegistry) as error:
            _LOG.warning("the copy of the profiles cannot be read: %s", error)
            return ()

    def sweep(self) -> None:
        """Remove what processes that died left half written."""
        _sweep(self.files, self.path.parent, self.path.name)

    def keep(self, document: Document) -> None:
        """Write the copy anew where it is another; a disk that refuses is logged."""
        data = document.encode()
        try:
            with contextlib.suppress(FileNotFoundError):
                if self.files.read(self.path, MOST_BYTES) == data:
                    return
            self.files.make_folder(self.path.parent)
            self.files.write(self.path, data)
        except (OSError, PenstockError) as error:
            _LOG.warning("the copy of the profiles cannot be kept: %s", error)


def _sweep(files: Files, folder: Path, name: str) -> None:
    unfinished = re.compile(rf"[0-9a-f]{{16}}(\.{re.escape(name)})?{re.escape(TEMPORARY_SUFFIX)}")
    sweep(files, folder, unfinished.fullmatch, _LOG)
