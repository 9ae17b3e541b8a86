"""What the routes of pools take and answer. An answer to a change stays below 1 kB: no lists of slots, no labels."""

from attrs import asdict

from ...core.contracts.pools import AddResult, Change, ChangeKind, Pool, Slot, SlotPage
from ...core.contracts.uploads import Upload
from ...core.values import frozen


@frozen(kw_only=True)
class NewPool:
    """The pool to make; without an id one is minted."""

    id: str | None = None


@frozen(kw_only=True)
class Detach:
    """How to detach a node from a pool: with a copy of it, or with an empty one."""

    empty: bool = False


@frozen(kw_only=True)
class SlotRange:
    """Which slots to list: at most `limit` (1 to 1000) from position `start` on."""

    start: int = 0
    limit: int = 100


@frozen(kw_only=True)
class Version:
    """`v` is the picture's tag; with the right one the answer may be kept for ever."""

    v: str = ""


@frozen(kw_only=True)
class NewImages:
    """One file or many; `labels` belong to them in order and may be fewer."""

    images: tuple[Upload, ...]
    labels: tuple[str, ...] = ()


@frozen(kw_only=True)
class NewLabel:
    """The label, and the `label_revision` that the writer saw; without one it overwrites whatever is there."""

    label: str
    revision: int | None = None


@frozen(kw_only=True)
class NewMask:
    """The mask as a picture, and the `mask_revision` that the painter saw; without one it overwrites."""

    mask: Upload
    revision: int | None = None


@frozen(kw_only=True)
class SeenRevision:
    """The `mask_revision` that was seen; without one the mask goes whatever it is."""

    revision: int | None = None


@frozen(kw_only=True)
class Selection:
    """The slot to select."""

    slot: str


@frozen(kw_only=True)
class Move:
    """The slots to move, in their new order, and the slot that they go before (none: to the end)."""

    slots: tuple[str, ...]
    before: str | None = None


@frozen(kw_only=True)
class Removal:
    """The slots to take out."""

    slots: tuple[str, ...]


@frozen(kw_only=True)
class Duplication:
    """The slots to duplicate, and the slot that the copies go before (none: after the last of the originals)."""

    slots: tuple[str, ...]
    before: str | None = None


@frozen(kw_only=True)
class Copying:
    """The slots to copy, and the pool that they go to: one that does not exist is made, null mints an id."""

    slots: tuple[str, ...]
    to: str | None = None


@frozen(kw_only=True)
class Copied:
    """How many copies the pool `pool` got; `change` is what undo takes there."""

    pool: Pool
    change: int
    count: int


@frozen(kw_only=True)
class Pictures:
    """How many of the first pictures of each pool to name: 0 to 8."""

    pictures: int = 0


@frozen(kw_only=True)
class Picture:
    """One of a pool's pictures: enough for the address of its thumbnail."""

    id: str
    image_tag: str


@frozen(kw_only=True)
class ListedPool(Pool):
    """A pool with its first pictures."""

    pictures: tuple[Picture, ...] = ()


@frozen(kw_only=True)
class Undo:
    """The change to undo; without one the last that was not undone."""

    change: int | None = None


@frozen(kw_only=True)
class PoolList:
    """Every pool by id."""

    pools: tuple[ListedPool, ...]


@frozen(kw_only=True)
class Deleted:
    """A pool in the trash; `trash` is what brings it back, for 30 days."""

    pool: str
    trash: str


@frozen(kw_only=True)
class SlotState:
    """What may have changed of a slot; its label is left out."""

    id: str
    position: int | None
    image_tag: str
    mask_tag: str
    has_mask: bool
    label_revision: int
    mask_revision: int


@frozen(kw_only=True)
class Changed:
    """A durable change. `change` is what undo takes; `slot` is the touched slot where it is only one of `count`.

    `reverts` is the change that this one undid or redid, `reverts_kind` what that one had done: undoing `removed` is
    `added` again.
    """

    change: int
    kind: ChangeKind
    pool: Pool
    count: int
    slot: SlotState | None = None
    reverts: int | None = None
    reverts_kind: ChangeKind | None = None


@frozen(kw_only=True)
class AddedFile:
    """What became of one file: its slot and position, or the error that says why not."""

    file_name: str
    slot: SlotState | None = None
    error: dict[str, object] | None = None


@frozen(kw_only=True)
class Added:
    """The pool after adding, and one result for each file, in the order of the request."""

    pool: Pool
    results: tuple[AddedFile, ...]


def slot_state(slot: Slot, position: int | None) -> SlotState:
    """The small view of a slot."""
    return SlotState(
        id=slot.id,
        position=position,
        image_tag=slot.image_tag,
        mask_tag=slot.mask_tag,
        has_mask=slot.mask is not None,
        label_revision=slot.label_revision,
        mask_revision=slot.mask_revision,
    )


def listed(page: SlotPage) -> ListedPool:
    """A pool with the pictures of a page."""
    pictures = tuple(Picture(id=slot.id, image_tag=slot.image_tag) for slot in page.slots)
    return ListedPool(**asdict(page.pool), pictures=pictures)


def changed(change: Change) -> Changed:
    """The answer to a change."""
    slot = None
    if len(change.slots) == 1:
        slot = slot_state(change.slots[0], change.positions[0] if change.positions else None)
    return Changed(
        change=change.id,
        kind=change.kind,
        pool=change.pool,
        count=len(change.slots),
        slot=slot,
        reverts=change.reverts,
        reverts_kind=change.reverts_kind,
    )


def added_file(result: AddResult) -> AddedFile:
    """The answer for one file; the name is cut so that the answer stays small."""
    slot = None if result.slot is None else slot_state(result.slot, result.position)
    return AddedFile(file_name=result.file_name[:120], slot=slot, error=result.error)
