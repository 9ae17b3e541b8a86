"""Tidying a pool's folder: files that no slot has go to the trash, what expired there is deleted."""

import logging
from collections.abc import Set
from pathlib import Path
from typing import Final

from attrs import define

from ...core.clock import Clock
from ...core.files import TEMPORARY_SUFFIX, Files
from . import folder_scan, rows
from .expiring import expire_changes
from .open_pool import OpenPool, Writing
from .pool_files import PoolFiles
from .store_names import image_number, is_minted, mask_number
from .trash import KEPT_MS

_LOG: Final = logging.getLogger("penstock.pools.store")
_STALE_MS: Final = 6 * 3600 * 1000


@define
class Sweeping:
    """See the module. A disk that refuses is logged and left for the next time. Safe on any thread."""

    files: Files
    pool_files: PoolFiles
    clock: Clock

    def sweep(self, pool: OpenPool) -> None:
        """Tidy one pool. Raises `Busy`, `sqlite3.Error`."""
        if pool.read_only:
            return
        try:
            found = folder_scan.plain_names(pool.folder)
            with pool.changing() as writing:
                leaving = self._orphans(pool, writing, found)
                self._restore_missing(pool, writing, found)
            self.pool_files.carry_out(pool, leaving)
            self._drop_temporaries(pool.folder, found)
            self.expire(pool)
        except OSError as error:
            _LOG.warning("%s could not be tidied: %s", pool.pool_id, error)

    def expire(self, pool: OpenPool, before: int | None = None) -> None:
        """Delete for good what was removed before `before` (ms; None: longer ago than the trash keeps)."""
        limit = self.clock.wall_ms() - KEPT_MS if before is None else before
        with pool.changing() as writing:
            old = rows.trashed(writing.connection, limit)
            if old:
                rows.forget_removed(writing.connection, old)
                expire_changes(writing, frozenset(old))
                uid = writing.head.uid
        if old:
            self.pool_files.trash.discard_files(pool.pool_id, uid, old)

    def sweep_staging(self, staging: Path) -> None:
        """Delete what was left half done in the staging folder hours ago."""
        limit = self.clock.wall_ms() - _STALE_MS
        try:
            for path in staging.iterdir():
                if path.lstat().st_mtime_ns // 1_000_000 < limit:
                    if path.is_dir() and not path.is_symlink():
                        self.files.remove_tree(path)
                    else:
                        self.files.discard(path)
        except OSError as error:
            _LOG.warning("the staging folder could not be tidied: %s", error)

    def sweep_trash(self) -> None:
        """Delete pools for good that were deleted longer ago than the trash keeps them."""
        try:
            self.pool_files.trash.expire()
        except OSError as error:
            _LOG.warning("the trash could not be tidied: %s", error)

    def _orphans(self, pool: OpenPool, writing: Writing, found: Set[str]) -> list[str]:
        """Files that a crash left without a slot, or that are noted for the trash and still here."""
        noted = set(rows.trashed(writing.connection))
        unused = found - writing.snapshot.files()
        unknown = [
            name
            for name in unused - noted
            if is_minted(name) and ((image_number(name) or 0) >= writing.head.next_image or mask_number(name) > 0)
        ]
        self.pool_files.give_up(pool, writing, unknown)
        return [*unknown, *(unused & noted)]

    def _restore_missing(self, pool: OpenPool, writing: Writing, found: Set[str]) -> None:
        """Bring a file back that a slot has and that is in the trash: a crash came between two steps."""
        for name in writing.snapshot.files() - found:
            kept = self.pool_files.trash.find_file(pool.pool_id, writing.head.uid, name)
            if kept is not None:
                self.files.move(kept, pool.folder / name)

    def _drop_temporaries(self, folder: Path, found: Set[str]) -> None:
        for name in found:
            if name.endswith(TEMPORARY_SUFFIX):
                self.files.discard(folder / name)
