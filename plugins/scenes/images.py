"""The pictures of a scene as arrays: of a value, or else of its folder; and as the bytes of PNG files."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ...core.arrays import as_numpy
from ...core.contracts.pictures import Picture, Pictures
from ...core.contracts.scenes import PICTURES, SceneInfo, SceneMask
from ...core.errors import Invalid, PenstockError, from_os_error
from . import masks as mask_names
from .picture_files import MASK

if TYPE_CHECKING:
    from .service import SceneService

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_TOLERANCE: Final = 1.5 / 255


def image(service: "SceneService", info: SceneInfo, picture: str) -> Any | None:
    """An IMAGE `[1,H,W,3]` of a scene; None where there is none."""
    if (given := info.images.get(picture)) is not None:
        return given
    if picture not in PICTURES:
        return None
    path = service.folder(info.scene_name) / f"{picture}.png"
    return _read(service, info, path).image if _is_there(path) else None


def mask(service: "SceneService", info: SceneInfo, name: str, background: bool = True) -> tuple[Any, Any] | None:
    """IMAGE and MASK of a scene's mask; None where there is none."""
    if (given := info.mask_images.get(name)) is not None:
        return _colours(service, info, given), given
    found = mask_names.found(info.document.masks, name, background)
    path = None if found is None else service.folder(info.scene_name) / found.file
    if found is None or path is None or not _is_there(path):
        return None
    picture = _read(service, info, path)
    return picture.image, _of_color(picture.image, picture.mask, found)


def png(service: "SceneService", info: SceneInfo, name: str, array: Any) -> bytes:
    """The PNG of a picture of a value: the first of an IMAGE; of a MASK the base picture, transparent where painted."""
    if not name.startswith(MASK):
        shape: Any = getattr(array, "shape", ())
        if len(shape) != 4 or not shape[0]:
            raise Invalid(f"The picture {name} is no image.", field=name)
        return service.pictures().png(array[0])
    return service.pictures().png(_with_alpha(service, info, array))


def as_png(path: Path, pictures: Pictures) -> bytes:
    """The bytes of an uploaded picture as PNG: a PNG's own, any other picture's anew. `Invalid` for what is none."""
    import numpy

    picture = pictures.read(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise from_os_error(error, "read the picture") from error
    if data.startswith(_PNG):
        return data
    if not picture.mask.any():
        return pictures.png(picture.image[0])
    return pictures.png(numpy.concatenate((picture.image[0], 1.0 - picture.mask[0][..., None]), axis=-1))


def sized(pictures: Pictures, array: Any | None, size: tuple[int, int]) -> Any:
    """An IMAGE at a size (width, height), as it is where it has it; black where there is none."""
    import numpy

    width, height = size
    if array is None:
        return numpy.zeros((1, height, width, 3), dtype=numpy.float32)
    if tuple(array.shape[1:3]) == (height, width):
        return array
    return pictures.resized(array, width, height)


def sized_mask(pictures: Pictures, array: Any | None, size: tuple[int, int]) -> Any:
    """A MASK `[1,H,W]` at a size (width, height); zeros where there is none."""
    import numpy

    width, height = size
    if array is None:
        return numpy.zeros((1, height, width), dtype=numpy.float32)
    if tuple(array.shape[1:3]) == (height, width):
        return array
    made = as_numpy(array)[..., None].repeat(3, axis=-1)
    return as_numpy(pictures.resized(made, width, height, "bilinear"))[..., 0].clip(0.0, 1.0)


def _with_alpha(service: "SceneService", info: SceneInfo, array: Any) -> Any:
    import numpy

    try:
        painted = as_numpy(array)
    except (TypeError, ValueError) as error:
        raise _no_mask() from error
    if painted.ndim not in (2, 3) or not painted.size:
        raise _no_mask()
    painted = painted.reshape((-1, *painted.shape[-2:]))[:1].clip(0.0, 1.0)
    colours = as_numpy(_colours(service, info, painted))
    return numpy.concatenate((colours[0][..., :3], 1.0 - painted[0][..., None]), axis=-1)


def _no_mask() -> Invalid:
    return Invalid("The mask is no MASK.", hint="Link one of the shape [B,H,W].", field="mask")


def _colours(service: "SceneService", info: SceneInfo, array: Any) -> Any:
    """The colours of a mask that no file has: those of the base picture, else its own grays."""
    painted = as_numpy(array).reshape((-1, *array.shape[-2:]))[:1]
    base = image(service, info, "base")
    if base is None:
        return painted[..., None].repeat(3, axis=-1)
    return sized(service.pictures(), base[:1], (painted.shape[2], painted.shape[1]))


def _of_color(colours: Any, transparent: Any, mask: SceneMask) -> Any:
    """1.0 where a `color` mask has its colour, else where it is transparent."""
    import numpy

    if mask.type != "color" or mask.color is None or transparent.any():
        return transparent
    wanted = numpy.array([int(mask.color[place : place + 2], 16) / 255 for place in (1, 3, 5)], dtype=numpy.float32)
    near: Any = (numpy.abs(colours - wanted) <= _TOLERANCE).all(axis=-1)
    return near.astype(numpy.float32)


def _read(service: "SceneService", info: SceneInfo, path: Path) -> Picture:
    try:
        return service.pictures().read(path)
    except PenstockError as error:
        message = f"{path.name} of the scene {info.scene_name!r}: {error.message}"
        raise type(error)(message, hint=error.hint, field=error.field) from error


def _is_there(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()
