"""The routes of pools. A pool that does not exist is a 404 that pages show as an empty one; adding to it creates it."""

from typing import TYPE_CHECKING, Final

from ...core.contracts.pools import Pool, PoolOrder, SlotPage
from ...core.jobs import Job
from ...core.later import later
from ...core.routes import BytesAnswer, FileAnswer, RouteSpec

if TYPE_CHECKING:
    from . import mask_editor_routes as mask_editor
    from . import routes_doctor as doctor
    from . import routes_pictures as pictures
    from . import routes_pools as pools
    from . import routes_shapes as shapes
    from . import routes_slots as slots
else:
    mask_editor = later(__package__, "mask_editor_routes")
    doctor = later(__package__, "routes_doctor")
    pictures = later(__package__, "routes_pictures")
    pools = later(__package__, "routes_pools")
    shapes = later(__package__, "routes_shapes")
    slots = later(__package__, "routes_slots")

_POOL: Final = "/penstock/pools/{pool}"
_SLOT: Final = "/penstock/pools/{pool}/slots/{slot}"
_IMAGES_BYTES: Final = 1 << 30
_MASK_BYTES: Final = 128 << 20


def routes() -> tuple[RouteSpec, ...]:
    """Pools, slots, pictures."""
    slots_too = (_slot_routes, _order_routes, _copy_routes, _picture_routes, _mask_routes, _mask_editor_routes)
    return tuple(route for part in (_pool_routes, _history_routes, *slots_too, _doctor_routes) for route in part())


def _pool_routes() -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name="pools.list",
            method="GET",
            path="/penstock/pools",
            handler=pools.list_pools,
            summary="Every pool, by id; ?pictures=N names the first N (0 to 8) pictures of each.",
            query=shapes.Pictures,
            answer=shapes.PoolList,
        ),
        RouteSpec(
            name="pools.create",
            method="POST",
            path="/penstock/pools",
            handler=pools.create_pool,
            summary="A new empty pool; 409 where the id is in use.",
            body=shapes.NewPool,
            answer=Pool,
            status=201,
        ),
        RouteSpec(
            name="pools.get",
            method="GET",
            path=_POOL,
            handler=pools.get_pool,
            summary="A pool's state; 404 where it does not exist (a fresh node's pool is made by its first image).",
            answer=Pool,
        ),
        RouteSpec(
            name="pools.delete",
            method="DELETE",
            path=_POOL,
            handler=pools.delete_pool,
            summary="Move a pool to the trash.",
            answer=shapes.Deleted,
        ),
        RouteSpec(
            name="pools.restore",
            method="POST",
            path="/penstock/trash/{trash}/restore",
            handler=pools.restore_pool,
            summary="Bring a deleted pool back; 409 where its id is in use again.",
            answer=Pool,
        ),
    )


def _history_routes() -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name="pools.detach",
            method="POST",
            path=f"{_POOL}/detach",
            handler=pools.detach_pool,
            summary="A new pool for a node that shares this one: a copy, or an empty one.",
            body=shapes.Detach,
            answer=Pool,
            status=201,
        ),
        RouteSpec(
            name="pools.undo",
            method="POST",
            path=f"{_POOL}/undo",
            handler=pools.undo,
            summary="Undo a change, or the last one; 409 where what it touched has changed since.",
            body=shapes.Undo,
            body_may_be_absent=True,
            answer=shapes.Changed,
        ),
        RouteSpec(
            name="pools.redo",
            method="POST",
            path=f"{_POOL}/redo",
            handler=pools.redo,
            summary="Redo what undo undid last; 404 where there is nothing to redo.",
            answer=shapes.Changed,
        ),
    )


def _slot_routes() -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name="slots.list",
            method="GET",
            path=f"{_POOL}/slots",
            handler=slots.list_slots,
            summary="A page of slots with the pool's state; 404 where there is no such pool: show it as empty.",
            query=shapes.SlotRange,
            answer=SlotPage,
        ),
        RouteSpec(
            name="slots.add",
            method="POST",
            path=f"{_POOL}/slots",
            handler=slots.add_slots,
            summary="Add one image or many, each with its own result; the pool is made where it does not exist. "
            "Where no file was good the answer is the error of the first.",
            body=shapes.NewImages,
            answer=shapes.Added,
            work="heavy",
            max_bytes=_IMAGES_BYTES,
        ),
        RouteSpec(
            name="slots.label",
            method="PATCH",
            path=_SLOT,
            handler=slots.label_slot,
            summary="Set a label; 409 where it is not the revision that was seen.",
            body=shapes.NewLabel,
            answer=shapes.Changed,
        ),
        RouteSpec(
            name="slots.remove_one",
            method="DELETE",
            path=_SLOT,
            handler=slots.remove_slot,
            summary="Take one slot out; its files go to the trash, undo brings it back.",
            answer=shapes.Changed,
        ),
    )


def _order_routes() -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name="slots.order",
            method="GET",
            path=f"{_POOL}/order",
            handler=slots.order,
            summary="The ids of all slots, by place, with the pool's state.",
            answer=PoolOrder,
        ),
        RouteSpec(
            name="slots.select",
            method="PUT",
            path=f"{_POOL}/selected",
            handler=slots.select_slot,
            summary="Select the slot that flows downstream.",
            body=shapes.Selection,
            answer=shapes.Changed,
        ),
        RouteSpec(
            name="slots.move",
            method="POST",
            path=f"{_POOL}/move",
            handler=slots.move_slots,
            summary="Put slots before another one, or at the end.",
            body=shapes.Move,
            answer=shapes.Changed,
        ),
        RouteSpec(
            name="slots.remove",
            method="POST",
            path=f"{_POOL}/remove",
            handler=slots.remove_slots,
            summary="Take slots out, all or none; undo brings them back.",
            body=shapes.Removal,
            answer=shapes.Changed,
        ),
    )


def _copy_routes() -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name="slots.duplicate",
            method="POST",
            path=f"{_POOL}/duplicate",
            handler=slots.duplicate_slots,
            summary="Copies of slots, masks and labels included, after the last of them or before another one; all or "
            "none.",
            body=shapes.Duplication,
            answer=shapes.Changed,
            work="heavy",
        ),
        RouteSpec(
            name="slots.copy",
            method="POST",
            path=f"{_POOL}/copy",
            handler=slots.copy_slots,
            summary="Copies of slots, masks and labels included, at the end of another pool, which is made where it "
            "does not exist; all or none.",
            body=shapes.Copying,
            answer=shapes.Copied,
            work="heavy",
        ),
    )


def _picture_routes() -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name="slots.image",
            method="GET",
            path=f"{_SLOT}/image",
            handler=pictures.image,
            summary="The image file, a PNG; immutable with ?v=<image_tag>.",
            query=shapes.Version,
            answer=FileAnswer,
        ),
        RouteSpec(
            name="slots.thumbnail",
            method="GET",
            path=f"{_SLOT}/thumbnail",
            handler=pictures.thumbnail,
            summary="A JPEG of 256 pixels, of a panorama up to 1024; immutable with ?v=<image_tag>.",
            query=shapes.Version,
            answer=BytesAnswer,
            work="heavy",
        ),
    )


def _mask_routes() -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name="slots.mask",
            method="GET",
            path=f"{_SLOT}/mask",
            handler=pictures.mask,
            summary="The mask, an 8-bit gray PNG, white = painted; 404 without one; immutable with ?v=<mask_tag>.",
            query=shapes.Version,
            answer=FileAnswer,
        ),
        RouteSpec(
            name="slots.put_mask",
            method="PUT",
            path=f"{_SLOT}/mask",
            handler=pictures.put_mask,
            summary="Set the mask: gray, white = painted, or RGBA as ComfyUI's mask editor saves it. It is resized to "
            "the image. 409 where it is not the revision that was seen.",
            body=shapes.NewMask,
            answer=shapes.Changed,
            work="heavy",
            max_bytes=_MASK_BYTES,
        ),
        RouteSpec(
            name="slots.delete_mask",
            method="DELETE",
            path=f"{_SLOT}/mask",
            handler=pictures.delete_mask,
            summary="Take the mask away; ?revision= is the one that was seen.",
            query=shapes.SeenRevision,
            answer=shapes.Changed,
        ),
    )


def _mask_editor_routes() -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name="slots.open_mask_editor",
            method="POST",
            path=f"{_SLOT}/mask/editor",
            handler=mask_editor.open_editor,
            summary="A temporary picture for ComfyUI's mask editor: the image, transparent where its mask is painted.",
            answer=mask_editor.EditorImage,
            work="heavy",
        ),
        RouteSpec(
            name="slots.mask_from_editor",
            method="POST",
            path=f"{_SLOT}/mask/from_editor",
            handler=mask_editor.take_back,
            summary="Set the mask from the clipspace-painted-masked file that ComfyUI's mask editor saved, and delete "
            "the editor's files; 409 where the mask is not the revision that was opened, and they stay.",
            body=mask_editor.EditorResult,
            answer=shapes.Changed,
            work="heavy",
        ),
        RouteSpec(
            name="slots.close_mask_editor",
            method="DELETE",
            path=f"{_SLOT}/mask/editor",
            handler=mask_editor.close_editor,
            summary="Delete the temporary picture (?opened=) and what the editor saved (?filename=), where named.",
            query=mask_editor.EditorLeftovers,
            answer=mask_editor.EditorClosed,
            work="heavy",
        ),
    )


def _doctor_routes() -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name="pools.doctor",
            method="POST",
            path="/penstock/doctor",
            handler=doctor.examine,
            summary="Check all pools as a job, and mend them where asked; its result lists the findings.",
            body=doctor.Examination,
            answer=Job,
            status=202,
        ),
    )
