"""What the routes of a gate's pictures do: candidates and the painted draft."""

import hashlib
import re
from typing import Any, Final

from ...core.contracts.gates import Gate
from ...core.errors import Invalid, NotFound
from ...core.routes import BytesAnswer, RouteCall
from .routes_gates import gates_of
from .routes_shapes import NewMask, PictureSize

_SMALLEST: Final = 64
_LARGEST: Final = 4096
_NUMBER: Final = re.compile(r"[0-9]{1,6}", re.ASCII)


def image(call: RouteCall[Any]) -> BytesAnswer:
    """GET /penstock/gates/{gate}/images/{index}: it never changes, a gate's candidates do not."""
    token, size = call.path["gate"], (call.query or PictureSize()).size
    if size and not _SMALLEST <= size <= _LARGEST:
        raise Invalid(f"size is 0, or from {_SMALLEST} to {_LARGEST}.", field="size")
    if not _NUMBER.fullmatch(call.path["index"]):
        raise NotFound(f"There is no image {call.path['index'][:80]!r}.", field="index")
    index = int(call.path["index"])
    return BytesAnswer(
        data=gates_of(call).picture(token, index, size),
        content_type="image/jpeg" if size else "image/png",
        etag=f"{token}-{index}-{size}",
        immutable=True,
    )


def mask(call: RouteCall[Any]) -> BytesAnswer:
    """GET /penstock/gates/{gate}/mask."""
    data = gates_of(call).mask_png(call.path["gate"])
    if data is None:
        raise NotFound("Nothing is painted at this gate.", field="gate")
    return BytesAnswer(data=data, content_type="image/png", etag=hashlib.sha256(data).hexdigest()[:32])


def put_mask(call: RouteCall[NewMask]) -> Gate:
    """PUT /penstock/gates/{gate}/mask."""
    return gates_of(call).set_mask(call.path["gate"], call.body.mask)


def delete_mask(call: RouteCall[Any]) -> Gate:
    """DELETE /penstock/gates/{gate}/mask."""
    return gates_of(call).set_mask(call.path["gate"], None)
