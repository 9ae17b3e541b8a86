"""What Dataset Gates' pool routes do, on top of `Pools`; each answers the whole manifest, as it does there."""

import re
from typing import Any, Final

from ...core.contracts.pools import Pools, PoolStore, Slot
from ...core.errors import ClientError, NotFound, from_object
from ...core.names import check_id
from ...core.routes import RouteCall
from .grid_pool_shapes import (
    AddForm,
    LabelBody,
    Manifest,
    ManifestSlot,
    MaskForm,
    OrderBody,
    PoolQuery,
    SlotBody,
)

_NUMBERED: Final = re.compile(r"img_(\d+)\.", re.ASCII)


def _pools(call: RouteCall[Any]) -> Pools:
    return call.services.get(Pools)


def _pool(call: RouteCall[Any]) -> str:
    return check_id(call.body.pool_id, "pool_id")


def list_slots(call: RouteCall[Any]) -> Manifest:
    """GET /grid_pool/list: an empty manifest where there is no such pool, which is not created."""
    pool_id = check_id((call.query or PoolQuery()).pool_id, "pool_id")
    try:
        return manifest(_pools(call).store, pool_id)
    except NotFound:
        return Manifest(active=0, slots=(), next_seq=1)


def add(call: RouteCall[AddForm]) -> Manifest:
    """POST /grid_pool/add: the pool is made where it does not exist."""
    if call.body.ts is not None and call.body.ts < 0:
        raise ClientError("ts is a time in ms, 0 or more.", field="ts")
    (result,) = _pools(call).add(_pool(call), (call.body.image,), added=call.body.ts)
    if result.error is not None:
        raise from_object(result.error)
    return manifest(_pools(call).store, _pool(call))


def remove(call: RouteCall[SlotBody]) -> Manifest:
    """POST /grid_pool/remove."""
    slot = slot_at(_pools(call).store, _pool(call), call.body.index)
    _pools(call).remove(_pool(call), (slot.id,))
    return manifest(_pools(call).store, _pool(call))


def active(call: RouteCall[SlotBody]) -> Manifest:
    """POST /grid_pool/active: a position beyond either end selects the slot at that end."""
    found = _pools(call).store.at(_pool(call), max(0, call.body.index))
    if found is None:
        raise NotFound(f"The pool {_pool(call)!r} is empty.", field="index")
    _pools(call).select(_pool(call), found[0].id)
    return manifest(_pools(call).store, _pool(call))


def label(call: RouteCall[LabelBody]) -> Manifest:
    """POST /grid_pool/label."""
    slot = slot_at(_pools(call).store, _pool(call), call.body.index)
    _pools(call).label(_pool(call), slot.id, call.body.label)
    return manifest(_pools(call).store, _pool(call))


def set_mask(call: RouteCall[MaskForm]) -> Manifest:
    """POST /grid_pool/set_mask: brightness counts, alpha does not; the page of Dataset Gates sends opaque pictures."""
    slot = slot_at(_pools(call).store, _pool(call), call.body.index)
    _pools(call).set_mask(_pool(call), slot.id, call.body.mask, alpha_is_mask=False)
    return manifest(_pools(call).store, _pool(call))


def reorder(call: RouteCall[OrderBody]) -> Manifest:
    """POST /grid_pool/reorder: `order` holds every position once."""
    store, order = _pools(call).store, call.body.order
    slots = all_slots(store, _pool(call))
    if sorted(order) != list(range(len(slots))):
        raise ClientError(f"order holds every position from 0 to {len(slots) - 1} once.", field="order")
    if slots:
        _pools(call).move(_pool(call), tuple(slots[place].id for place in order), None)
    return manifest(store, _pool(call))


def slot_at(store: PoolStore, pool_id: str, index: int) -> Slot:
    """The slot at exactly this position; `NotFound` where there is none."""
    slots = store.page(pool_id, index, 1).slots if index >= 0 else ()
    if not slots:
        raise NotFound(f"The pool {pool_id!r} has no slot at {index}.", field="index")
    return slots[0]


def all_slots(store: PoolStore, pool_id: str) -> tuple[Slot, ...]:
    """Every slot in order."""
    return store.page(pool_id, 0, max(1, store.pool(pool_id).count)).slots


def manifest(store: PoolStore, pool_id: str) -> Manifest:
    """The pool as Dataset Gates sees it."""
    slots = all_slots(store, pool_id)
    numbers = [int(found[1]) for slot in slots if (found := _NUMBERED.match(slot.image))]
    return Manifest(
        active=store.pool(pool_id).position,
        slots=tuple(
            ManifestSlot(image=slot.image, mask=slot.mask, label=slot.label, added=slot.added) for slot in slots
        ),
        next_seq=max(numbers, default=0) + 1,
    )
