"""Files of executions as answers: the source, pictures whole and small, videos."""

import os
from pathlib import Path
from typing import Any, Final, cast

from ...core.contracts.executions import ExecutionKey, Executions
from ...core.contracts.pictures import Pictures
from ...core.errors import Invalid, NotFound, from_os_error
from ...core.execution_names import parse_image, parse_video
from ...core.names import check_path_name
from ...core.routes import BytesAnswer, FileAnswer, RouteCall
from .places import IMAGES, VIDEOS
from .routes_shapes import PictureQuery, Version
from .service import ExecutionService

_SMALLEST: Final = 64
_LARGEST: Final = 1024
_TYPES: Final = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".gif": "image/gif",
    ".mp4": "video/mp4",
    ".m4v": "video/mp4",
    ".webm": "video/webm",
    ".mkv": "video/x-matroska",
    ".mov": "video/quicktime",
    ".avi": "video/x-msvideo",
}


def executions_of(call: RouteCall[Any]) -> ExecutionService:
    """The service of executions."""
    return cast("ExecutionService", call.services.get(Executions))


def key_of(call: RouteCall[Any]) -> ExecutionKey:
    """The execution that the path names; `BadName`."""
    names = (check_path_name(call.path[name], name) for name in ("story", "job", "exec"))
    return ExecutionKey(*names)


def source(call: RouteCall[Any]) -> FileAnswer | BytesAnswer:
    """GET E/source."""
    return _picture(call, executions_of(call).store.source(key_of(call)))


def image(call: RouteCall[Any]) -> FileAnswer | BytesAnswer:
    """GET E/images/{image}."""
    name = call.path["image"]
    if parse_image(name) is None:
        raise NotFound(f"There is no picture {name[:80]!r} in this execution.", field="image")
    return _picture(call, _inside(call, IMAGES, name))


def video(call: RouteCall[Any]) -> FileAnswer:
    """GET E/videos/{video}."""
    name = call.path["video"]
    if parse_video(name) is None:
        raise NotFound(f"There is no video {name[:80]!r} in this execution.", field="video")
    return _file(_inside(call, VIDEOS, name), (call.query or Version()).v)


def tags(folder: Path) -> dict[str, str]:
    """The tag of each file of a folder."""
    try:
        with os.scandir(folder) as entries:
            return {one.name: tag_of(one.stat(follow_symlinks=False)) for one in entries}
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as error:
        raise from_os_error(error, f"list {folder.name}") from error


def tag_of(state: os.stat_result) -> str:
    """Changes whenever the file does."""
    return f"{state.st_mtime_ns:x}-{state.st_size:x}"


def _inside(call: RouteCall[Any], kind: str, name: str) -> Path:
    """A plain file of the execution, which need not exist; its name was checked by the grammar."""
    service, key = executions_of(call), key_of(call)
    service.store.found(key)
    service.looked_at(key)
    return service.store.places.part(key, kind) / name


def _picture(call: RouteCall[Any], path: Path) -> FileAnswer | BytesAnswer:
    query = call.query or PictureQuery()
    whole = _file(path, query.v)
    if query.side is None:
        return whole
    if not _SMALLEST <= query.side <= _LARGEST:
        raise Invalid(f"side is a number from {_SMALLEST} to {_LARGEST}.", field="side")
    small = call.services.get(Pictures).thumbnail(path, query.side)
    return BytesAnswer(data=small.data, content_type=small.content_type, etag=small.etag, immutable=whole.immutable)


def _file(path: Path, version: str) -> FileAnswer:
    if path.is_symlink() or not path.is_file():
        raise NotFound(f"There is no file {path.name!r} in this execution.", hint="Look at the list again.")
    try:
        tag = tag_of(path.stat())
    except OSError as error:
        raise from_os_error(error, f"look at {path.name}") from error
    return FileAnswer(path=path, content_type=_TYPES[path.suffix.lower()], etag=tag, immutable=version == tag)
