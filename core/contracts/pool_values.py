"""The values that the contracts of image pools speak. Every one is frozen; import them from `contracts.pools`."""

from enum import StrEnum
from pathlib import Path

from ..values import frozen


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
class PoolContents:
    """What makes up a pool: its state, the bytes of its `manifest.json` (the exchange format), and its files.

    `files` are the images and masks of live slots, each once, named in the manifest by their last part.
    """

    pool: Pool
    manifest: bytes
    files: tuple[Path, ...]


@frozen(kw_only=True)
class TrashedPool:
    """A deleted pool: `id` brings it back, `deleted` is the wall time in ms."""

    id: str
    pool_id: str
    deleted: int


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
    gray PNG of the image's size there. Of a copy, `image_tag` is the tag that its bytes have already, and `extra` what
    else the store keeps of a slot; both are empty for what is new.
    """

    source: Path
    width: int
    height: int
    label: str = ""
    added: int = 0
    mask: Path | None = None
    image_tag: str = ""
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


@frozen(kw_only=True)
class AddResult:
    """What became of one uploaded file: its slot, or the error (the `error` object of the JSON answer)."""

    file_name: str
    slot: Slot | None = None
    position: int | None = None
    error: dict[str, object] | None = None
