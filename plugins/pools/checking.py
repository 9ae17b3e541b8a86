"""Checking and mending pools: what `penstock doctor` says, and what every crash test asks for afterwards.

A check opens nothing that would mend itself: it reads the index, the manifest and the folder as they lie there.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from enum import StrEnum
from pathlib import Path

from attrs import define

from ...core.files import TEMPORARY_SUFFIX, Files
from ...core.values import frozen
from . import folder_scan, manifest, rows, schema
from .lazy_slots import slot_of
from .store_names import CORRUPT, INDEX, MANIFEST, image_number, is_minted, mask_number


class Trouble(StrEnum):
    """What can be wrong with a pool."""

    INDEX_MISSING = "index_missing"
    INDEX_DAMAGED = "index_damaged"
    INDEX_NEWER = "index_newer"
    MANIFEST_MISSING = "manifest_missing"
    MANIFEST_DAMAGED = "manifest_damaged"
    MANIFEST_FOREIGN = "manifest_foreign"
    MANIFEST_BEHIND = "manifest_behind"
    SELECTION_WRONG = "selection_wrong"
    ORDER_WRONG = "order_wrong"
    NUMBER_WRONG = "number_wrong"
    IMAGE_MISSING = "image_missing"
    IMAGE_EMPTY = "image_empty"
    MASK_MISSING = "mask_missing"
    ORPHAN = "orphan"
    TEMPORARY = "temporary"
    SET_ASIDE = "set_aside"


@frozen(kw_only=True)
class Finding:
    """One thing that is wrong in a pool: `name` is the file or the slot, `mended` whether it is right by now."""

    pool_id: str
    trouble: Trouble
    name: str
    message: str
    mended: bool = False


def _say(pool_id: str, trouble: Trouble, name: str, message: str) -> Finding:
    return Finding(pool_id=pool_id, trouble=trouble, name=name, message=message)


@define
class Checking:
    """See the module. Raises `OSError` where a folder cannot be listed. Safe on any thread."""

    files: Files

    def check(self, pool_id: str, folder: Path) -> tuple[Finding, ...]:
        """Everything that is wrong with one pool; nothing is changed."""
        return tuple(self._findings(pool_id, folder))

    def _findings(self, pool_id: str, folder: Path) -> Iterator[Finding]:
        found = folder_scan.plain_files(folder)
        yield from _leftovers(pool_id, found)
        if INDEX not in found:
            if MANIFEST not in found or self._is_ours(folder):
                yield _say(pool_id, Trouble.INDEX_MISSING, INDEX, "The index is missing; it is made again.")
            return
        try:
            with closing(_reading(folder / INDEX)) as connection:
                schema.version_of(connection)
                schema.verify(connection)
                yield from self._against_index(pool_id, folder, found, connection)
        except schema.Newer as error:
            yield _say(pool_id, Trouble.INDEX_NEWER, INDEX, f"A newer Penstock wrote the index: {error}.")
        except (schema.Damaged, sqlite3.DatabaseError) as error:
            yield _say(pool_id, Trouble.INDEX_DAMAGED, INDEX, f"The index is damaged: {error}.")

    def _against_index(
        self, pool_id: str, folder: Path, found: folder_scan.Found, connection: sqlite3.Connection
    ) -> Iterator[Finding]:
        head = rows.read_head(connection)
        found_rows = rows.live_slots(connection)
        slots, ranks = [slot_of(row) for row in found_rows], [row[11] for row in found_rows]
        yield from self._manifest(pool_id, folder, head)
        if (head.selected is None) != (not slots) or (slots and head.selected not in {slot.id for slot in slots}):
            yield _say(pool_id, Trouble.SELECTION_WRONG, str(head.selected), "The selection is no image of the pool.")
        if len(set(ranks)) != len(ranks):
            yield _say(pool_id, Trouble.ORDER_WRONG, INDEX, "Two images claim one place.")
        for slot in slots:
            if slot.image not in found:
                yield _say(pool_id, Trouble.IMAGE_MISSING, slot.image, f"The image of {slot.id} is missing.")
            elif found[slot.image].st_size == 0:
                yield _say(pool_id, Trouble.IMAGE_EMPTY, slot.image, f"The image of {slot.id} is empty.")
            if slot.mask and slot.mask not in found:
                yield _say(pool_id, Trouble.MASK_MISSING, slot.mask, f"The mask of {slot.id} is missing.")
            if (image_number(slot.image) or 0) >= head.next_image:
                yield _say(pool_id, Trouble.NUMBER_WRONG, slot.image, "A new image could get a name that is in use.")
        used = {name for slot in slots for name in (slot.image, slot.mask)}
        noted = set(rows.trashed(connection))
        for name in found:
            number, mask = image_number(name) or 0, mask_number(name)
            stray = is_minted(name) and name not in used and (number >= head.next_image or mask > 0)
            if stray or (name in noted and name not in used):
                yield _say(pool_id, Trouble.ORPHAN, name, "No image of the pool has this file; it goes to the trash.")

    def _manifest(self, pool_id: str, folder: Path, head: rows.Head) -> Iterator[Finding]:
        try:
            data = self.files.read(folder / MANIFEST, manifest.MAX_BYTES)
            told = manifest.decode(data)
        except FileNotFoundError:
            yield _say(pool_id, Trouble.MANIFEST_MISSING, MANIFEST, "The manifest is missing; it is written again.")
            return
        except (OSError, manifest.Unreadable) as error:
            yield _say(pool_id, Trouble.MANIFEST_DAMAGED, MANIFEST, f"The manifest cannot be read: {error}.")
            return
        if manifest.digest(data) not in (head.manifest_hash, head.manifest_pending):
            yield _say(pool_id, Trouble.MANIFEST_FOREIGN, MANIFEST, "Another program wrote the manifest.")
        elif head.manifest_revision != head.revision:
            yield _say(pool_id, Trouble.MANIFEST_BEHIND, MANIFEST, "The manifest is older than the index.")
        if told.next_seq < head.next_image:
            yield _say(pool_id, Trouble.NUMBER_WRONG, MANIFEST, "The manifest does not reserve the names in use.")

    def _is_ours(self, folder: Path) -> bool:
        try:
            return manifest.decode(self.files.read(folder / MANIFEST, manifest.MAX_BYTES)).format > 0
        except (OSError, manifest.Unreadable):
            return True


def _leftovers(pool_id: str, found: folder_scan.Found) -> Iterator[Finding]:
    for name in sorted(found):
        if name.endswith(TEMPORARY_SUFFIX):
            yield _say(pool_id, Trouble.TEMPORARY, name, "A file that was never finished; it is deleted.")
        elif CORRUPT in name:
            yield _say(pool_id, Trouble.SET_ASIDE, name, "A damaged file, kept for you to look at; delete it at will.")


def _reading(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None)
    connection.execute("PRAGMA query_only = ON")
    return connection
