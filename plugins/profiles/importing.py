"""Importing a profile: a zip file becomes a folder that is checked, beside the pools and invisible until it is one."""

import logging
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from attrs import define

from ...core.contracts.pools import Pools, Progress, no_progress
from ...core.errors import BadArchive, Invalid, from_os_error
from ...core.files import Files
from ...core.ids import Ids
from ...core.values import frozen
from .archive_limits import ArchiveLimits
from .archive_profile import MANIFEST
from .archive_reading import unpack
from .names import readable

_LOG: Final = logging.getLogger("penstock.profiles.importing")
_NAMELESS: Final = "Imported profile"


@frozen(kw_only=True)
class Arrived:
    """A profile that came out of a zip file and is no pool yet.

    `folder` is for `Pools.install`, `checking` its progress; `name` may be in use; `created` is wall time in ms, 0
    where the zip does not say; `left_out` files of the zip are not part of it.
    """

    folder: Path
    name: str
    created: int
    left_out: int
    checking: Progress


@define
class Importing:
    """See the module. Safe on any thread; blocks, and long."""

    pools: Pools
    files: Files
    ids: Ids

    @contextmanager
    def arrived(
        self, archive: Path, file_name: str, limits: ArchiveLimits, progress: Progress = no_progress
    ) -> Iterator[Arrived]:
        """Unpack `archive`, which is left alone; in the block install what arrived: on leaving it the rest is removed.

        `progress` counts the bytes of the contents, each twice: unpacked, then checked. Raises `BadArchive`, `TooLarge`
        and the errors of the disk; an `Invalid` of `Pools.install` in the block becomes a `BadArchive` too.
        """
        folder = self.pools.store.staging() / f"{self.ids.new()}.import"
        try:
            self._make(folder)
            halves = _Halves(progress)
            found = unpack(archive, folder, self.files, limits, halves.unpacking)
            yield Arrived(
                folder=folder,
                name=found.name or name_of_file(file_name),
                created=found.created,
                left_out=found.left_out,
                checking=halves.checking,
            )
        except Invalid as error:
            raise _bad_manifest(error) from error
        finally:
            self._remove(folder)

    def _make(self, folder: Path) -> None:
        try:
            self.files.make_folder(folder)
        except OSError as error:
            raise from_os_error(error, "unpack the zip file") from error

    def _remove(self, folder: Path) -> None:
        """What cannot be removed now is swept with the staging folder."""
        try:
            self.files.remove_tree(folder)
        except OSError as error:
            _LOG.warning("%s could not be removed yet: %s", folder.name, error)


@define
class _Halves:
    """Progress of two steps over the same contents, told as one."""

    progress: Progress
    total: int = 0

    def unpacking(self, done: int, total: int) -> None:
        self.total = total
        self.progress(done, 2 * total)

    def checking(self, done: int, total: int) -> None:
        share = self.total * done // total if total else self.total
        self.progress(self.total + share, 2 * self.total)


def name_of_file(file_name: str) -> str:
    """A name for a profile whose zip file tells none: that of the file as its sender called it, without `.zip`."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", file_name[:4_000]))[-1]
    return readable(re.sub(r"\.zip$", "", last.strip(), flags=re.IGNORECASE)) or _NAMELESS


def _bad_manifest(error: Invalid) -> BadArchive:
    return BadArchive(
        f"In the zip file, {MANIFEST!r} is wrong: {error.message}",
        hint=error.hint,
        field="file",
        details={**error.details, "member": MANIFEST},
        faults=error.faults,
    )
