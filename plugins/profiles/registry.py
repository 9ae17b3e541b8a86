"""The registry of profiles: read, changed under a lock, mended where it is damaged. It never loses a name silently."""

import contextlib
import logging
from collections.abc import Iterator
from typing import Final

from ...core.contracts.pools import PoolStore
from ...core.contracts.profiles import Profile
from ...core.errors import Busy, PenstockError
from ...core.troubles import DAMAGE
from .reconciling import in_trash, rebuilt
from .registry_document import DamagedRegistry, Document
from .registry_file import LastGood, RegistryFile
from .salvaging import salvage

_LOG: Final = logging.getLogger("penstock.profiles")
_SETTLING: Final = 0.1
"""Seconds until a damaged file is believed to be one."""


class Registry:
    """See the module. `store` says which pools there are. Safe on any thread and beside other processes."""

    def __init__(self, file: RegistryFile, last_good: LastGood, store: PoolStore) -> None:
        self.file: Final = file
        self._last_good = last_good
        self._store = store
        self._existed = True
        self._mended: tuple[str, ...] = ()
        self._unmended = ""

    def read(self) -> Document:
        """What the registry holds, mended first where it is damaged or gone; where the disk refuses, as it would be."""
        try:
            found = self.file.read()
            if found is not None or not self._existed:
                return self._noticed(found)
        except DamagedRegistry as error:
            _LOG.warning("profiles.json is damaged: %s", error)
        try:
            with self.holding() as document:
                return document
        except PenstockError as error:
            document = self._made_again()
            if not isinstance(error, Busy) and (document.entries or self.file.signature() is not None):
                self._unmended = f"The list of profiles is damaged and could not be mended yet: {error.message}"
            return document

    @contextlib.contextmanager
    def holding(self) -> Iterator[Document]:
        """The registry as it is, mended, while nobody else can change it. Not re-entrant."""
        with self.file.holding():
            try:
                found = self._settled()
            except DamagedRegistry as error:
                yield self._mend(str(error))
                return
            yield self._noticed(found) if found is not None or not self._existed else self._mend("")

    def _settled(self) -> Document | None:
        """What the file holds; a damaged one is read twice, since somebody may be writing it in place just now."""
        try:
            return self.file.read()
        except DamagedRegistry:
            self.file.files.pause(_SETTLING)
            return self.file.read()

    def save(self, document: Document, keep: str | None = None) -> Document:
        """Write it, while it is held; entries of deleted pools go, but for `keep`'s. Returns what was written."""
        profiles = [profile for profile in document.profiles if profile.id != keep]
        gone = {profile_id for profile_id, note in in_trash(self._store, profiles).items() if note is not None}
        tidied = document.without(gone) if gone else document
        self.file.write(tidied)
        self._last_good.keep(tidied)
        self._existed = True
        return tidied

    def put_back(self, document: Document) -> None:
        """After a write that failed: where it came as far as the new file, the old one again."""
        try:
            if (self.file.read() or Document()) != document:
                self.file.write(document)
        except (PenstockError, DamagedRegistry) as error:
            _LOG.warning("the list of profiles may not be as it was before a write that failed: %s", error)

    def sweep(self) -> None:
        """Remove what processes that died left half written; only while it is held."""
        self.file.sweep()
        self._last_good.sweep()

    def keep_copy(self, document: Document) -> None:
        """Remember a registry that somebody else wrote as the last good one."""
        if document.entries and not document.read_only:
            self._last_good.keep(document)

    def listed(self, document: Document) -> tuple[Profile, ...]:
        """The profiles of `document` but for those whose pool is in the trash."""
        profiles = document.profiles
        gone = in_trash(self._store, profiles)
        return tuple(profile for profile in profiles if profile.id not in gone) if gone else profiles

    def problems(self, document: Document) -> tuple[str, ...]:
        """What was mended, and what in the file is left out."""
        strays = document.strays()
        what = "1 entry is" if strays == 1 else f"{strays} entries are"
        left_out = (f"{what} left out of the list: no id, no name, or there twice.",) if strays else ()
        return (*self._mended, *filter(None, [self._unmended]), *left_out)

    def _noticed(self, found: Document | None) -> Document:
        self._existed = found is not None
        self._unmended = ""
        return found or Document()

    def _made_again(self) -> Document:
        return rebuilt(self._store, salvage(self.file.text()), self._last_good.profiles())

    def _mend(self, damage: str) -> Document:
        """Make the registry again and write it, the damaged one set aside. `damage` is empty where there was none."""
        document = self._made_again()
        if not damage and not document.entries:
            return self._noticed(None)
        kept = self.file.set_aside() if damage else ""
        written = self.save(document)
        self._unmended = ""
        said = f"was damaged ({damage}) and is kept as {kept}" if damage else "was missing"
        found = len(document.profiles)
        self.tell(f"profiles.json {said}. Its list was made again: {found} profile{'' if found == 1 else 's'} found.")
        return written

    def tell(self, problem: str) -> None:
        """Show people what had to be mended, and log it."""
        if problem not in self._mended:
            self._mended = (*self._mended, problem)[-5:]
            _LOG.warning("%s", problem, extra=DAMAGE)
