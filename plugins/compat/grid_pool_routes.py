"""The pool routes of Dataset Gates, for scripts written for it; what cannot be done is a 4xx here."""

from typing import TYPE_CHECKING, Final

from ...core.later import later
from ...core.routes import RouteSpec

if TYPE_CHECKING:
    from . import grid_pool as handlers
    from . import grid_pool_shapes as shapes
else:
    handlers = later(__package__, "grid_pool")
    shapes = later(__package__, "grid_pool_shapes")

_UPLOAD_BYTES: Final = 128 << 20


def routes() -> tuple[RouteSpec, ...]:
    """All of `/grid_pool/*` that belongs to pools."""
    return (*_reading(), *_slots(), *_uploads())


def _reading() -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name="grid_pool.list",
            method="GET",
            path="/grid_pool/list",
            handler=handlers.list_slots,
            summary="A pool's manifest, an empty one where there is no such pool.",
            query=shapes.PoolQuery,
            answer=shapes.Manifest,
            legacy=True,
        ),
    )


def _slots() -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name="grid_pool.remove",
            method="POST",
            path="/grid_pool/remove",
            handler=handlers.remove,
            summary="Take out the slot at a position; 404 where there is none.",
            body=shapes.SlotBody,
            answer=shapes.Manifest,
            legacy=True,
        ),
        RouteSpec(
            name="grid_pool.active",
            method="POST",
            path="/grid_pool/active",
            handler=handlers.active,
            summary="Select the slot at a position, clamped to the pool.",
            body=shapes.SlotBody,
            answer=shapes.Manifest,
            legacy=True,
        ),
        RouteSpec(
            name="grid_pool.label",
            method="POST",
            path="/grid_pool/label",
            handler=handlers.label,
            summary="Label the slot at a position; 404 where there is none.",
            body=shapes.LabelBody,
            answer=shapes.Manifest,
            legacy=True,
        ),
        RouteSpec(
            name="grid_pool.reorder",
            method="POST",
            path="/grid_pool/reorder",
            handler=handlers.reorder,
            summary="Put all slots in a new order; 400 for what is no permutation.",
            body=shapes.OrderBody,
            answer=shapes.Manifest,
            legacy=True,
        ),
    )


def _uploads() -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name="grid_pool.add",
            method="POST",
            path="/grid_pool/add",
            handler=handlers.add,
            summary="Add one image; the pool is made where it does not exist.",
            body=shapes.AddForm,
            answer=shapes.Manifest,
            work="heavy",
            max_bytes=_UPLOAD_BYTES,
            legacy=True,
        ),
        RouteSpec(
            name="grid_pool.set_mask",
            method="POST",
            path="/grid_pool/set_mask",
            handler=handlers.set_mask,
            summary="Set the mask of the slot at a position, white = painted.",
            body=shapes.MaskForm,
            answer=shapes.Manifest,
            work="heavy",
            max_bytes=_UPLOAD_BYTES,
            legacy=True,
        ),
    )
