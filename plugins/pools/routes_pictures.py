"""What the routes of pictures do: images, thumbnails, masks."""

from pathlib import Path
from typing import Any

from ...core.contracts.pools import Slot
from ...core.errors import NotFound, from_os_error
from ...core.routes import BytesAnswer, FileAnswer, RouteCall
from .routes_pools import pool_of, pools_of
from .routes_shapes import Changed, NewMask, SeenRevision, Version, changed
from .thumbnails import Thumbnails


def _slot(call: RouteCall[Any]) -> Slot:
    return pools_of(call).store.slot(pool_of(call), call.path["slot"])


def image(call: RouteCall[Any]) -> FileAnswer:
    """GET /penstock/pools/{pool}/slots/{slot}/image."""
    slot = _slot(call)
    path = pools_of(call).store.image_path(pool_of(call), slot.id)
    return _picture(call, path, slot.image_tag)


def thumbnail(call: RouteCall[Any]) -> BytesAnswer:
    """GET /penstock/pools/{pool}/slots/{slot}/thumbnail."""
    slot = _slot(call)
    path = pools_of(call).store.image_path(pool_of(call), slot.id)
    made = call.services.get(Thumbnails).get(path, slot.image_tag)
    return BytesAnswer(
        data=made.data, content_type=made.content_type, etag=made.etag, immutable=_named(call, slot.image_tag)
    )


def mask(call: RouteCall[Any]) -> FileAnswer:
    """GET /penstock/pools/{pool}/slots/{slot}/mask."""
    slot = _slot(call)
    path = pools_of(call).store.mask_path(pool_of(call), slot.id)
    if path is None:
        raise NotFound("The slot has no mask.", field="slot")
    return _picture(call, path, slot.mask_tag)


def put_mask(call: RouteCall[NewMask]) -> Changed:
    """PUT /penstock/pools/{pool}/slots/{slot}/mask."""
    pools = pools_of(call)
    return changed(pools.set_mask(pool_of(call), call.path["slot"], call.body.mask, call.body.revision))


def delete_mask(call: RouteCall[Any]) -> Changed:
    """DELETE /penstock/pools/{pool}/slots/{slot}/mask."""
    seen = call.query or SeenRevision()
    return changed(pools_of(call).clear_mask(pool_of(call), call.path["slot"], seen.revision))


def _picture(call: RouteCall[Any], path: Path, tag: str) -> FileAnswer:
    return FileAnswer(path=path, content_type="image/png", etag=tag or _state_tag(path), immutable=_named(call, tag))


def _named(call: RouteCall[Any], tag: str) -> bool:
    """Whether the address names the content, so that the answer never changes."""
    return bool(tag) and (call.query or Version()).v == tag


def _state_tag(path: Path) -> str:
    try:
        state = path.stat()
    except OSError as error:
        raise from_os_error(error, "read the picture") from error
    return f"{state.st_mtime_ns:x}-{state.st_size:x}"
