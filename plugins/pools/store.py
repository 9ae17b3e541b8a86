"""The bundled `PoolStore`: pools as folders of pictures, each with an index that survives anything."""

import logging
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, TypeVar

from attrs import evolve

from ...core.clock import Clock
from ...core.contracts.pools import Change, NewImage, Pool, PoolOrder, Slot, SlotPage
from ...core.errors import BadName, NotFound, PenstockError
from ...core.files import Files
from ...core.ids import Ids
from ...core.names import check_id, contained
from . import schema, undoing
from .ballast import Ballast
from .checking import Checking, Finding
from .copying import Copying
from .manifest_writing import ManifestWriter
from .open_pool import OpenPool
from .open_pools import MOST_OPEN, OpenPools, is_pool, translated
from .opening import Opening
from .operations import Operations
from .peeking import Peeking
from .pool_files import PoolFiles
from .pool_lock import PoolLocks
from .rebuilding import Rebuilding
from .snapshot import Snapshot
from .sweeping import Sweeping
from .trash import Trash
from .whole_pools import WholePools

T = TypeVar("T")
_DAY_SECONDS: Final = 24 * 3600.0
_LOG: Final = logging.getLogger("penstock.pools.store")


class DiskPoolStore:
    """Pools in `root` (`<input>/grid_pool`), deleted ones in `trash`. Safe on any thread and beside other processes.

    `connect` opens the databases; tests put one in its place that fails. At most `most_open` pools at rest are kept
    open. See `PoolStore` for what each method does.
    """

    def __init__(
        self,
        root: Path,
        trash: Path,
        files: Files,
        clock: Clock,
        ids: Ids,
        connect: schema.Connect = sqlite3.connect,
        most_open: int = MOST_OPEN,
    ) -> None:
        self.root = root
        self.trash = Trash(trash, root / ".trash", files, clock, ids)
        self._staging = root / ".staging"
        self._files = files
        self._clock = clock
        self._tidied: float | None = None
        self._pool_files = PoolFiles(files, self.trash, clock)
        locks = PoolLocks(root / ".locks", files)
        rebuilding = Rebuilding(files, self.trash, clock, ids, connect)
        self._checking = Checking(files)
        self._sweeping = Sweeping(files, self._pool_files, clock)
        self._opening = Opening(root, locks, rebuilding, self._sweeping)
        self._whole = WholePools(root, self._staging, files, self.trash, locks, rebuilding)
        writer = ManifestWriter(files, self._opening)
        self._operations = Operations(self._pool_files, writer.reserve)
        self._copying = Copying(files, self.staging)
        self._ballast = Ballast(root / ".locks" / "kept_free", files)
        self._peeking = Peeking(self._opening)
        self._open = OpenPools(self._opening, writer, clock, self._ballast, self._peeking.remember, most_open)

    # --- folders and whole pools ---------------------------------------------------------------------------------

    def staging(self) -> Path:
        """The folder for files on their way in; once a day what was left there, and old trash, is deleted."""
        with translated("make the staging folder"):
            self._files.make_folder(self._staging)
            now = self._clock.monotonic()
            if self._tidied is None or now - self._tidied > _DAY_SECONDS:
                self._tidied = now
                self._sweeping.sweep_staging(self._staging)
                self._sweeping.sweep_trash()
        return self._staging

    def pools(self) -> tuple[Pool, ...]:
        """Every pool by id; one that cannot be read at all is left out, and logged."""
        return tuple(page.pool for page in self.first_pages(0))

    def first_pages(self, limit: int) -> tuple[SlotPage, ...]:
        """The first slots of every pool; one that cannot be read at all is left out, and logged."""
        found = []
        for pool_id in self.pool_ids():
            try:
                found.append(self._first_page(pool_id, limit))
            except NotFound:
                continue  # deleted meanwhile
            except PenstockError as error:
                _LOG.warning("the pool %s cannot be read: %s", pool_id, error)
        return tuple(found)

    def _first_page(self, pool_id: str, limit: int) -> SlotPage:
        """The first slots of a pool, which need not be opened for them."""
        with translated("read the pool"):
            peeked = self._peeking.first_page(pool_id, limit) if self._open.get(pool_id) is None else None
        return self.page(pool_id, 0, limit) if peeked is None else peeked

    def pool_ids(self) -> list[str]:
        """The ids of all pools, without opening them."""
        with translated("list the pools"):
            if not self.root.is_dir():
                return []
            return sorted(path.name for path in self.root.iterdir() if is_pool(path))

    def exists(self, pool_id: str) -> bool:
        """Whether there is such a pool."""
        check_id(pool_id, "pool")
        with translated("look for the pool"):
            return is_pool(self.root / pool_id)

    def create(self, pool_id: str) -> Pool:
        """A new empty pool."""
        with translated("create the pool"):
            self._whole.create(pool_id)
        return Pool(id=pool_id)

    def delete(self, pool_id: str) -> str:
        """Move the pool to the trash."""
        with translated("delete the pool"):
            folder = self._opening.folder(pool_id)
            trash_id = self._whole.delete(pool_id, folder, self._open.get(pool_id))
            self._open.drop(pool_id)
        return trash_id

    def undelete(self, trash_id: str) -> Pool:
        """Bring a deleted pool back."""
        with translated("bring the pool back"):
            pool_id = self._whole.undelete(trash_id)
            try:
                return self.pool(pool_id)
            except PenstockError:
                self._whole.delete_again(pool_id, trash_id)
                raise

    def copy(self, source_id: str, pool_id: str) -> Pool:
        """A new pool with the same slots."""
        return self._open.use(source_id, "copy the pool", lambda source: self._whole.copy(source, pool_id))

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

    def order(self, pool_id: str) -> PoolOrder:
        """The ids of all slots."""
        return self._read(pool_id, lambda now: PoolOrder(pool=now.state(), slots=tuple(now.ids)))

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

    def copies(self, pool_id: str, slot_ids: Sequence[str]) -> tuple[NewImage, ...]:
        """Copies of slots in the staging folder."""
        return self._open.use(pool_id, "copy the image", lambda pool: self._copying.copies(pool, slot_ids))

    def add(self, pool_id: str, images: Sequence[NewImage], before: str | None = None) -> Change:
        """Add images, all or none."""
        return self._change(pool_id, "store the image", lambda pool: self._operations.add(pool, images, before))

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
        return self._change(
            pool_id, "remove the image", lambda pool: self._operations.remove(pool, slot_ids), frugal=True
        )

    def set_mask(self, pool_id: str, slot_id: str, mask: Path, revision: int | None = None) -> Change:
        """Store a mask."""
        return self._change(
            pool_id, "store the mask", lambda pool: self._operations.set_mask(pool, slot_id, mask, revision)
        )

    def clear_mask(self, pool_id: str, slot_id: str, revision: int | None = None) -> Change:
        """Take the mask away."""
        return self._change(
            pool_id, "clear the mask", lambda pool: self._operations.clear_mask(pool, slot_id, revision), frugal=True
        )

    def undo(self, pool_id: str, change: int | None = None) -> Change:
        """Undo a change."""
        return self._change(pool_id, "undo", lambda pool: undoing.undo(self._pool_files, pool, change))

    def redo(self, pool_id: str) -> Change:
        """Redo what was undone last."""
        return self._change(pool_id, "redo", lambda pool: undoing.redo(self._pool_files, pool))

    # --- rest, other processes, the end ----------------------------------------------------------------------------

    def changed_pools(self) -> tuple[Pool, ...]:
        """The pools read here that another process (or Dataset Gates) changed since the last call."""
        changed = self._changed_while_closed()
        for pool_id, before in self._open.opened().items():
            try:
                state = self.pool(pool_id)
            except NotFound:
                continue
            pool = self._open.get(pool_id)
            if pool is not None and (pool.changed_elsewhere or pool is not before):
                pool.changed_elsewhere = False
                changed[pool_id] = state
        return tuple(changed.values())

    def _changed_while_closed(self) -> dict[str, Pool]:
        changed = {}
        for pool_id, revision, peeked in self._peeking.changes(self._open.opened()):
            try:
                state = peeked or self.pool(pool_id)
            except NotFound:
                self._peeking.forget(pool_id)
                continue
            except PenstockError as error:
                _LOG.warning("the pool %s was changed and cannot be read: %s", pool_id, error)
                continue
            if state.revision != revision:
                changed[pool_id] = state
        return changed

    def settle(self) -> None:
        """Write the manifests that are behind, now."""
        for pool_id in {**self._open.opened(), **dict.fromkeys(self._open.resting.noted())}:
            self._open.rest(pool_id)
            self._open.resting.forget(pool_id)

    def empty_trash(self) -> int:
        """Delete everything in the trash for good; how many pools that were. Needs no room on the disk."""
        with translated("empty the trash"):
            for pool_id in self.pool_ids():
                self._open.use(pool_id, "empty the trash", lambda pool: self._sweeping.expire(pool, 2**62), frugal=True)
                self._open.resting.note(pool_id)
            return self.trash.expire(before=2**62)

    def check(self, pool_id: str | None = None) -> tuple[Finding, ...]:
        """Everything that is wrong with one pool, or with all; nothing is changed."""
        wanted = [pool_id] if pool_id is not None else self.pool_ids()
        with translated("check the pools"):
            return tuple(found for one in wanted for found in self._checking.check(one, self._opening.folder(one)))

    def mend(self, pool_id: str | None = None) -> tuple[Finding, ...]:
        """Mend what can be mended in one pool, or in all; returns what was wrong, each with whether it is right now."""
        before = self.check(pool_id)
        for one in sorted({finding.pool_id for finding in before}):
            self._open.drop(one)
            self._open.use(one, "mend the pool", self._operations.forget_missing_masks)
            self._open.rest(one)
        after = {evolve(finding, mended=False) for finding in self.check(pool_id)}
        return tuple(evolve(finding, mended=finding not in after) for finding in before)

    def close(self) -> None:
        """Write what is at rest and let go of every file."""
        self._open.resting.stop()
        try:
            self.settle()
        except PenstockError as error:
            _LOG.warning("a manifest is written the next time only: %s", error)
        finally:
            self._open.close()

    # --- inside ----------------------------------------------------------------------------------------------------

    def _read(self, pool_id: str, answer: Callable[[Snapshot], T]) -> T:
        return self._open.use(pool_id, "read the pool", lambda pool: pool.read(answer), frugal=True)

    def _change(self, pool_id: str, action: str, make: Callable[[OpenPool], Change], *, frugal: bool = False) -> Change:
        change = self._open.use(pool_id, action, make, frugal=frugal)
        self._open.resting.note(pool_id)
        return change

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
