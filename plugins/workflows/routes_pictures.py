"""What the routes of pictures for inputs do."""

from typing import Any, Final

from ...core.contracts.pictures import Pictures
from ...core.contracts.pools import Pools
from ...core.errors import Invalid, from_os_error
from ...core.files import Files
from ...core.host import HostPaths
from ...core.routes import BytesAnswer, FileAnswer, RouteCall
from . import routes_shapes_forms as shapes
from .input_images import TYPES, listed, picture_path, tag_of
from .pool_images import name_of

_SMALLEST: Final = 64
_LARGEST: Final = 1024


def pool_image(call: RouteCall[shapes.PoolImage]) -> shapes.InputName:
    """POST /penstock/workflow_images."""
    services, body = call.services, call.body
    folder, files = services.get(HostPaths).input, services.get(Files)
    pools, pictures = services.get(Pools), services.get(Pictures)
    return shapes.InputName(name=name_of(folder, files, pools, pictures, body.pool, body.slot, body.with_mask))


def list_images(call: RouteCall[Any]) -> shapes.InputImages:
    """GET /penstock/input_images."""
    query = call.query or shapes.ImagesQuery()
    found, more = listed(call.services.get(HostPaths).input, query.search)
    images = tuple(
        shapes.InputImageShape(name=one.name, thumbnail=one.tag, changed=one.state.st_mtime_ns // 1_000_000)
        for one in found
    )
    return shapes.InputImages(images=images, more=more)


def get_image(call: RouteCall[Any]) -> FileAnswer | BytesAnswer:
    """GET /penstock/input_images/{name}."""
    query = call.query or shapes.InputImageQuery()
    path = picture_path(call.services.get(HostPaths), call.path["name"])
    try:
        tag = tag_of(path.stat())
    except OSError as error:
        raise from_os_error(error, f"look at {path.name}") from error
    immutable = query.v == tag
    if query.side is None:
        return FileAnswer(path=path, content_type=TYPES[path.suffix.lower()], etag=tag, immutable=immutable)
    if not _SMALLEST <= query.side <= _LARGEST:
        raise Invalid(f"side is a number from {_SMALLEST} to {_LARGEST}.", field="side")
    small = call.services.get(Pictures).thumbnail(path, query.side)
    return BytesAnswer(data=small.data, content_type=small.content_type, etag=small.etag, immutable=immutable)
