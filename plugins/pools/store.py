"""The bundled `PoolStore`: pools as folders of pictures, each with an index that survives anything."""

import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TypeVar

from ...core.clock import Clock
from ...core.contracts.pools import Change, NewImage, Pool, Slot, SlotPage
from ...core.errors import BadName, NotFound, StorageFailed, from_os_error
from ...core.files import Files
from ...core.ids import Ids
from ...core.names import check_id, contained
from . import schema, undoing
from .manifest_writing import ManifestWriter, needs_writing
from .open_pool import Moved, OpenPool
from .opening import Opening, manifest_signature
from .operations import Operations, missing_pool
from .pool_files import PoolFiles
from .pool_lock import PoolLocks
from .rebuilding import Rebuilding
from .resting import Resting
from .snapshot import Snapshot
from .store_names import INDEX, MANIFEST, image_number
from .sweeping import Sweeping
from .trash import Trash
from .whole_pools import WholePools

T = TypeVar("T")
_ATTEMPTS: Final = 3


class DiskPoolStore:
    """Pools in `root` (`<input>/grid_pool`), deleted ones in `trash`. Safe on any thread and beside other processes.

    `connect` opens the databases; tests put one in its place that fails. See `PoolStore` for what each method does.
    """

    def __init__(
        self,
        root: Path,
        trash: Path,
        files: Files,
        clock: Clock,
        ids: Ids,
        connect: schema.Connect = sqlite3.connect,
    ) -> None:
        self.root = root
        self.trash = Trash(trash, root / ".trash", files, clock, ids)
        self._staging = root / ".staging"
        self._files = files
        self._pool_files = PoolFiles(files, self.trash, clock)
        locks = PoolLocks(root / ".locks", files)
        rebuilding = Rebuilding(files, self.trash, clock, ids, connect)
        self._sweeping = Sweeping(files, self._pool_files, clock)
        self._opening = Opening(root, locks, rebuilding, self._sweeping)
        self._whole = WholePools(root, self._staging, files, self.trash, locks, rebuilding)
        self._writer = ManifestWriter(files, self._opening)
        self._operations = Operations(self._pool_files, self._writer.reserve)
        self._resting = Resting(clock, self._rest)
        self._guard = threading.Lock()
        self._opened: dict[str, OpenPool] = {}
        self._opening_locks: dict[str, threading.Lock] = {}
        self._seen: dict[str, int] = {}

    # --- folders and whole pools ---------------------------------------------------------------------------------

    def staging(self) -> Path:
        """The folder for files on their way in."""
        with _translated("make the staging folder"):
            self._files.make_folder(self._staging)
        return self._staging

    def pools(self) -> tuple[Pool, ...]:
        """Every pool by id; one that cannot be read is left out, and logged."""
        return tuple(self.pool(pool_id) for pool_id in self.pool_ids() if self.exists(pool_id))

    def pool_ids(self) -> list[str]:
        """The ids of all pools, without opening them."""
        with _translated("list the pools"):
            if not self.root.is_dir():
                return []
            return sorted(path.name for path in self.root.iterdir() if _is_pool(path))

    def exists(self, pool_id: str) -> bool:
        """Whether there is such a pool."""
        check_id(pool_id, "pool")
        with _translated("look for the pool"):
            return _is_pool(self.root / pool_id)

    def create(self, pool_id: str) -> Pool:
        """A new empty pool."""
        with _translated("create the pool"):
            self._whole.create(pool_id)
        return self.pool(pool_id)

    def delete(self, pool_id: str) -> str:
        """Move the pool to the trash."""
        with _translated("delete the pool"):
            folder = self._opening.folder(pool_id)
            with self._guard:
                opened = self._opened.get(pool_id)
            trash_id = self._whole.delete(pool_id, folder, opened)
            self._drop(pool_id)
        return trash_id

    def undelete(self, trash_id: str) -> Pool:
        """Bring a deleted pool back."""
        with _translated("bring the pool back"):
            pool_id = self._whole.undelete(trash_id)
        return self.pool(pool_id)

    def copy(self, source_id: str, pool_id: str) -> Pool:
        """A new pool with the same slots."""
        self._with(source_id, "copy the pool", lambda source: self._whole.copy(source, pool_id))
        return self.pool(pool_id)

    # --- reading ---------------------------------------------------------------------------------------------------

    def pool(self, pool_id: str) -> Pool:
        """The pool's state."""
        return self._read(pool_id, Snapshot.state)

    def revision(self, pool_id: str) -> int:
        """The pool's revision, at next to no cost."""
        return self._read(pool_id, lambda now: now.revision)

    def page(self, pool_id: str, start: int = 0, limit: int = 100) -> SlotPage:
        """At most `limit` slots from position `start` on."""
        start, limit = max(start, 0), max(limit, 0)
        return self._read(
            pool_id, lambda now: SlotPage(pool=now.state(), start=start, slots=tuple(now.slots[start : start + limit]))
        )

    def slot(self, pool_id: str, slot_id: str) -> Slot:
        """One slot."""
        return self._read(pool_id, lambda now: _present(now.slot(slot_id)))

    def at(self, pool_id: str, position: int) -> tuple[Slot, int] | None:
        """The slot at a position, -1 for the selected one."""

        def find(now: Snapshot) -> tuple[Slot, int] | None:
            if not now.slots:
                return None
            place = now.state().position if position < 0 else min(position, len(now.slots) - 1)
            return now.slots[place], place

        return self._read(pool_id, find)

    def image_path(self, pool_id: str, slot_id: str) -> Path:
        """The slot's image file."""
        return self._file(pool_id, self.slot(pool_id, slot_id).image)

    def mask_path(self, pool_id: str, slot_id: str) -> Path | None:
        """The slot's mask file."""
        mask = self.slot(pool_id, slot_id).mask
        return self._file(pool_id, mask) if mask else None

    # --- changes ---------------------------------------------------------------------------------------------------

    def add(self, pool_id: str, images: Sequence[NewImage]) -> Change:
        """Append images, all or none."""
        return self._change(pool_id, "store the image", lambda pool: self._operations.add(pool, images))

    def select(self, pool_id: str, slot_id: str) -> Change:
        """Make a slot the selected one."""
        return self._change(pool_id, "select the image", lambda pool: self._operations.select(pool, slot_id))

    def label(self, pool_id: str, slot_id: str, label: str, revision: int | None = None) -> Change:
        """Set the label."""
        return self._change(
            pool_id, "store the label", lambda pool: self._operations.label(pool, slot_id, label, revision)
        )

    def move(self, pool_id: str, slot_ids: Sequence[str], before: str | None) -> Change:
        """Put slots before another one."""
        return self._change(pool_id, "move the image", lambda pool: self._operations.move(pool, slot_ids, before))

    def remove(self, pool_id: str, slot_ids: Sequence[str]) -> Change:
        """Take slots out."""
        return self._change(pool_id, "remove the image", lambda pool: self._operations.remove(pool, slot_ids))

    def set_mask(self, pool_id: str, slot_id: str, mask: Path, revision: int | None = None) -> Change:
        """Store a mask."""
        return self._change(
            pool_id, "store the mask", lambda pool: self._operations.set_mask(pool, slot_id, mask, revision)
        )

    def clear_mask(self, pool_id: str, slot_id: str, revision: int | None = None) -> Change:
        """Take the mask away."""
        return self._change(
            pool_id, "clear the mask", lambda pool: self._operations.clear_mask(pool, slot_id, revision)
        )

    def undo(self, pool_id: str, change: int | None = None) -> Change:
        """Undo a change."""
        return self._change(pool_id, "undo", lambda pool: undoing.undo(self._pool_files, pool, change))

    def redo(self, pool_id: str) -> Change:
        """Redo what was undone last."""
        return self._change(pool_id, "redo", lambda pool: undoing.redo(self._pool_files, pool))

    # --- rest, other processes, the end ----------------------------------------------------------------------------

    def changed_pools(self) -> tuple[Pool, ...]:
        """The pools open here that another process (or Dataset Gates) changed since the last call."""
        with self._guard:
            opened = dict(self._opened)
        changed = []
        for pool_id in opened:
            try:
                state = self.pool(pool_id)
            except NotFound:
                continue
            with self._guard:
                pool = self._opened.get(pool_id)
            if pool is not None and (pool.changed_elsewhere or pool is not opened[pool_id]):
                pool.changed_elsewhere = False
                changed.append(state)
        return tuple(changed)

    def settle(self) -> None:
        """Write the manifests that are behind, now."""
        with self._guard:
            opened = list(self._opened)
        for pool_id in opened:
            self._rest(pool_id)
            self._resting.forget(pool_id)

    def empty_trash(self) -> int:
        """Delete everything in the trash for good; how many pools that were. Needs no room on the disk."""
        with _translated("empty the trash"):
            for pool_id in self.pool_ids():
                self._with(pool_id, "empty the trash", lambda pool: self._sweeping.expire(pool, 2**62))
            return self.trash.expire(before=2**62)

    def close(self) -> None:
        """Write what is at rest and let go of every file."""
        self._resting.stop()
        try:
            self.settle()
        finally:
            with self._guard:
                opened, self._opened = self._opened, {}
            for pool in opened.values():
                pool.close()

    # --- inside ----------------------------------------------------------------------------------------------------

    def _read(self, pool_id: str, answer: Callable[[Snapshot], T]) -> T:
        return self._with(pool_id, "read the pool", lambda pool: pool.read(answer))

    def _change(self, pool_id: str, action: str, make: Callable[[OpenPool], Change]) -> Change:
        change = self._with(pool_id, action, make)
        self._resting.note(pool_id)
        return change

    def _with(self, pool_id: str, action: str, use: Callable[[OpenPool], T]) -> T:
        """Run `use` on the open pool; one that was replaced or damaged meanwhile is opened (and mended) anew."""
        with _translated(action):
            for _ in range(_ATTEMPTS):
                pool = self._pool(pool_id)
                try:
                    return use(pool)
                except Moved:
                    self._drop(pool_id, pool)
                except sqlite3.DatabaseError as error:
                    if not schema.is_damage(error):
                        if _is_io_error(error):
                            self._drop(pool_id, pool)  # what a failed sync wrote is not to be trusted
                        raise
                    self._drop(pool_id, pool)
        raise StorageFailed(f"Could not {action}: the pool's index is damaged again and again.", hint="Check the disk.")

    def _pool(self, pool_id: str) -> OpenPool:
        """The open pool, its manifest looked at."""
        with self._guard:
            pool = self._opened.get(pool_id)
        if pool is None:
            pool = self._open(pool_id)
        signature = manifest_signature(pool.folder)
        if signature != pool.manifest_seen:
            self._manifest_changed(pool)
        return pool

    def _open(self, pool_id: str) -> OpenPool:
        check_id(pool_id, "pool")
        with self._guard:
            lock = self._opening_locks.setdefault(pool_id, threading.Lock())
        with lock:
            with self._guard:
                pool = self._opened.get(pool_id)
            if pool is not None:
                return pool
            if not _is_pool(self.root / pool_id):
                raise missing_pool(pool_id)
            pool = self._opening.open(pool_id)
            with self._guard:
                self._opened[pool_id] = pool
        if not pool.read_only and needs_writing(pool.head()):
            self._resting.note(pool_id)
        return pool

    def _manifest_changed(self, pool: OpenPool) -> None:
        if pool.read_only:
            self._drop(pool.pool_id, pool)
            return
        with self._opening.locks.holding(pool.pool_id):
            if manifest_signature(pool.folder) != pool.manifest_seen:
                try:
                    self._opening.examine(pool)
                except schema.Newer:
                    self._drop(pool.pool_id, pool)
                    return
        if needs_writing(pool.head()):
            self._resting.note(pool.pool_id)

    def _drop(self, pool_id: str, pool: OpenPool | None = None) -> None:
        with self._guard:
            if pool is None or self._opened.get(pool_id) is pool:
                pool = self._opened.pop(pool_id, pool)
        if pool is not None:
            pool.close()
        self._resting.forget(pool_id)

    def _rest(self, pool_id: str) -> None:
        """Write one pool's manifest where it is behind."""
        with self._guard:
            pool = self._opened.get(pool_id)
        if pool is None:
            return
        with _translated("write the manifest"):
            try:
                self._writer.rest(pool)
            except Moved:
                self._drop(pool_id, pool)

    def _file(self, pool_id: str, name: str) -> Path:
        folder = self._opening.folder(pool_id)
        try:
            path = contained(folder, name)
        except BadName as error:
            raise NotFound("The file is not in the pool's folder.", field="slot") from error
        if not path.is_file():
            raise NotFound(f"The file {name} is gone.", hint="Undo, or remove the image from the pool.", field="slot")
        return path


def _present(slot: Slot | None) -> Slot:
    if slot is None:
        raise NotFound("There is no such image in this pool.", hint="It may have been removed.", field="slot")
    return slot


def _is_pool(path: Path) -> bool:
    """Whether a folder is a pool: named like one, and with an index, a manifest or an image in it."""
    try:
        check_id(path.name)
    except BadName:
        return False
    if path.is_symlink() or not path.is_dir():
        return False
    if (path / INDEX).exists() or (path / MANIFEST).exists():
        return True
    return any(image_number(entry.name) is not None for entry in path.iterdir())


def _is_io_error(error: sqlite3.Error) -> bool:
    return (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF == sqlite3.SQLITE_IOERR


@contextmanager
def _translated(action: str) -> Iterator[None]:
    """Errors of the disk and of the database as errors to answer with."""
    try:
        yield
    except sqlite3.Error as error:
        raise schema.from_sqlite_error(error, action) from error
    except OSError as error:
        raise from_os_error(error, action) from error
