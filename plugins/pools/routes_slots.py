"""What the routes of slots do."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from ...core.contracts.pools import AddResult, SlotPage
from ...core.errors import ClientError, PenstockError, TooLarge
from ...core.routes import RouteCall
from .routes_pools import pool_of, pools_of
from .routes_shapes import (
    Added,
    Changed,
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
    if len(errors) > 1:
        details = {"results": [{"file_name": one.file_name[:120], "error": one.error} for one in results]}
        raise _error_from(errors[0], details)
    raise _error_from(errors[0], {})


def _error_from(body: Mapping[str, object], details: Mapping[str, object]) -> PenstockError:
    """The error that `body` is the JSON of."""
    kinds = {kind.code: kind for kind in _subclasses(PenstockError)}
    standard = ("code", "message", "hint", "field", "retryable", "request_id", "faults")
    kind = kinds.get(str(body["code"]), ClientError)
    return kind(
        str(body["message"]),
        hint=str(body["hint"]),
        field=None if body["field"] is None else str(body["field"]),
        details={**{key: value for key, value in body.items() if key not in standard}, **details},
    )


def _subclasses(kind: type[PenstockError]) -> list[type[PenstockError]]:
    return [kind, *(found for below in kind.__subclasses__() for found in _subclasses(below))]


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


def _check_list(slots: Sequence[str]) -> None:
    if not slots:
        raise ClientError("There are no slots.", field="slots")
    if len(set(slots)) != len(slots):
        raise ClientError("A slot is named twice.", field="slots")
