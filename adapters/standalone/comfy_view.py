"""ComfyUI's `/view`: files of the three open folders, as they are, smaller, or one channel of them."""

import io
from pathlib import Path
from typing import Final

from ...core.errors import BadName, ClientError, NotFound
from ...core.host import HostPaths
from ...core.names import contained
from ...core.routes import BytesAnswer, FileAnswer, RouteCall, RouteSpec
from ...core.values import frozen
from ...plugins.pools.image_checks import opened
from ..http.web_files import content_type_of
from .comfy_errors import MAX_DEPTH
from .comfy_queue import route

_SHOWN: Final = ("image/", "video/", "audio/", "text/plain", "application/json")
_ACTIVE: Final = ("svg", "xml", "html", "javascript")


@frozen
class ViewQuery:
    """Which file, and how."""

    filename: str
    type: str = "output"
    subfolder: str = ""
    preview: str | None = None
    channel: str = "rgba"


def folder_of(paths: HostPaths, kind: str) -> Path:
    """The folder that ComfyUI calls `kind`: input, output or temp."""
    known = {"input": paths.input, "output": paths.output, "temp": paths.temp}
    if kind not in known:
        raise ClientError("A type is input, output or temp.", field="type")
    return known[kind]


def inside(folder: Path, subfolder: str, *file_name: str) -> Path:
    """A place below `folder`, links followed; `BadName` where it is not below it."""
    parts = [part for part in subfolder.replace("\\", "/").split("/") if part]
    odd = any(part in (".", "..") or "\0" in part for part in (*parts, *file_name))
    if odd or len(parts) > MAX_DEPTH or subfolder.startswith(("/", "~")):
        raise BadName("The path leads out of its folder.", field="subfolder")
    return contained(folder, *parts, *file_name) if parts or file_name else folder.resolve()


def locate(paths: HostPaths, filename: str, kind: str, subfolder: str) -> Path:
    """The file that ComfyUI names so, `name [input]` included; `BadName`, `NotFound`. Blocks."""
    for marked in ("input", "output", "temp"):
        if filename.endswith(f" [{marked}]"):
            filename, kind = filename.removesuffix(f" [{marked}]"), marked
    folder, _, name = filename.replace("\\", "/").rpartition("/")
    if not name or filename.startswith("/"):
        raise BadName(f"{filename[:80]!r} is not a file name.", field="filename")
    path = inside(folder_of(paths, kind), "/".join(part for part in (subfolder, folder) if part), name)
    if not path.is_file():
        raise NotFound("There is no such file.", field="filename")
    return path


def view_routes(paths: HostPaths) -> tuple[RouteSpec, ...]:
    """`/view`."""

    def view(call: RouteCall[None]) -> FileAnswer | BytesAnswer:
        asked: ViewQuery = call.query
        path = locate(paths, asked.filename, asked.type, asked.subfolder)
        etag = _etag(path)
        if asked.preview is not None:
            return _preview(path, asked, etag)
        if asked.channel != "rgba":
            return _channel(path, asked.channel, etag)
        kind = content_type_of(path)
        shown = kind.startswith(_SHOWN) and not any(word in kind for word in _ACTIVE)
        return FileAnswer(
            path=path,
            content_type=kind if shown else "application/octet-stream",
            etag=etag,
            download_name=None if shown else path.name,
        )

    return (route("GET", "/view", view, query=ViewQuery, work="heavy"),)


def _etag(path: Path) -> str:
    found = path.stat()
    return f"{found.st_mtime_ns:x}-{found.st_size:x}"


def _preview(path: Path, asked: ViewQuery, etag: str) -> BytesAnswer:
    """The picture as WebP or JPEG of some quality: `webp;90`, `jpeg;80`."""
    kind, _, quality = (asked.preview or "").partition(";")
    kind = kind if kind in ("webp", "jpeg") else "webp"
    amount = min(int(quality), 100) if quality.isascii() and quality.isdigit() and len(quality) < 4 else 90
    opaque = kind == "jpeg" or asked.channel == "rgb"
    data = io.BytesIO()
    with opened(path) as image:
        image.convert("RGB" if opaque else "RGBA").save(data, kind.upper(), quality=amount)
    return BytesAnswer(data=data.getvalue(), content_type=f"image/{kind}", etag=f"{etag}-{kind}{amount}-{opaque:d}")


def _channel(path: Path, channel: str, etag: str) -> BytesAnswer:
    """`rgb`: without its alpha; `a`: only its alpha, black besides."""
    from PIL import Image

    if channel not in ("rgb", "a"):
        raise ClientError("A channel is rgba, rgb or a.", field="channel")
    data = io.BytesIO()
    with opened(path) as image:
        if channel == "rgb":
            made = image.convert("RGB")
        else:
            made = Image.new("RGBA", image.size)
            made.putalpha(image.convert("RGBA").getchannel("A"))
    made.save(data, "PNG", compress_level=1)
    return BytesAnswer(data=data.getvalue(), content_type="image/png", etag=f"{etag}-{channel}")
