"""Masks as Dataset Gates' page sends them: any PNG, its brightness counts, at the size of the picture that it got."""

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from ...core.contracts.uploads import Upload
from ...core.errors import BadImage, Invalid, PenstockError, from_os_error
from ...core.files import Files
from ...core.host import HostPaths
from ...core.services import Services
from .datasete_previews import preview_size

_LOG: Final = logging.getLogger("penstock.compat")
_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"


@contextmanager
def staged_mask(services: Services, upload: Upload, width: int, height: int) -> Iterator[Upload]:
    """The mask as `Gates` takes it: an 8-bit gray PNG of `width` x `height` pixels, there until the block ends."""
    data = gray_mask(upload, width, height)
    files, folder = services.get(Files), services.get(HostPaths).private / "staging"
    try:
        files.make_folder(folder)
        with files.stage(folder, ".upload", passing=True) as staged:
            staged.write(data)
    except OSError as error:
        raise from_os_error(error, "store the mask") from error
    try:
        yield Upload(path=staged.path, file_name="mask.png", content_type="image/png", size=len(data))
    finally:
        try:
            files.discard(staged.path)
        except OSError as error:  # the mask is set, or refused for another reason
            _LOG.warning("A staged mask could not be removed: %s", error)


def gray_mask(upload: Upload, width: int, height: int) -> bytes:
    """`Invalid` unless the PNG has that size, or that of the preview in the show event; `BadImage` for what is none."""
    from PIL import Image

    sizes = {(width, height), preview_size(width, height)}
    try:
        with upload.path.open("rb") as stream:
            if stream.read(len(_SIGNATURE)) != _SIGNATURE:
                raise BadImage("The mask is not a PNG.", field="mask")
        with Image.open(upload.path, formats=("PNG",)) as image:
            if image.size not in sizes:
                raise Invalid(f"The mask is {image.size[0]} x {image.size[1]}, not {width} x {height}.", field="mask")
            levels = image.convert("RGBA").convert("L")
    except PenstockError:
        raise
    except OSError as error:
        if error.errno is not None:
            raise from_os_error(error, "read the mask") from error
        raise BadImage("The mask is damaged.", field="mask") from error
    except Exception as error:  # decoders raise nearly every class there is on hostile bytes
        raise BadImage(f"The mask is damaged: {str(error)[:200]}", field="mask") from error
    buffer = io.BytesIO()
    levels.resize((width, height), Image.Resampling.BILINEAR).save(buffer, "PNG")
    return buffer.getvalue()
