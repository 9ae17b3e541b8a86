"""From an upload to a file that the store takes: checked, converted where needed, forced to the disk."""

from pathlib import Path

from ...core.contracts.pools import NewImage
from ...core.contracts.uploads import Upload
from ...core.errors import from_os_error
from ...core.files import Files
from .image_checks import DEFAULT_LIMITS, ImageLimits
from .images import prepare_image
from .masks import prepare_mask


def stage_image(
    files: Files, folder: Path, upload: Upload, limits: ImageLimits = DEFAULT_LIMITS, *, label: str = "", added: int = 0
) -> NewImage:
    """The uploaded picture as a checked PNG in `folder` (the store's staging folder); the upload is left alone.

    Raises what `prepare_image` raises, and `DiskFull`, `ReadOnly`, `StorageFailed`; then nothing is left in `folder`.
    The caller discards the file where the store does not take it.
    """
    prepared = prepare_image(upload.path, limits, file_name=upload.file_name)
    try:
        with files.stage(folder, ".png") as staged:
            if prepared.png is None:
                files.copy(upload.path, staged)
            else:
                staged.write(prepared.png)
    except OSError as error:
        raise from_os_error(error, "store the image") from error
    return NewImage(source=staged.path, width=prepared.width, height=prepared.height, label=label, added=added)


def stage_mask(
    files: Files,
    folder: Path,
    upload: Upload,
    size: tuple[int, int],
    limits: ImageLimits = DEFAULT_LIMITS,
    *,
    alpha_is_mask: bool = True,
) -> Path:
    """The uploaded mask as an 8-bit gray PNG of `size` (width, height in pixels) in `folder`; see `prepare_mask`."""
    png = prepare_mask(upload.path, *size, limits, alpha_is_mask=alpha_is_mask)
    try:
        with files.stage(folder, ".png") as staged:
            staged.write(png)
    except OSError as error:
        raise from_os_error(error, "store the mask") from error
    return staged.path
