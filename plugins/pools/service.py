"""The pool service: the store's operations with image checks, admission and events.

Events leave in the order of the changes: a change and the publishing of its events happen under one lock per pool.
Publishing only queues; image work and hooks run before that lock is taken, never under it.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from ...core.clock import Clock
from ...core.contracts.pools import (
    NO_NOTES,
    AddResult,
    Change,
    NewImage,
    Notes,
    Pool,
    PoolStore,
    Progress,
    SlotAddress,
    no_progress,
)
from ...core.contracts.uploads import Upload
from ...core.dispatch import Dispatcher
from ...core.errors import Busy, ClientError, Conflict, DiskFull, NotFound, PenstockError, StorageFailed, TooLarge
from ...core.events.pools import PoolCreated, PoolDeleted, PoolRestored
from ...core.ids import Ids
from ...core.names import check_file_name, check_id, check_label
from .comings import PoolComings
from .installing import check_folder
from .service_admission import ask_admission
from .service_copies import MOST_COPIES, behind, check_admission, check_copies, staged_copies
from .service_events import events_of
from .service_install import Installation
from .service_uploads import Incoming, Uploads

_PATIENCE: Final = 5.0
_LOCKS: Final = 64


class PoolService:
    """Implements `Pools` of the contracts on a `PoolStore`. Safe on any thread."""

    def __init__(
        self,
        store: PoolStore,
        comings: PoolComings,
        uploads: Uploads,
        dispatcher: Dispatcher,
        clock: Clock,
        ids: Ids,
        slot_limit: Callable[[], int],
        resources: ExitStack | None = None,
        storage_title: str = "",
    ) -> None:
        self._store = store
        self._comings = comings
        self._uploads = uploads
        self._dispatcher = dispatcher
        self._clock = clock
        self._ids = ids
        self._slot_limit = slot_limit
        self._resources = resources or ExitStack()
        self._storage_title = storage_title
        self._locks = tuple(threading.Lock() for _ in range(_LOCKS))

    @property
    def store(self) -> PoolStore:
        """The store underneath; changing pools through it publishes no events."""
        return self._store

    @property
    def storage_title(self) -> str:
        """Where pools are kept, for people; empty for the folders of this machine."""
        return self._storage_title

    def create(self, pool_id: str | None = None, *, notes: Notes = NO_NOTES) -> Pool:
        """A new empty pool, with a minted id where none is given; `Conflict` where the id is in use."""
        wanted = self._ids.new() if pool_id is None else check_id(pool_id, "pool")
        with self._in_order(wanted):
            return self._create(wanted, notes)

    def ensure(self, pool_id: str) -> Pool:
        """The pool, created empty where it does not exist."""
        check_id(pool_id, "pool")
        with self._in_order(pool_id):
            try:
                return self._store.pool(pool_id)
            except NotFound:
                return self._created_by_anyone(pool_id)

    def _created_by_anyone(self, pool_id: str) -> Pool:
        try:
            return self._create(pool_id)
        except Conflict:  # the other host made it meanwhile
            return self._store.pool(pool_id)

    def delete(self, pool_id: str) -> str:
        """Move the pool to the trash; returns the trash id."""
        check_id(pool_id, "pool")
        with self._in_order(pool_id):
            revision = self._last_revision(pool_id)
            with self._comings.changing():
                trash_id = self._store.delete(pool_id)
                self._comings.deleted(pool_id)
            self._dispatcher.notify(PoolDeleted(pool_id=pool_id, revision=revision))
        return trash_id

    def _last_revision(self, pool_id: str) -> int:
        """The pool's revision; 0 where it cannot be read: deleting works on a full disk, too."""
        try:
            return self._store.pool(pool_id).revision
        except (DiskFull, StorageFailed):
            return 0

    def undelete(self, trash_id: str) -> Pool:
        """Bring a deleted pool back; `Conflict` where its id is in use again."""
        check_file_name(trash_id, "trash")
        with self._comings.changing():
            pool = self._store.undelete(trash_id)
            self._comings.made(pool.id)
        self._dispatcher.notify(PoolRestored(pool_id=pool.id, revision=pool.revision))
        return pool

    def detach(self, pool_id: str, *, empty: bool = False) -> Pool:
        """A new pool with a minted id: a copy of `pool_id`, or an empty one."""
        check_id(pool_id, "pool")
        return self.create() if empty else self.copy(pool_id)

    def copy(
        self, pool_id: str, *, to: str | None = None, notes: Notes = NO_NOTES, progress: Progress = no_progress
    ) -> Pool:
        """A new pool `to` (None mints an id) with the same slots; `progress` in files."""
        check_id(pool_id, "pool")
        copy_id = self._ids.new() if to is None else check_id(to, "to")
        with self._comings.making(copy_id):
            pool = self._store.copy(pool_id, copy_id, notes, progress)
        return self._told_of(pool, copied_from=pool_id)

    def install(
        self, folder: Path, *, to: str | None = None, notes: Notes = NO_NOTES, progress: Progress = no_progress
    ) -> Pool:
        """A new pool `to` (None mints an id) of a folder in the staging folder; `progress` in files checked."""
        new_id = self._ids.new() if to is None else check_id(to, "to")
        check_folder(folder, self._store.staging())
        Installation(folder, self._uploads, self._dispatcher).check(new_id, self._slot_limit(), progress)
        with self._comings.making(new_id):
            pool = self._store.install(new_id, folder, notes)
        return self._told_of(pool)

    def add(
        self, pool_id: str, uploads: Sequence[Upload], *, labels: Sequence[str] = (), added: int | None = None
    ) -> tuple[AddResult, ...]:
        """Check and store files, each with its own result; the pool is created once one of them is good."""
        check_id(pool_id, "pool")
        if len(labels) > len(uploads):
            raise ClientError(f"There are {len(labels)} labels for {len(uploads)} images.", field="labels")
        given = [*labels, *[""] * (len(uploads) - len(labels))]
        incoming = [Incoming(upload, check_label(label)) for upload, label in zip(uploads, given, strict=True)]
        self._check_room(pool_id, len(incoming))
        when = self._clock.wall_ms() if added is None else added
        self._uploads.stage(incoming, when, lambda image, name: ask_admission(self._dispatcher, pool_id, image, name))
        self._keep(pool_id, [one for one in incoming if one.image is not None])
        return tuple(one.result() for one in incoming)

    def select(self, pool_id: str, slot_id: str) -> Change:
        """Make `slot_id` the selected slot."""
        return self._change(pool_id, lambda: self._store.select(pool_id, slot_id))

    def label(self, pool_id: str, slot_id: str, label: str, revision: int | None = None) -> Change:
        """Set the label; `revision` is the `label_revision` seen."""
        check_label(label)
        return self._change(pool_id, lambda: self._store.label(pool_id, slot_id, label, revision))

    def move(self, pool_id: str, slot_ids: Sequence[str], before: str | None) -> Change:
        """Put the slots, in this order, before the slot `before` (None: at the end)."""
        return self._change(pool_id, lambda: self._store.move(pool_id, slot_ids, before))

    def remove(self, pool_id: str, slot_ids: Sequence[str]) -> Change:
        """Take slots out, all or none."""
        return self._change(pool_id, lambda: self._store.remove(pool_id, slot_ids))

    def duplicate(self, pool_id: str, slot_ids: Sequence[str], before: str | None = None) -> Change:
        """Copies of slots before the slot `before` (None: after the last of them), all or none."""
        return self._copied(check_id(pool_id, "pool"), slot_ids, pool_id, before)

    def copy_slots(
        self, pool_id: str, slot_ids: Sequence[str], to: str | None, *, progress: Progress | None = None
    ) -> Change:
        """Copies of slots at the end of the pool `to`, which is made where it does not exist; None mints an id."""
        target = self._ids.new() if to is None else check_id(to, "to")
        return self._copied(check_id(pool_id, "pool"), slot_ids, target, None, progress)

    def _copied(
        self, pool_id: str, slot_ids: Sequence[str], to: str, before: str | None, progress: Progress | None = None
    ) -> Change:
        check_copies(self._store, pool_id, slot_ids, most=MOST_COPIES if progress is None else len(slot_ids))
        if before is not None:
            self._store.slot(to, before)
        self._check_room(to, len(slot_ids))
        names = [self._store.slot(pool_id, slot_id).image for slot_id in slot_ids]
        discard = self._uploads.discard_all
        images = staged_copies(self._store, pool_id, slot_ids, progress or no_progress, discard)
        try:
            check_admission(self._dispatcher, to, slot_ids, images, names)
            self.ensure(to)
            sources = [SlotAddress(pool_id=pool_id, slot_id=slot_id) for slot_id in slot_ids]

            def add() -> Change:
                place = before if before is not None or to != pool_id else behind(self._store, to, slot_ids)
                return self._store.add(to, images, place)

            return self._change(to, add, sources)
        except BaseException:
            for image in images:
                discard(image)
            raise

    def set_mask(
        self, pool_id: str, slot_id: str, upload: Upload, revision: int | None = None, *, alpha_is_mask: bool = True
    ) -> Change:
        """Check and store a mask of the size of the slot's image; `revision` is the `mask_revision` seen."""
        slot = self._store.slot(check_id(pool_id, "pool"), slot_id)
        image = self._store.image_path(pool_id, slot_id)
        mask = self._uploads.stage_mask(upload, slot, image, alpha_is_mask=alpha_is_mask)
        try:
            return self._change(pool_id, lambda: self._store.set_mask(pool_id, slot_id, mask, revision))
        except PenstockError:
            self._uploads.discard(mask)
            raise

    def clear_mask(self, pool_id: str, slot_id: str, revision: int | None = None) -> Change:
        """Take the mask away; `revision` is the `mask_revision` seen."""
        return self._change(pool_id, lambda: self._store.clear_mask(pool_id, slot_id, revision))

    def undo(self, pool_id: str, change: int | None = None) -> Change:
        """Undo `change` (None: the last one not undone)."""
        return self._change(pool_id, lambda: self._store.undo(pool_id, change))

    def redo(self, pool_id: str) -> Change:
        """Redo what undo undid last."""
        return self._change(pool_id, lambda: self._store.redo(pool_id))

    def close(self) -> None:
        """Let go of everything that lives as long as the service, the store included."""
        self._resources.close()

    def _create(self, pool_id: str, notes: Notes = NO_NOTES) -> Pool:
        with self._comings.changing():
            pool = self._store.create(pool_id, notes)
            self._comings.made(pool_id)
        return self._told_of(pool)

    def _told_of(self, pool: Pool, copied_from: str | None = None) -> Pool:
        self._dispatcher.notify(PoolCreated(pool_id=pool.id, revision=pool.revision, copied_from=copied_from))
        return pool

    def _change(self, pool_id: str, step: Callable[[], Change], sources: Sequence[SlotAddress] = ()) -> Change:
        check_id(pool_id, "pool")
        with self._in_order(pool_id):
            before = self._store.pool(pool_id)
            change = step()
            for event in events_of(change, before, sources):
                self._dispatcher.notify(event)
        return change

    def _keep(self, pool_id: str, staged: Sequence[Incoming]) -> None:
        """Store all at once; where the disk has no room for all, each on its own, so that some may fit."""
        if not staged:
            return
        try:
            self.ensure(pool_id)
            self._store_images(pool_id, staged)
        except PenstockError as error:
            if isinstance(error, DiskFull) and len(staged) > 1:
                for one in staged:
                    self._keep(pool_id, [one])
                return
            for one in staged:
                one.error = error
                self._uploads.drop(one)

    def _store_images(self, pool_id: str, staged: Sequence[Incoming]) -> None:
        images: list[NewImage] = [one.image for one in staged if one.image is not None]
        change = self._change(pool_id, lambda: self._store.add(pool_id, images))
        for one, slot, position in zip(staged, change.slots, change.positions, strict=True):
            one.slot, one.position = slot, position

    def _check_room(self, pool_id: str, coming: int) -> None:
        limit = self._slot_limit()
        try:
            count = self._store.pool(pool_id).count
        except NotFound:
            count = 0
        if count + coming > limit:
            raise TooLarge(
                f"The pool holds {count} images and may hold {limit}.",
                hint="Remove some, use another pool, or raise the limit in the settings.",
            )

    @contextmanager
    def _in_order(self, pool_id: str) -> Iterator[None]:
        lock = self._locks[hash(pool_id) % _LOCKS]
        if not lock.acquire(timeout=_PATIENCE):
            raise Busy(f"The pool {pool_id} is busy.", hint="Nothing was changed; try again.")
        try:
            yield
        finally:
            lock.release()
