"""What the routes of slots do."""

from collections.abc import Sequence
from typing import Any, Final

from ...core.contracts.pools import AddResult, PoolOrder, SlotPage
from ...core.errors import ClientError, TooLarge, from_object
from ...core.routes import RouteCall
from .routes_pools import pool_of, pools_of
from .routes_shapes import (
    Added,
    Changed,
    Copied,
    Copying,
    Duplication,
    Move,
    NewImages,
    NewLabel,
    Removal,
    Selection,
    SlotRange,
    added_file,
    changed,
)

MOST_SLOTS: Final = 1000
"""Slots in one page, and files in one request."""


def list_slots(call: RouteCall[Any]) -> SlotPage:
    """GET /penstock/pools/{pool}/slots."""
    wanted = call.query or SlotRange()
    if wanted.start < 0 or not 1 <= wanted.limit <= MOST_SLOTS:
        raise ClientError(f"start is 0 or more and limit 1 to {MOST_SLOTS}.", field="limit")
    return pools_of(call).store.page(pool_of(call), wanted.start, wanted.limit)


def add_slots(call: RouteCall[NewImages]) -> Added:
    """POST /penstock/pools/{pool}/slots. Where no file was good the first one's error is the answer."""
    if not call.body.images:
        raise ClientError("There are no images.", hint="Send files in the field images.", field="images")
    if len(call.body.images) > MOST_SLOTS:
        raise TooLarge(f"A request holds at most {MOST_SLOTS} images.", field="images")
    pools = pools_of(call)
    results = pools.add(pool_of(call), call.body.images, labels=call.body.labels)
    _raise_unless_some(results)
    return Added(pool=pools.store.pool(pool_of(call)), results=tuple(added_file(result) for result in results))


def _raise_unless_some(results: Sequence[AddResult]) -> None:
    if any(result.slot is not None for result in results):
        return
    errors = [result.error for result in results if result.error is not None]
    each = [{"file_name": one.file_name[:120], "error": one.error} for one in results]
    raise from_object(errors[0], {"results": each} if len(each) > 1 else {})


def label_slot(call: RouteCall[NewLabel]) -> Changed:
    """PATCH /penstock/pools/{pool}/slots/{slot}."""
    return changed(pools_of(call).label(pool_of(call), call.path["slot"], call.body.label, call.body.revision))


def select_slot(call: RouteCall[Selection]) -> Changed:
    """PUT /penstock/pools/{pool}/selected."""
    return changed(pools_of(call).select(pool_of(call), call.body.slot))


def move_slots(call: RouteCall[Move]) -> Changed:
    """POST /penstock/pools/{pool}/move."""
    _check_list(call.body.slots)
    return changed(pools_of(call).move(pool_of(call), call.body.slots, call.body.before))


def remove_slots(call: RouteCall[Removal]) -> Changed:
    """POST /penstock/pools/{pool}/remove."""
    _check_list(call.body.slots)
    return changed(pools_of(call).remove(pool_of(call), call.body.slots))


def remove_slot(call: RouteCall[Any]) -> Changed:
    """DELETE /penstock/pools/{pool}/slots/{slot}."""
    return changed(pools_of(call).remove(pool_of(call), (call.path["slot"],)))


def duplicate_slots(call: RouteCall[Duplication]) -> Changed:
    """POST /penstock/pools/{pool}/duplicate."""
    return changed(pools_of(call).duplicate(pool_of(call), call.body.slots, call.body.before))


def copy_slots(call: RouteCall[Copying]) -> Copied:
    """POST /penstock/pools/{pool}/copy."""
    change = pools_of(call).copy_slots(pool_of(call), call.body.slots, call.body.to)
    return Copied(pool=change.pool, change=change.id, count=len(change.slots))


def order(call: RouteCall[Any]) -> PoolOrder:
    """GET /penstock/pools/{pool}/order."""
    return pools_of(call).store.order(pool_of(call))


def _check_list(slots: Sequence[str]) -> None:
    if not slots:
        raise ClientError("There are no slots.", field="slots")
    if len(set(slots)) != len(slots):
        raise ClientError("A slot is named twice.", field="slots")
