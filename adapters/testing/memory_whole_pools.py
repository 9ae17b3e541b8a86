"""Whole pools in the `MemoryPoolStore`: made, copied, unpacked, deleted, brought back, with their notes."""

import shutil
import threading
from pathlib import Path

from attrs import evolve

from ...core.clock import Clock, SystemClock
from ...core.contracts.pools import (
    NO_NOTES,
    Notes,
    Pool,
    PoolContents,
    Progress,
    TrashedPool,
    no_progress,
)
from ...core.errors import BadName, Conflict, NotFound
from ...core.ids import Ids
from ...core.names import check_id
from ...core.pool_rules import manifest
from ...core.pool_rules.notes import check_note, check_notes
from ...core.pool_rules.record import PoolRecord
from ...core.values import frozen
from .fakes import CountingIds


@frozen
class _Deleted:
    """A deleted pool, and the wall time in ms."""

    pool: PoolRecord
    when: int


class MemoryWholePools:
    """See the module. `folder` holds the files; safe on any thread."""

    def __init__(self, folder: Path, clock: Clock | None = None, ids: Ids | None = None) -> None:
        self._folder = folder
        self._clock = clock or SystemClock()
        self._ids = ids or CountingIds()
        self._pools: dict[str, PoolRecord] = {}
        self._trash: dict[str, _Deleted] = {}
        self._lock = threading.RLock()
        self.staging().mkdir(parents=True, exist_ok=True)

    def staging(self) -> Path:
        """The folder for files on their way in."""
        return self._folder / ".staging"

    def pools(self) -> tuple[Pool, ...]:
        """Every pool by id."""
        with self._lock:
            return tuple(self._pools[pool_id].state() for pool_id in sorted(self._pools))

    def ids(self) -> frozenset[str]:
        """The ids of all pools."""
        with self._lock:
            return frozenset(self._pools)

    def exists(self, pool_id: str) -> bool:
        """Whether there is such a pool."""
        return check_id(pool_id, "pool") in self._pools

    def create(self, pool_id: str, notes: Notes = NO_NOTES) -> Pool:
        """A new empty pool."""
        with self._lock:
            self._check_new(pool_id, notes)
            self._pools[pool_id] = PoolRecord(id=pool_id, notes=dict(notes))
            (self._folder / pool_id).mkdir(exist_ok=True)
            return self._pools[pool_id].state()

    def _check_new(self, pool_id: str, notes: Notes) -> None:
        if self.exists(pool_id):
            raise Conflict(f"There is a pool {pool_id!r} already.", field="pool", details={"current": pool_id})
        check_notes(notes)

    def delete(self, pool_id: str) -> str:
        """Move the pool to the trash."""
        with self._lock:
            trash_id = self._ids.new()
            self._trash[trash_id] = _Deleted(self._get(pool_id), self._clock.wall_ms())
            del self._pools[pool_id]
            shutil.move(self._folder / pool_id, self._folder / f".{trash_id}")
            return trash_id

    def undelete(self, trash_id: str) -> Pool:
        """Bring a deleted pool back."""
        with self._lock:
            pool = self._trashed(trash_id)
            if pool.id in self._pools:
                raise Conflict(f"There is a pool {pool.id!r} again.", details={"current": pool.id})
            shutil.move(self._folder / f".{trash_id}", self._folder / pool.id)
            self._pools[pool.id] = self._trash.pop(trash_id).pool
            return pool.state()

    def copy(self, source_id: str, pool_id: str, notes: Notes = NO_NOTES, progress: Progress = no_progress) -> Pool:
        """A new pool with the same slots as `source_id`, without their history."""
        with self._lock:
            source = self._get(source_id)
            self._check_new(pool_id, notes)
            slots = {slot_id: source.slots[slot_id] for slot_id in source.order}
            made = evolve(source, id=pool_id, slots=slots, revision=0, redo_floor=0, history={}, notes=dict(notes))
            files = manifest.files(source)
            for number in range(len(files) + 1):
                progress(number, len(files))
            shutil.copytree(self._folder / source_id, self._folder / pool_id, dirs_exist_ok=True)
            self._pools[pool_id] = made
            return made.state()

    def install(self, pool_id: str, folder: Path, notes: Notes = NO_NOTES) -> Pool:
        """A new pool of a folder in the staging folder."""
        with self._lock:
            self._check_new(pool_id, notes)
            if folder.parent != self.staging() or folder.is_symlink():
                raise BadName("Only a folder in the staging folder can become a pool.", field="folder")
            if not folder.is_dir():
                raise NotFound("The folder is gone.", field="folder")
            names = {path.name for path in folder.iterdir() if path.is_file() and not path.is_symlink()}
            told = (folder / manifest.MANIFEST).read_bytes() if manifest.MANIFEST in names else None
            pool = evolve(manifest.unpacked(pool_id, told, names, lambda _name: (2, 2)), notes=dict(notes))
            shutil.move(folder, self._folder / pool_id)
            self._pools[pool_id] = pool
            return pool.state()

    def contents(self, pool_id: str) -> PoolContents:
        """Everything that makes up the pool."""
        with self._lock:
            pool = self._get(pool_id)
            files = tuple(self._folder / pool_id / name for name in manifest.files(pool))
            return PoolContents(pool=pool.state(), manifest=manifest.encoded(pool), files=files)

    def note(self, pool_id: str, name: str) -> bytes | None:
        """A note of the pool."""
        check_note(name)
        with self._lock:
            return self._get(pool_id).notes.get(name)

    def set_note(self, pool_id: str, name: str, data: bytes) -> None:
        """Write a note."""
        check_note(name, data)
        with self._lock:
            pool = self._get(pool_id)
            self._pools[pool_id] = evolve(pool, notes={**pool.notes, name: bytes(data)})

    def trash(self) -> tuple[TrashedPool, ...]:
        """The deleted pools, the last deleted first."""
        with self._lock:
            found = [TrashedPool(id=key, pool_id=one.pool.id, deleted=one.when) for key, one in self._trash.items()]
        return tuple(sorted(found, key=lambda one: (one.deleted, one.id), reverse=True))

    def trashed_note(self, trash_id: str, name: str) -> bytes | None:
        """A note of a deleted pool."""
        check_note(name)
        with self._lock:
            return self._trashed(trash_id).notes.get(name)

    def purge(self, trash_id: str) -> None:
        """Remove a deleted pool for good."""
        with self._lock:
            self._trashed(trash_id)
            del self._trash[trash_id]
            shutil.rmtree(self._folder / f".{trash_id}")

    def _trashed(self, trash_id: str) -> PoolRecord:
        if trash_id not in self._trash:
            raise NotFound("This pool is not in the trash.", field="trash")
        return self._trash[trash_id].pool

    def _get(self, pool_id: str) -> PoolRecord:
        if check_id(pool_id, "pool") not in self._pools:
            raise NotFound(f"There is no pool {pool_id!r}.", field="pool")
        return self._pools[pool_id]
