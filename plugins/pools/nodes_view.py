"""What the pool node sees of a pool: one slot with everything that its outputs depend on, read consistently."""

from collections.abc import Hashable
from pathlib import Path
from typing import Final

from ...core.contracts.pools import PoolStore, Slot
from ...core.errors import Busy, NotFound
from ...core.values import frozen

_ATTEMPTS: Final = 5

FileState = tuple[str, int, int]


@frozen(kw_only=True)
class SlotView:
    """The slot at a position of a pool of `count` slots; `slot` None where there is none.

    `state` changes whenever one of the node's outputs would: another slot, position, count, label, mask, or another
    file behind the same name (modification time in ns, size in bytes).
    """

    pool_id: str
    count: int = 0
    position: int = 0
    slot: Slot | None = None
    image: Path | None = None
    mask: Path | None = None
    state: Hashable = None


def view_slot(store: PoolStore, pool_id: str, index: int) -> SlotView:
    """The slot at `index` (-1: the selected one; clamped to the pool); nothing where there is no such pool.

    Reads again while the pool changes between its parts. Raises `NotFound` where the slot's file is gone.
    """
    for attempt in range(_ATTEMPTS):
        try:
            before = store.pool(pool_id)
        except NotFound:
            return SlotView(pool_id=pool_id, state=(pool_id, None))
        try:
            seen = _read(store, pool_id, index, before.count)
        except NotFound:
            if attempt + 1 < _ATTEMPTS and _moved_on(store, pool_id, before.revision):
                continue
            raise
        if not _moved_on(store, pool_id, before.revision):
            return seen
    raise Busy(f"The pool {pool_id} is changing all the time.", hint="Run again.")


def _moved_on(store: PoolStore, pool_id: str, revision: int) -> bool:
    try:
        return store.pool(pool_id).revision != revision
    except NotFound:
        return True


def _read(store: PoolStore, pool_id: str, index: int, count: int) -> SlotView:
    found = store.at(pool_id, index)
    if found is None:
        return SlotView(pool_id=pool_id, state=(pool_id, 0))
    slot, position = found
    image = store.image_path(pool_id, slot.id)
    mask = store.mask_path(pool_id, slot.id)
    state = (pool_id, count, position, slot, _file_state(image), None if mask is None else _file_state(mask))
    return SlotView(pool_id=pool_id, count=count, position=position, slot=slot, image=image, mask=mask, state=state)


def _file_state(path: Path) -> FileState:
    try:
        found = path.stat()
    except OSError as error:
        raise NotFound(f"The file {path.name} of the pool cannot be read.", hint="Undo its removal.") from error
    return path.name, found.st_mtime_ns, found.st_size
