"""Opening picture files that nobody vouches for: known kinds only, limits first, one error for all that can be wrong.

Pillow is imported inside the functions: loading the plugin must not load it. Everything blocks.
"""

import contextlib
import stat
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ...core.errors import BadImage, NotFound, PenstockError, TooLarge, from_os_error
from ...core.picture_kinds import readable_kinds
from .watched_file import open_watched

if TYPE_CHECKING:
    from PIL import Image

_READ_TO_THE_END: Final = ("PNG", "JPEG", "MPO", "GIF", "BMP")
"""The kinds whose decoders ask for more where a file is cut."""

MOST_PIXELS: Final = 89_478_485
"""Where Pillow itself begins to warn of pictures that are made to fill the memory."""
LONGEST_SIDE: Final = 32_768

_ORIENTATION: Final = 0x0112
_LYING: Final = frozenset({5, 6, 7, 8})
_UNREADABLE: Final = (
    *(SyntaxError, ValueError, TypeError, KeyError, IndexError),
    *(OverflowError, EOFError, OSError, struct.error),
)


@contextlib.contextmanager
def opened(path: Path) -> "Iterator[Image.Image]":
    """The picture at `path`, its header read and its size checked, not decoded.

    What the block raises while it decodes becomes `BadImage`, `TooLarge` or an error of the disk; `NotFound` where
    there is no file. The extension is never looked at.
    """
    from PIL import Image

    with _answering(), open_watched(_regular(path)) as stream:
        with Image.open(stream, formats=readable_kinds(Image.OPEN)) as image:
            check_size(*image.size)
            yield image
        if stream.ran_dry and image.format in _READ_TO_THE_END:
            raise BadImage("The picture is incomplete: the file ends too early.", hint="Get it again.")


def check_size(width: int, height: int) -> None:
    """`TooLarge` or `BadImage` unless a picture may have so many pixels."""
    if width < 1 or height < 1:
        raise BadImage(f"A picture of {width} x {height} has no pixels.")
    if max(width, height) > LONGEST_SIDE or width * height > MOST_PIXELS:
        raise TooLarge(
            f"The picture is {width} x {height}; a side may have {LONGEST_SIDE:,} pixels, all of it {MOST_PIXELS:,}.",
            hint="Make it smaller, then try again.",
        )


def upright_size(path: Path) -> tuple[int, int]:
    """Width and height in pixels as people see them, from the header."""
    with opened(path) as image:
        width, height = image.size
        return (height, width) if _orientation(image) in _LYING else (width, height)


def upright(image: "Image.Image") -> "Image.Image":
    """The picture turned as its EXIF says; the same object where it stands already or that cannot be read."""
    from PIL import ImageOps

    try:
        return ImageOps.exif_transpose(image)
    except _UNREADABLE:  # metadata is not worth refusing a picture for
        return image


def _orientation(image: "Image.Image") -> int:
    if image.format == "PNG" and "exif" not in image.info:
        return 1  # asking would decode all of it
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except _UNREADABLE:
        return 1


def _regular(path: Path) -> Path:
    state = path.stat()
    if not stat.S_ISREG(state.st_mode):
        raise BadImage("The picture is not a regular file.")
    if state.st_size == 0:
        raise BadImage("The picture is empty (0 bytes).", hint="Save it again.")
    return path


@contextlib.contextmanager
def _answering() -> Iterator[None]:
    from PIL import Image

    try:
        yield
    except PenstockError:
        raise
    except (FileNotFoundError, NotADirectoryError) as error:
        raise NotFound("There is no such picture.") from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError) as error:
        raise TooLarge("The picture has too many pixels.", hint="Make it smaller, then try again.") from error
    except OSError as error:
        if error.errno is not None:
            raise from_os_error(error, "read the picture") from error
        raise _damaged(error) from error
    except Exception as error:  # decoders raise nearly every class there is on hostile bytes
        raise _damaged(error) from error


def _damaged(error: Exception) -> BadImage:
    from PIL import UnidentifiedImageError

    hint = "Open it in an image editor and save it again, as PNG best."
    if isinstance(error, UnidentifiedImageError):  # its text holds the path of the file
        return BadImage("The file is no picture of a kind that is known here.", hint=hint)
    text = " ".join(str(error).split())[:200] or type(error).__name__
    return BadImage(f"The picture is damaged: {text}.", hint=hint)
