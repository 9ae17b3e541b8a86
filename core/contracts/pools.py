"""Image pools: the values, the store contract and the service that other plugins use.

A pool is an ordered list of slots, each an image with a remembered mask and label; one slot is selected. Every value
is frozen. `PoolStore` is the storage contract (bundled: on disk; in memory for tests); `Pools` is the service with
admission hooks and events on top. All methods block and are safe on any thread, never call them on an event loop.
"""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from attrs import frozen

from .uploads import Upload


@frozen(kw_only=True)
class Slot:
    """One image of a pool.

    `id` never changes and is never used twice in its pool; `image` and `mask` are file names in the pool's folder.
    `image_tag` and `mask_tag` change whenever the bytes do (they make URLs cacheable for ever). `label_revision` and
    `mask_revision` grow by one with each change; a write names the one it saw. `added` is wall time in ms.
    """

    id: str
    image: str
    mask: str | None = None
    label: str = ""
    added: int = 0
    width: int = 0
    height: int = 0
    image_tag: str = ""
    mask_tag: str = ""
    label_revision: int = 0
    mask_revision: int = 0


@frozen(kw_only=True)
class Pool:
    """A pool's state. `selected` is a slot id, None when empty; `position` is its place, 0 when empty.

    `undo` and `redo` are the changes that undo and redo would act on next, None when there is none.
    """

    id: str
    count: int = 0
    selected: str | None = None
    position: int = 0
    revision: int = 0
    undo: int | None = None
    redo: int | None = None


@frozen(kw_only=True)
class SlotPage:
    """`slots` of `pool` from position `start` on."""

    pool: Pool
    start: int
    slots: tuple[Slot, ...]


@frozen(kw_only=True)
class PoolOrder:
    """The ids of all slots of `pool`, by place."""

    pool: Pool
    slots: tuple[str, ...]


@frozen(kw_only=True)
class SlotAddress:
    """Which slot of which pool."""

    pool_id: str
    slot_id: str


class ChangeKind(StrEnum):
    """What a change did."""

    ADDED = "added"
    REMOVED = "removed"
    LABELLED = "labelled"
    SELECTED = "selected"
    MOVED = "moved"
    MASK_SAVED = "mask_saved"
    MASK_CLEARED = "mask_cleared"


@frozen(kw_only=True)
class Change:
    """One durable change of a pool: what undo names, and what events are made of.

    `id` is the change that undo takes (0 where nothing changed or it cannot be undone); `slots` are the slots after
    the change (before it, for REMOVED), at `positions`; `before` is where MOVED put them. `reverts` names the change
    that this one undid or redid, `reverts_kind` says what that change had done: undoing ADDED is a REMOVED.
    """

    id: int
    kind: ChangeKind
    pool: Pool
    slots: tuple[Slot, ...] = ()
    positions: tuple[int, ...] = ()
    before: str | None = None
    reverts: int | None = None
    reverts_kind: ChangeKind | None = None


@frozen(kw_only=True)
class NewImage:
    """An image that is checked and ready to be stored: a PNG file in the store's staging folder.

    The store takes the files (moves them); where it raises, they stay and the caller discards them. `mask` is an 8-bit
    gray PNG of the image's size there; `extra` is what else a store keeps of a slot, empty for what is new.
    """

    source: Path
    width: int
    height: int
    label: str = ""
    added: int = 0
    mask: Path | None = None
    extra: str = ""

    @property
    def files(self) -> tuple[Path, ...]:
        """The staged files."""
        return (self.source,) if self.mask is None else (self.source, self.mask)


@frozen(kw_only=True)
class Candidate:
    """What a plugin is shown before an image is stored: the staged PNG, its size, its label, the pool it is for."""

    pool_id: str
    path: Path
    width: int
    height: int
    file_name: str
    label: str = ""


@frozen(kw_only=True)
class Refusal:
    """A plugin's answer that an image must not be stored, with the reason that the user reads."""

    reason: str
    hint: str = ""


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

    def exists(self, pool_id: str) -> bool:
        """Whether there is such a pool."""
        ...

    def create(self, pool_id: str) -> Pool:
        """A new empty pool; `Conflict` where the id is in use."""
        ...

    def delete(self, pool_id: str) -> str:
        """Move the pool to the trash; the returned trash id brings it back."""
        ...

    def undelete(self, trash_id: str) -> Pool:
        """Bring a deleted pool back; `Conflict` where its id is in use again."""
        ...

    def copy(self, source_id: str, pool_id: str) -> Pool:
        """A new pool with the same slots (ids, order, labels, masks, selection) as `source_id`."""
        ...

    def pool(self, pool_id: str) -> Pool:
        """The pool's state."""
        ...

    def first_pages(self, limit: int) -> tuple[SlotPage, ...]:
        """The first `limit` slots of every pool, by id; cheap for hundreds of pools of any size."""
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


@frozen(kw_only=True)
class AddResult:
    """What became of one uploaded file: its slot, or the error (the `error` object of the JSON answer)."""

    file_name: str
    slot: Slot | None = None
    position: int | None = None
    error: dict[str, object] | None = None


class Pools(Protocol):
    """The pool service: the store's operations with image checks, admission hooks and events.

    Same errors as `PoolStore`, and `BadImage`, `TooLarge`, `Refused`, `PluginFailed` for what is added.
    """

    @property
    def store(self) -> PoolStore:
        """The store underneath; changing pools through it publishes no events."""
        ...

    def create(self, pool_id: str | None = None) -> Pool:
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

    def copy_slots(self, pool_id: str, slot_ids: Sequence[str], to: str | None) -> Change:
        """Copies of slots of `pool_id` at the end of the pool `to`, which is made where it does not exist.

        None mints an id; the same pool is `duplicate`, whose rules hold here too. The change is one of the pool `to`.
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
