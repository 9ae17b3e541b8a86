"""The bridge to ComfyUI's own mask editor: the picture that it opens, and the files that it leaves behind.

The editor opens a picture whose transparency is the mask (alpha = 255 - painted) and saves four files with one time
stamp in their names, in the input folder or its `clipspace`. Everything blocks; run it on a heavy worker thread.
"""

import hashlib
import io
import re
from pathlib import Path
from typing import Final

from ...core.contracts.pools import Slot
from ...core.errors import BadImage, BadName, ClientError, NotFound, from_os_error
from ...core.files import Files
from ...core.host import HostPaths
from ...core.names import contained
from ...core.values import frozen
from .arrays import DecodedImages
from .image_checks import opened

_RESULT: Final = re.compile(r"clipspace-painted-masked-([0-9]{1,20})\.png")
_OPENED: Final = re.compile(r"penstock-mask-[0-9a-f]{24}\.png")
_LAYERS: Final = ("mask", "paint", "painted", "painted-masked")
_SUBFOLDERS: Final = ("", "clipspace")


@frozen(kw_only=True)
class EditedFile:
    """What the editor saved: the result, and its other layers beside it."""

    folder: Path
    stamp: str

    @property
    def result(self) -> Path:
        """The picture whose transparency is the painted mask."""
        return self.folder / f"clipspace-painted-masked-{self.stamp}.png"

    @property
    def layers(self) -> tuple[Path, ...]:
        """All four files; some may not exist."""
        return tuple(self.folder / f"clipspace-{layer}-{self.stamp}.png" for layer in _LAYERS)


def edited_file(paths: HostPaths, filename: str, subfolder: str, kind: str) -> EditedFile:
    """The files of one save, by the reference that the frontend was given. Raises `BadName`, `NotFound`, `BadImage`."""
    found = _RESULT.fullmatch(filename)
    if found is None:
        raise BadName(f"{filename[:80]!r} is no file of the mask editor.", field="filename")
    if subfolder not in _SUBFOLDERS:
        raise BadName("The mask editor saves into the input folder or its clipspace.", field="subfolder")
    roots = {"input": paths.input, "temp": paths.temp}
    if kind not in roots:
        raise ClientError("The type is input or temp.", field="type")
    folder = roots[kind] / subfolder
    path = contained(roots[kind], *[part for part in (subfolder, filename) if part])
    if not path.is_file():
        raise NotFound("The mask editor's file is not there.", hint="Save in the editor once more.", field="filename")
    if path.name != filename or (folder / filename).is_symlink():
        raise BadName("The file is a link to another one.", field="filename")
    return EditedFile(folder=folder, stamp=found.group(1))


def check_transparency(path: Path) -> None:
    """`BadImage` unless the picture has the transparency that is the mask: its colours are not to become one."""
    with opened(path) as image:
        if image.mode not in ("RGBA", "PA") and "transparency" not in image.info:
            raise BadImage("The mask editor's file has no transparency.", hint="Save in the editor once more.")


def compose(decoded: DecodedImages, image: Path, mask: Path | None) -> bytes:
    """The image as PNG, its colours kept, transparent where the mask is painted."""
    import numpy as np
    from PIL import Image

    pixels = decoded.rgb(image)
    colours = (pixels >> 8).astype(np.uint8) if pixels.dtype == np.uint16 else pixels
    alpha = Image.new("L", (pixels.shape[1], pixels.shape[0]), 255)
    if mask is not None:
        levels = Image.fromarray(255 - decoded.levels(mask))
        alpha = levels if levels.size == alpha.size else levels.resize(alpha.size, Image.Resampling.BILINEAR)
    made = Image.fromarray(colours)
    made.putalpha(alpha)
    data = io.BytesIO()
    made.save(data, "PNG", compress_level=1)
    return data.getvalue()


def composed_name(pool_id: str, slot: Slot) -> str:
    """The name of the composed picture in the temporary folder: another one for another image or mask."""
    seen = "\0".join((pool_id, slot.id, slot.image_tag, slot.mask_tag, str(slot.mask_revision)))
    return f"penstock-mask-{hashlib.sha256(seen.encode()).hexdigest()[:24]}.png"


def opened_files(paths: HostPaths, name: str) -> tuple[Path, ...]:
    """The composed picture of that name, to be deleted; none where it is empty. Raises `BadName`."""
    if not name:
        return ()
    if not _OPENED.fullmatch(name):
        raise BadName(f"{name[:80]!r} is no picture for the mask editor.", field="opened")
    return (paths.temp / name,)


def write_composed(files: Files, path: Path, data: bytes) -> None:
    """Store the composed picture; `DiskFull`, `ReadOnly`, `StorageFailed`."""
    try:
        files.make_folder(path.parent)  # ComfyUI makes it with its first preview
        files.write(path, data)
    except OSError as error:
        raise from_os_error(error, "prepare the picture for the mask editor") from error


def discard(files: Files, *paths: Path) -> None:
    """Delete files; those that are gone are no error."""
    try:
        for path in paths:
            files.discard(path)
    except OSError as error:
        raise from_os_error(error, "tidy up after the mask editor") from error
