"""What Dataset Gates' pool routes take and answer. An absent `pool_id` is the pool `default`, an empty one an error."""

from typing import Final

from ...core.contracts.uploads import Upload
from ...core.values import frozen

DEFAULT_POOL: Final = "default"


@frozen(kw_only=True)
class AddForm:
    """A form with one image; `ts` is the wall time in ms that the slot shows as added."""

    image: Upload
    pool_id: str = DEFAULT_POOL
    ts: int | None = None


@frozen(kw_only=True)
class SlotBody:
    """The slot at a position."""

    index: int
    pool_id: str = DEFAULT_POOL


@frozen(kw_only=True)
class LabelBody:
    """The label of the slot at a position."""

    index: int
    label: str
    pool_id: str = DEFAULT_POOL


@frozen(kw_only=True)
class MaskForm:
    """A form with the mask of the slot at a position: white = painted."""

    index: int
    mask: Upload
    pool_id: str = DEFAULT_POOL


@frozen(kw_only=True)
class OrderBody:
    """The positions of all slots in their new order."""

    order: tuple[int, ...]
    pool_id: str = DEFAULT_POOL


@frozen(kw_only=True)
class PoolQuery:
    """The pool to list."""

    pool_id: str = DEFAULT_POOL


@frozen(kw_only=True)
class ManifestSlot:
    """One slot of a manifest; `added` is wall time in ms."""

    image: str
    mask: str | None
    label: str
    added: int


@frozen(kw_only=True)
class Manifest:
    """A pool as Dataset Gates sees it. `active` is a position; `next_seq` is above every number in use."""

    active: int
    slots: tuple[ManifestSlot, ...]
    next_seq: int
