"""Image pools: the values, the store contract and the service that other plugins use.

A pool is an ordered list of slots, each an image with a remembered mask and label; one slot is selected. Every value
is frozen. `PoolStore` is the storage contract (bundled: on disk; in memory for tests); `Pools` is the service with
admission hooks and events on top. All methods block and are safe on any thread, never call them on an event loop.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final, Protocol

from .pool_values import AddResult as AddResult
from .pool_values import Candidate as Candidate
from .pool_values import Change as Change
from .pool_values import ChangeKind as ChangeKind
from .pool_values import NewImage as NewImage
from .pool_values import Pool as Pool
from .pool_values import PoolContents as PoolContents
from .pool_values import PoolOrder as PoolOrder
from .pool_values import Refusal as Refusal
from .pool_values import Slot as Slot
from .pool_values import SlotAddress as SlotAddress
from .pool_values import SlotPage as SlotPage
from .pool_values import TrashedPool as TrashedPool
from .uploads import Upload

Notes = Mapping[str, bytes]
"""Small files of other features that lie in a pool's folder, by name; see `PoolStore.note`."""

NO_NOTES: Final[Notes] = MappingProxyType({})

Progress = Callable[[int, int], None]
"""Called with `(done, total)` while long work goes on, at least once a second; raising ends the work, all undone."""


def no_progress(_done: int, _total: int) -> None:
    """For work that nobody watches."""


class PoolStore(Protocol):
    """Keeps pools. What a method returned is durable; what it raised changed nothing.

    Raises `NotFound` (pool, slot), `Conflict` with `details["current"]` (stale revision, undone target), `Busy` after
    5 s, `DiskFull`, `ReadOnly`, `StorageFailed`. A pool that does not exist reads as `NotFound`; only `create` and
    `copy` make one.
    """

    def staging(self) -> Path:
        """The folder for files on their way in, on the same file system as the pools; it exists."""
        ...

    def pools(self) -> tuple[Pool, ...]:
        """Every pool by id."""
        ...

    def ids(self) -> frozenset[str]:
        """The ids of all pools; none is opened, there may be hundreds."""
        ...

    def exists(self, pool_id: str) -> bool:
        """Whether there is such a pool."""
        ...

    def create(self, pool_id: str, notes: Notes = NO_NOTES) -> Pool:
        """A new empty pool; `Conflict` where the id is in use. The notes are there from its first moment on."""
        ...

    def delete(self, pool_id: str) -> str:
        """Move the pool to the trash; the returned trash id brings it back."""
        ...

    def undelete(self, trash_id: str) -> Pool:
        """Bring a deleted pool back; `Conflict` where its id is in use again."""
        ...

    def copy(self, source_id: str, pool_id: str, notes: Notes = NO_NOTES, progress: Progress = no_progress) -> Pool:
        """A new pool with the same slots (ids, order, labels, masks, selection) as `source_id`, and notes of its own.

        `progress` counts files.
        """
        ...

    def install(self, pool_id: str, folder: Path, notes: Notes = NO_NOTES) -> Pool:
        """A new pool of a folder in the staging folder that holds `manifest.json` and the files that it names.

        Ids, order, labels, masks and selection are those of the manifest; without one the pictures stand in the order
        of their names. The store takes the folder (one rename); where it raises, the folder stays, for the caller to
        remove. Raises `Invalid`, whose `faults` name everything that a manifest says wrongly, and `Conflict` where the
        id is in use. The pictures themselves are not looked at, see `Pools.install`.
        """
        ...

    def contents(self, pool_id: str) -> PoolContents:
        """Everything that makes up the pool, as it is now, for an export.

        A file may be moved to the trash while it is read: then ask again.
        """
        ...

    def note(self, pool_id: str, name: str) -> bytes | None:
        """A note of the pool, None where there is none. `name` is 1 to 31 of `a-z 0-9 _`; on disk it is `<name>.json`.

        Notes move with the pool (trash, restore) and are not copied. The store never looks into them.
        """
        ...

    def set_note(self, pool_id: str, name: str, data: bytes) -> None:
        """Write a note, at most 64 KiB, whole or not at all; the pool's revision stays."""
        ...

    def trash(self) -> tuple[TrashedPool, ...]:
        """The deleted pools that can be brought back, the last deleted first."""
        ...

    def trashed_note(self, trash_id: str, name: str) -> bytes | None:
        """A note of a deleted pool."""
        ...

    def purge(self, trash_id: str) -> None:
        """Remove a deleted pool for good; `NotFound` where it is not in the trash."""
        ...

    def pool(self, pool_id: str) -> Pool:
        """The pool's state."""
        ...

    def first_pages(self, limit: int, pool_ids: Sequence[str] | None = None) -> tuple[SlotPage, ...]:
        """The first `limit` slots of every pool, by id, or of these; cheap for hundreds of pools of any size.

        What does not exist or cannot be read is left out.
        """
        ...

    def order(self, pool_id: str) -> PoolOrder:
        """The ids of all slots, with the state they were read in; cheap for ten thousands."""
        ...

    def page(self, pool_id: str, start: int = 0, limit: int = 100) -> SlotPage:
        """At most `limit` slots from position `start` on, with the state they were read in."""
        ...

    def slot(self, pool_id: str, slot_id: str) -> Slot:
        """One slot."""
        ...

    def at(self, pool_id: str, position: int) -> tuple[Slot, int] | None:
        """The slot at `position`, clamped to the pool, with its position; -1 is the selected one; None when empty."""
        ...

    def image_path(self, pool_id: str, slot_id: str) -> Path:
        """The slot's image file, contained in the pool's folder; `NotFound` where the file is gone."""
        ...

    def mask_path(self, pool_id: str, slot_id: str) -> Path | None:
        """The slot's mask file, None where it has none."""
        ...

    def copies(self, pool_id: str, slot_ids: Sequence[str]) -> tuple[NewImage, ...]:
        """Copies of slots in the staging folder, masks and labels included, in this order: for `add`, to any pool.

        The caller discards the files of those that it does not add.
        """
        ...

    def add(self, pool_id: str, images: Sequence[NewImage], before: str | None = None) -> Change:
        """Add images, all or none, in this order, before the slot `before` (None: at the end).

        The first image of an empty pool is selected.
        """
        ...

    def select(self, pool_id: str, slot_id: str) -> Change:
        """Make `slot_id` the selected slot."""
        ...

    def label(self, pool_id: str, slot_id: str, label: str, revision: int | None = None) -> Change:
        """Set the label; `revision` is the `label_revision` seen, None overwrites whatever is there."""
        ...

    def move(self, pool_id: str, slot_ids: Sequence[str], before: str | None) -> Change:
        """Put the slots, in this order, before the slot `before` (None: at the end)."""
        ...

    def remove(self, pool_id: str, slot_ids: Sequence[str]) -> Change:
        """Take slots out, all or none; their files go to the trash. The selection moves to the next slot."""
        ...

    def set_mask(self, pool_id: str, slot_id: str, mask: Path, revision: int | None = None) -> Change:
        """Store an 8-bit gray PNG of the image's size (white = painted) from the staging folder as the mask."""
        ...

    def clear_mask(self, pool_id: str, slot_id: str, revision: int | None = None) -> Change:
        """Take the mask away."""
        ...

    def undo(self, pool_id: str, change: int | None = None) -> Change:
        """Undo `change` (None: the last one not undone); `Conflict` where what it touched has changed since."""
        ...

    def redo(self, pool_id: str) -> Change:
        """Redo what undo undid last; `NotFound` where there is nothing to redo."""
        ...

    def changed_pools(self) -> tuple[Pool, ...]:
        """The pools that another process changed since the last call; cheap enough to ask several times a second."""
        ...

    def close(self) -> None:
        """Write what is at rest and let go of every file."""
        ...


class Pools(Protocol):
    """The pool service: the store's operations with image checks, admission hooks and events.

    Same errors as `PoolStore`, and `BadImage`, `TooLarge`, `Refused`, `PluginFailed` for what is added.
    """

    @property
    def store(self) -> PoolStore:
        """The store underneath; changing pools through it publishes no events."""
        ...

    @property
    def storage_title(self) -> str:
        """Where pools are kept, for people to read; empty for the folders of this machine."""
        ...

    def create(self, pool_id: str | None = None, *, notes: Notes = NO_NOTES) -> Pool:
        """A new empty pool, with a minted id where none is given."""
        ...

    def ensure(self, pool_id: str) -> Pool:
        """The pool, created empty where it does not exist."""
        ...

    def delete(self, pool_id: str) -> str:
        """Move the pool to the trash; returns the trash id."""
        ...

    def undelete(self, trash_id: str) -> Pool:
        """Bring a deleted pool back."""
        ...

    def detach(self, pool_id: str, *, empty: bool = False) -> Pool:
        """A new pool with a minted id: a copy of `pool_id`, or an empty one."""
        ...

    def copy(
        self, pool_id: str, *, to: str | None = None, notes: Notes = NO_NOTES, progress: Progress = no_progress
    ) -> Pool:
        """A new pool `to` (None mints an id) with the same slots as `pool_id`; see `PoolStore.copy`."""
        ...

    def install(
        self, folder: Path, *, to: str | None = None, notes: Notes = NO_NOTES, progress: Progress = no_progress
    ) -> Pool:
        """A new pool `to` (None mints an id) of a folder in the staging folder; see `PoolStore.install`.

        Every picture and mask is decoded and checked against the limits of uploads, every image is shown to the
        plugins that admit slots, the number of slots is checked; files that the manifest does not name are left out.
        All or none: raises `Invalid` (with `faults`), `BadImage`, `TooLarge`, `Refused`, `PluginFailed`, which name the
        file; then the folder stays, for the caller to remove. Bytes are kept as they are. Heavy: never under a lock.
        """
        ...

    def add(
        self, pool_id: str, uploads: Sequence[Upload], *, labels: Sequence[str] = (), added: int | None = None
    ) -> tuple[AddResult, ...]:
        """Check and store files, each with its own result; the pool is created where it does not exist.

        `added` is the wall time in ms that the slots carry, None for now.
        """
        ...

    def duplicate(self, pool_id: str, slot_ids: Sequence[str], before: str | None = None) -> Change:
        """Copies of slots, masks and labels included, before the slot `before` (None: after the last of them).

        All or none, in this order. Plugins are asked as for every image: what one refuses is named in `Refused`.
        """
        ...

    def copy_slots(
        self, pool_id: str, slot_ids: Sequence[str], to: str | None, *, progress: Progress | None = None
    ) -> Change:
        """Copies of slots of `pool_id` at the end of the pool `to`, which is made where it does not exist.

        None mints an id; the same pool is `duplicate`, whose rules hold here too. The change is one of the pool `to`.
        With `progress`, which counts slots, there may be more than a request is allowed.
        """
        ...

    def select(self, pool_id: str, slot_id: str) -> Change:
        """See `PoolStore.select`."""
        ...

    def label(self, pool_id: str, slot_id: str, label: str, revision: int | None = None) -> Change:
        """See `PoolStore.label`."""
        ...

    def move(self, pool_id: str, slot_ids: Sequence[str], before: str | None) -> Change:
        """See `PoolStore.move`."""
        ...

    def remove(self, pool_id: str, slot_ids: Sequence[str]) -> Change:
        """See `PoolStore.remove`."""
        ...

    def set_mask(
        self, pool_id: str, slot_id: str, upload: Upload, revision: int | None = None, *, alpha_is_mask: bool = True
    ) -> Change:
        """Check and store a mask: gray as it is, RGBA as ComfyUI's mask editor saves it (255 - alpha), resized.

        Without `alpha_is_mask` an RGBA mask counts by its brightness, as Dataset Gates sends it.
        """
        ...

    def clear_mask(self, pool_id: str, slot_id: str, revision: int | None = None) -> Change:
        """See `PoolStore.clear_mask`."""
        ...

    def undo(self, pool_id: str, change: int | None = None) -> Change:
        """See `PoolStore.undo`."""
        ...

    def redo(self, pool_id: str) -> Change:
        """See `PoolStore.redo`."""
        ...
