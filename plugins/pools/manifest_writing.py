"""Writing `manifest.json`: at rest, and before a burst of new images, whose numbers it reserves."""

import sqlite3
from typing import Final

from attrs import define, evolve

from ...core.contracts.pools import Slot
from ...core.files import Files
from . import manifest, rows
from .open_pool import OpenPool
from .opening import Opening, manifest_signature
from .snapshot import Snapshot
from .store_names import MANIFEST

BLOCK: Final = 100
"""Image numbers that are reserved at once, at least."""

SHARE: Final = 4
"""Or that part of the pool: a burst then writes the manifest a few times only, however large the pool is."""


class _Overtaken(Exception):
    """Raised where images were added while the manifest was put together."""


def needs_writing(head: rows.Head) -> bool:
    """Whether the manifest on disk is behind the index, or reserves more than is used."""
    return head.manifest_hash is None or head.manifest_revision != head.revision or head.reserved > head.next_image


@define
class ManifestWriter:
    """See the module. Raises `Busy`, `OSError`, `sqlite3.Error`. Safe on any thread."""

    files: Files
    opening: Opening

    def rest(self, pool: OpenPool) -> bool:
        """Write the manifest as things are, where it is behind; unused reservations are given back."""
        if pool.read_only or not needs_writing(pool.head()):
            return False
        self._write(pool, None)
        return True

    def reserve(self, pool: OpenPool, number: int) -> None:
        """Reserve the image numbers below `number`, and a block more, on the disk."""
        self._write(pool, number)

    def _write(self, pool: OpenPool, number: int | None) -> None:
        with self.opening.locks.holding(pool.pool_id):
            if manifest_signature(pool.folder) != pool.manifest_seen:
                self.opening.examine(pool)
            if number is not None and pool.head().reserved >= number:
                return  # another thread or process was faster
            for last in (False, False, False, True):
                try:
                    self._write_once(pool, number, last=last)
                except _Overtaken:
                    continue
                return

    def _write_once(self, pool: OpenPool, number: int | None, *, last: bool) -> None:
        head, slots, extras, position = pool.look_up(_content)
        block = max(BLOCK, len(slots) // SHARE)
        ahead = block if last and number is None else 0  # images keep coming: stay ahead of them
        reserved = number + block if number is not None else head.next_image + ahead
        data = manifest.encode(
            slots,
            active=position,
            next_seq=reserved,
            uid=head.uid,
            revision=head.revision,
            extra=head.extra,
            slot_extras=extras,
        )
        known = manifest.digest(data)
        with pool.changing() as writing:
            if writing.head.next_image > reserved:
                raise _Overtaken
            lower = min(writing.head.reserved, reserved)
            writing.head = evolve(writing.head, manifest_pending=known, reserved=lower)
        self.files.write(pool.folder / MANIFEST, data)
        pool.manifest_seen = manifest_signature(pool.folder)
        with pool.changing() as writing:
            writing.head = evolve(
                writing.head,
                manifest_hash=known,
                manifest_pending=None,
                manifest_revision=head.revision,
                reserved=reserved,
            )


def _content(
    connection: sqlite3.Connection, snapshot: Snapshot
) -> tuple[rows.Head, tuple[Slot, ...], dict[str, str], int]:
    return rows.read_head(connection), tuple(snapshot.slots), rows.extras(connection), snapshot.state().position
