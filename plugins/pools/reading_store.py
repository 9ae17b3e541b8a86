"""The reading half of the store on disk, and the parts that all of it is made of."""

import logging
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, TypeVar

from ...core.ballast import Ballast
from ...core.clock import Clock
from ...core.contracts.pools import Pool, PoolOrder, Slot, SlotPage
from ...core.errors import BadName, NotFound, PenstockError
from ...core.files import Files
from ...core.ids import Ids
from ...core.names import check_id, contained
from . import schema
from .checking import Checking
from .copying import Copying
from .half_made import is_half_made
from .manifest_writing import ManifestWriter
from .open_pools import MOST_OPEN, OpenPools, is_pool, translated
from .opening import Opening
from .operations import Operations, missing_pool
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


class ReadingStore:
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
        self._trash = Trash(trash, root / ".trash", files, clock, ids)
        self._staging = root / ".staging"
        self._files = files
        self._clock = clock
        self._tidied: float | None = None
        self._deletions: dict[str, int] = {}
        self._pool_files = PoolFiles(files, self._trash, clock)
        self._locks = PoolLocks(root / ".locks", files)
        rebuilding = Rebuilding(files, self._trash, clock, ids, connect)
        self._checking = Checking(files)
        self._sweeping = Sweeping(files, self._pool_files, clock)
        self._opening = Opening(root, self._locks, rebuilding, self._sweeping)
        self._whole = WholePools(root, self._staging, files, self._trash, self._locks, rebuilding)
        writer = ManifestWriter(files, self._opening)
        self._operations = Operations(self._pool_files, writer.reserve)
        self._copying = Copying(files, self.staging)
        self._ballast = Ballast(root / ".locks" / "kept_free", files)
        self._peeking = Peeking(self._opening)
        self._open = OpenPools(self._opening, writer, clock, self._ballast, self._peeking.remember, most_open)

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

    def first_pages(self, limit: int, pool_ids: Sequence[str] | None = None) -> tuple[SlotPage, ...]:
        """The first slots of every pool, or of these; one that cannot be read at all is left out, and logged."""
        found = []
        for pool_id in self.pool_ids() if pool_ids is None else filter(self.exists, pool_ids):
            try:
                found.append(self._first_page(pool_id, limit))
            except NotFound:
                continue  # deleted meanwhile
            except PenstockError as error:
                _LOG.warning("the pool %s cannot be read: %s", pool_id, error)
        return tuple(found)

    def _first_page(self, pool_id: str, limit: int) -> SlotPage:
        """The first slots of a pool, which need not be opened for them; `NotFound` for one that is half made."""
        with translated("read the pool"):
            peeked = self._peeking.first_page(pool_id, limit) if self._open.get(pool_id) is None else None
            if peeked is None and self.is_half_made(pool_id):
                raise missing_pool(pool_id)
        return self.page(pool_id, 0, limit) if peeked is None else peeked

    def is_half_made(self, pool_id: str) -> bool:
        """Whether somebody seems to be copying the pool's folder here at this moment. Raises `OSError`."""
        known = self._open.get(pool_id) is not None or self._peeking.knows(pool_id)
        return not known and is_half_made(self.root / pool_id)

    def pool_ids(self) -> list[str]:
        """The ids of all pools, without opening them."""
        with translated("list the pools"):
            if not self.root.is_dir():
                return []
            return sorted(path.name for path in self.root.iterdir() if is_pool(path))

    def ids(self) -> frozenset[str]:
        """The ids of all pools."""
        return frozenset(self.pool_ids())

    def exists(self, pool_id: str) -> bool:
        """Whether there is such a pool."""
        check_id(pool_id, "pool")
        with translated("look for the pool"):
            return is_pool(self.root / pool_id)

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

    # --- inside ----------------------------------------------------------------------------------------------------

    def _read(self, pool_id: str, answer: Callable[[Snapshot], T]) -> T:
        return self._open.use(pool_id, "read the pool", lambda pool: pool.read(answer), frugal=True)

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
