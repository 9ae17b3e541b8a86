"""The bundled `PoolStore`: pools as folders of pictures, each with an index that survives anything."""

import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from attrs import evolve

from ...core.contracts.pools import (
    NO_NOTES,
    Change,
    NewImage,
    Notes,
    Pool,
    PoolContents,
    Progress,
    TrashedPool,
    no_progress,
)
from ...core.errors import NotFound, PenstockError
from . import undoing
from .checking import Finding
from .notes import check_notes, read_note, write_notes
from .open_pool import OpenPool
from .open_pools import is_pool, translated
from .operations import missing_pool
from .pool_contents import contents
from .reading_store import ReadingStore

_LOG: Final = logging.getLogger("penstock.pools.store")


class DiskPoolStore(ReadingStore):
    """Pools in `root` (`<input>/grid_pool`), deleted ones in `trash`. Safe on any thread and beside other processes.

    See `ReadingStore` for what it is made of, and `PoolStore` for what each method does.
    """

    # --- whole pools -----------------------------------------------------------------------------------------------

    def create(self, pool_id: str, notes: Notes = NO_NOTES) -> Pool:
        """A new empty pool."""
        with translated("create the pool"):
            self._whole.create(pool_id, notes)
        self._ballast.ensure()  # before the pool is opened: that takes room, too
        return Pool(id=pool_id)

    def delete(self, pool_id: str) -> str:
        """Move the pool to the trash."""
        with translated("delete the pool"):
            folder = self._opening.folder(pool_id)
            trash_id = self._whole.delete(pool_id, folder, self._open.get(pool_id))
            self._open.drop(pool_id)
            self._deletions[pool_id] = self._deletions.get(pool_id, 0) + 1
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

    def copy(self, source_id: str, pool_id: str, notes: Notes = NO_NOTES, progress: Progress = no_progress) -> Pool:
        """A new pool with the same slots."""
        return self._open.use(
            source_id, "copy the pool", lambda source: self._whole.copy(source, pool_id, notes, progress)
        )

    def install(self, pool_id: str, folder: Path, notes: Notes = NO_NOTES) -> Pool:
        """A new pool of a folder in the staging folder."""
        with translated("put the pool in place"):
            return self._whole.install(pool_id, folder, notes)

    def contents(self, pool_id: str) -> PoolContents:
        """Everything that makes up the pool."""
        return self._open.use(pool_id, "read the pool", contents, frugal=True)

    def note(self, pool_id: str, name: str) -> bytes | None:
        """A note of the pool."""
        with translated("read a note of the pool"):
            folder = self._opening.folder(pool_id)
            if not is_pool(folder):
                raise missing_pool(pool_id)
            return read_note(self._files, folder, name)

    def set_note(self, pool_id: str, name: str, data: bytes) -> None:
        """Write a note."""
        check_notes({name: data})
        with translated("write a note of the pool"):
            folder = self._opening.folder(pool_id)
            with self._locks.holding(pool_id):  # so that the pool does not go to the trash meanwhile
                if not is_pool(folder):
                    raise missing_pool(pool_id)
                write_notes(self._files, folder, {name: data})

    # --- the trash -------------------------------------------------------------------------------------------------

    def trash(self) -> tuple[TrashedPool, ...]:
        """The deleted pools."""
        with translated("list the trash"):
            return self._trash.pools()

    def trashed_note(self, trash_id: str, name: str) -> bytes | None:
        """A note of a deleted pool."""
        with translated("read a note of a deleted pool"):
            return read_note(self._files, self._trash.pool(trash_id)[1], name)

    def purge(self, trash_id: str) -> None:
        """Remove a deleted pool for good, and what was removed from it before."""
        with translated("remove the pool for good"):
            pool_id, _ = self._trash.pool(trash_id)
            self._trash.purge(trash_id)
        try:
            self._purge_files(pool_id)
        except (OSError, PenstockError) as error:
            _LOG.warning("what was removed from the pool %s stays in the trash: %s", pool_id, error)

    def _purge_files(self, pool_id: str) -> None:
        with self._locks.holding(pool_id):
            if not self.exists(pool_id) and all(other.pool_id != pool_id for other in self._trash.pools()):
                self._trash.purge_files(pool_id)

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
        deletions = dict(self._deletions)
        for pool_id, before in self._open.opened().items():
            try:
                state = self.pool(pool_id)
            except NotFound:
                continue
            pool = self._open.get(pool_id)
            own = deletions.get(pool_id) != self._deletions.get(pool_id)  # deleted here meanwhile, and brought back
            if pool is not None and (pool.changed_elsewhere or (pool is not before and not own)):
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
            for pool_id in [one for one in self.pool_ids() if not self.is_half_made(one)]:
                self._open.use(pool_id, "empty the trash", lambda pool: self._sweeping.expire(pool, 2**62), frugal=True)
                self._open.resting.note(pool_id)
            return self._trash.expire(before=2**62)

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

    def _change(self, pool_id: str, action: str, make: Callable[[OpenPool], Change], *, frugal: bool = False) -> Change:
        change = self._open.use(pool_id, action, make, frugal=frugal)
        self._open.resting.note(pool_id)
        return change
