"""ComfyUI's uploads: pictures into the open folders, and masks from its mask editor."""

import io
from pathlib import Path
from typing import Any, Final

from ...core.contracts.uploads import Upload
from ...core.errors import ClientError, Conflict, ReadOnly, from_os_error
from ...core.files import Files
from ...core.host import HostPaths
from ...core.ids import Ids
from ...core.names import is_file_name
from ...core.routes import RouteCall, RouteSpec
from ...core.values import frozen
from ...plugins.pools.image_checks import opened
from ..http.strict_json import parse
from .comfy_errors import refused_by_disk
from .comfy_queue import route
from .comfy_view import folder_of, inside, locate

POOLS: Final = "grid_pool"
MAX_UPLOAD: Final = 100 << 20
_MAX_NUMBER: Final = 10_000
_SUFFIXES: Final = {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp"}


@frozen
class ImageUpload:
    """A picture and where it goes. The mask editor of older frontends names an `original_ref`, as for masks."""

    image: Upload
    type: str = "input"
    subfolder: str = ""
    overwrite: str = ""
    original_ref: str = ""


@frozen
class MaskUpload(ImageUpload):
    """A painted picture whose alpha is for the picture that `original_ref` (JSON) names."""


@frozen
class Uploads:
    """Stores what ComfyUI's frontend uploads. Blocks; safe on any thread."""

    paths: HostPaths
    files: Files
    ids: Ids

    def image(self, call: RouteCall[ImageUpload]) -> dict[str, Any]:
        """Store a checked picture, under its own name where that is harmless and free."""
        body = call.body
        with opened(body.image.path) as image:
            suffix = _SUFFIXES.get(image.format or "", ".png")
        return self._stored(body, suffix, _bytes_of(self.files, body.image.path))

    def mask(self, call: RouteCall[MaskUpload]) -> dict[str, Any]:
        """Store the original picture with the alpha that was painted over it, as PNG."""
        reference = parse(call.body.original_ref.encode()) if call.body.original_ref else None
        if not isinstance(reference, dict) or not isinstance(reference.get("filename"), str):
            raise ClientError("original_ref names the picture that was painted on.", field="original_ref")
        original = locate(
            self.paths,
            reference["filename"],
            str(reference.get("type", "output")),
            str(reference.get("subfolder", "")),
        )
        data = io.BytesIO()
        with opened(original) as image, opened(call.body.image.path, what="mask") as painted:
            made = image.convert("RGBA")
            made.putalpha(painted.convert("RGBA").getchannel("A").resize(made.size))
        made.save(data, "PNG", compress_level=4)
        return self._stored(call.body, ".png", data.getvalue())

    def _stored(self, body: ImageUpload, suffix: str, data: bytes) -> dict[str, Any]:
        top = folder_of(self.paths, body.type)
        folder = inside(top, body.subfolder)
        _refuse_pools(folder, top)
        name = body.image.file_name.replace("\\", "/").rpartition("/")[2]
        if not is_file_name(name):
            name = f"upload_{self.ids.new()}{suffix}"
        try:
            self.files.make_folder(folder)
            if body.overwrite in ("true", "1"):
                self.files.write(folder / name, data)
            else:
                name = self._placed(folder, name, data)
        except OSError as error:
            raise refused_by_disk(error, "store the image") from error
        return {"name": name, "subfolder": folder.relative_to(top.resolve()).as_posix().strip("."), "type": body.type}

    def _placed(self, folder: Path, name: str, data: bytes) -> str:
        """Under `name`, or `name (2)` and so on where others have it; the same bytes are not stored twice."""
        with self.files.stage(folder) as staged:
            staged.write(data)
        try:
            wanted = Path(name)
            for number in range(1, _MAX_NUMBER):
                target = folder / (name if number == 1 else f"{wanted.stem} ({number - 1}){wanted.suffix}")
                if _holds(target, data):
                    return target.name
                try:
                    self.files.place(staged.path, target)
                except FileExistsError:
                    continue
                return target.name
            raise Conflict("Too many files have that name.", field="image")
        finally:
            self.files.discard(staged.path)


def _refuse_pools(folder: Path, top: Path) -> None:
    """Pools keep their own files: an upload could overwrite an image, a mask or the index itself."""
    parts = folder.relative_to(top.resolve()).parts
    if parts and parts[0].casefold() == POOLS:
        raise ReadOnly("Pools are changed by their own routes only.", field="subfolder")


def _holds(path: Path, data: bytes) -> bool:
    return path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data


def _bytes_of(files: Files, path: Path) -> bytes:
    try:
        return files.read(path, MAX_UPLOAD)
    except OSError as error:
        raise from_os_error(error, "read the upload") from error


def upload_routes(uploads: Uploads) -> tuple[RouteSpec, ...]:
    """`/upload/image` and `/upload/mask`."""
    return (
        route("POST", "/upload/image", uploads.image, body=ImageUpload, max_bytes=MAX_UPLOAD, work="heavy"),
        route("POST", "/upload/mask", uploads.mask, body=MaskUpload, max_bytes=MAX_UPLOAD, work="heavy"),
    )
