"""The handlers of the bridge to ComfyUI's own mask editor."""

import logging
from typing import Any

from ...core.contracts.pools import Slot
from ...core.contracts.uploads import Upload
from ...core.errors import PenstockError
from ...core.files import Files
from ...core.host import HostPaths
from ...core.routes import RouteCall
from ...core.values import frozen
from . import mask_editor as editor
from .arrays import DecodedImages
from .routes_pools import pool_of, pools_of
from .routes_shapes import Changed, changed

_logger = logging.getLogger("penstock.pools")


@frozen(kw_only=True)
class EditorImage:
    """A picture as ComfyUI's frontend names it."""

    filename: str
    subfolder: str = ""
    type: str = "temp"


@frozen(kw_only=True)
class EditorResult:
    """What the editor saved, as the frontend names it, and the `mask_revision` that was opened (none: overwrite).

    `opened` is the name of the temporary picture; empty leaves it to be deleted later.
    """

    filename: str
    subfolder: str = ""
    type: str = "input"
    revision: int | None = None
    opened: str = ""


@frozen(kw_only=True)
class EditorLeftovers:
    """The temporary picture, and what the editor saved and nobody wants; without a `filename` it saved nothing."""

    opened: str = ""
    filename: str = ""
    subfolder: str = ""
    type: str = "input"


@frozen(kw_only=True)
class EditorClosed:
    """Nothing of the editor is left."""

    closed: bool = True


def open_editor(call: RouteCall[Any]) -> EditorImage:
    """POST /penstock/pools/{pool}/slots/{slot}/mask/editor."""
    pool_id, slot = _slot(call)
    store = pools_of(call).store
    image, mask = store.image_path(pool_id, slot.id), store.mask_path(pool_id, slot.id)
    name = editor.composed_name(pool_id, slot)
    data = editor.compose(call.services.get(DecodedImages), image, mask)
    editor.write_composed(call.services.get(Files), call.services.get(HostPaths).temp / name, data)
    return EditorImage(filename=name)


def take_back(call: RouteCall[EditorResult]) -> Changed:
    """POST /penstock/pools/{pool}/slots/{slot}/mask/from_editor."""
    pool_id, slot = _slot(call)
    body, paths = call.body, call.services.get(HostPaths)
    edited = editor.edited_file(paths, body.filename, body.subfolder, body.type)
    opened = editor.opened_files(paths, body.opened)
    editor.check_transparency(edited.result)
    upload = Upload(path=edited.result, file_name=body.filename)
    change = pools_of(call).set_mask(pool_id, slot.id, upload, body.revision)
    try:
        editor.discard(call.services.get(Files), *edited.layers, *opened)
    except PenstockError as error:  # the mask is saved: that a temporary file stays must not say otherwise
        _logger.warning("Files of the mask editor stay in %s: %s", edited.folder, error)
    return changed(change)


def close_editor(call: RouteCall[Any]) -> EditorClosed:
    """DELETE /penstock/pools/{pool}/slots/{slot}/mask/editor."""
    _slot(call)
    left: EditorLeftovers = call.query or EditorLeftovers()
    paths = call.services.get(HostPaths)
    files = editor.opened_files(paths, left.opened)
    if left.filename:
        files += editor.edited_file(paths, left.filename, left.subfolder, left.type).layers
    editor.discard(call.services.get(Files), *files)
    return EditorClosed()


def _slot(call: RouteCall[Any]) -> tuple[str, Slot]:
    pool_id = pool_of(call)
    return pool_id, pools_of(call).store.slot(pool_id, call.path["slot"])
