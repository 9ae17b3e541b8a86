"""Opening pictures that nobody vouches for: real format, limits, and one error for everything that can be wrong.

Pillow is imported inside the functions: loading the plugin must not load it. All functions block; they run on heavy
worker threads and change no global state of Pillow or of `warnings`, so that any number may run at once.
"""

import contextlib
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from ...core.errors import BadImage, PenstockError, TooLarge, from_os_error
from ...core.picture_kinds import load_decoder
from ...core.values import frozen
from .png_container import check_png
from .signatures import ACCEPTED, describe, sniff
from .watched_stream import open_watched

if TYPE_CHECKING:
    from PIL import Image

_HEAD: Final = 1024
_ZIP: Final = b"PK\x03\x04"
_INCOMPLETE: Final = "is incomplete: the file ends too early."
_READ_TO_THE_END: Final = ("JPEG", "MPO", "GIF", "BMP")
_GET_AGAIN: Final = "Get it again, then try again."


@frozen(kw_only=True)
class ImageLimits:
    """What one picture may cost: bytes on disk, pixels in all, pixels along one side.

    The default for `max_pixels` is where Pillow itself starts to warn of decompression bombs.
    """

    max_bytes: int = 100 * 1024 * 1024
    max_pixels: int = 89_478_485
    max_side: int = 32_768

    @property
    def max_stored_bytes(self) -> int:
        """What a picture that was taken in may have grown to: PNG stores up to 8 bytes a pixel, and metadata."""
        return max(self.max_bytes, 9 * self.max_pixels + (64 << 20))


DEFAULT_LIMITS: Final = ImageLimits()


def default_limits() -> ImageLimits:
    """The limits where no settings say otherwise."""
    return DEFAULT_LIMITS


@contextlib.contextmanager
def decoding(what: str = "image") -> Iterator[None]:
    """Turn whatever a decoder raises into `BadImage` or `TooLarge`, and errors of the disk into theirs."""
    from PIL import Image

    try:
        yield
    except PenstockError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError) as error:
        raise TooLarge(f"The {what} has too many pixels.", hint="Make it smaller, then try again.") from error
    except OSError as error:
        if error.errno is not None:
            raise from_os_error(error, f"read the {what}") from error
        raise _damaged(what, error) from error
    except Exception as error:  # decoders raise nearly every class there is on hostile bytes
        raise _damaged(what, error) from error


@contextlib.contextmanager
def opened(
    path: Path, limits: ImageLimits = DEFAULT_LIMITS, what: str = "image", *, upload: bool = False
) -> "Iterator[Image.Image]":
    """The picture at `path`, its header read and its limits checked, not yet decoded.

    What the block raises while it decodes becomes `BadImage`, `TooLarge` or an error of the disk. The extension is
    never looked at. `upload`: the bytes are limited too (what was stored may have grown by conversion), and a PNG is
    first checked from its start to its end.
    """
    with decoding(what):
        state = path.stat()
        if not stat.S_ISREG(state.st_mode):
            raise BadImage(f"The {what} is not a regular file.")
        if state.st_size == 0:
            raise BadImage(f"The {what} is empty (0 bytes).", hint="Choose the file again.")
        if upload and state.st_size > limits.max_bytes:
            raise TooLarge(
                f"The {what} has {state.st_size} bytes; {limits.max_bytes} are allowed.", hint="Make it smaller."
            )
        with open_watched(path) as stream:
            with _opened(stream, limits, what, upload=upload) as image:
                yield image
            if stream.ran_dry and image.format in _READ_TO_THE_END:
                raise BadImage(f"The {what} {_INCOMPLETE}", hint=_GET_AGAIN)


def _opened(stream: BinaryIO, limits: ImageLimits, what: str, *, upload: bool) -> "Image.Image":
    head = stream.read(_HEAD)
    kind = sniff(head)
    stream.seek(0)
    if kind is None:
        raise BadImage(f"The file is {describe(head)}.", hint=_hint_for(head))
    if kind == "PNG" and upload:
        check_png(stream, max_side=limits.max_side, max_pixels=limits.max_pixels)
        stream.seek(0)
    image = _open_as(kind, stream)
    check_pixels(image.size, limits, what)
    return image


def _hint_for(head: bytes) -> str:
    if head.startswith(_ZIP):
        return "To import a profile, drop its zip file on a node Pool Profile or on the page of profiles."
    return f"Use {', '.join(ACCEPTED[:-1])} or {ACCEPTED[-1]}."


def _open_as(kind: str, stream: BinaryIO) -> "Image.Image":
    """Open with the one decoder that the first bytes call for, so that no other parser ever sees them."""
    from PIL import Image

    load_decoder(kind)
    if kind not in Image.OPEN:
        raise BadImage(f"This Pillow cannot read {kind}.", hint="Save the picture as PNG, then try again.")
    return Image.open(stream, formats=(kind,))


def check_pixels(size: tuple[int, int], limits: ImageLimits, what: str = "image") -> None:
    """`TooLarge` or `BadImage` unless width and height (pixels) are within the limits."""
    width, height = size
    if width < 1 or height < 1:
        raise BadImage(f"The {what} has no pixels ({width} x {height}).")
    if max(width, height) > limits.max_side:
        raise TooLarge(
            f"The {what} is {width} x {height}; a side may have {limits.max_side} pixels.",
            hint="Make it smaller, then try again.",
        )
    if width * height > limits.max_pixels:
        raise TooLarge(
            f"The {what} is {width} x {height}; {limits.max_pixels} pixels are allowed.",
            hint="Make it smaller, or raise the limit in the settings.",
        )


def _damaged(what: str, error: Exception) -> BadImage:
    from PIL import UnidentifiedImageError

    if isinstance(error, UnidentifiedImageError):  # its text holds the path of the file
        return BadImage(f"The {what} is damaged: it does not begin as it should.", hint=_GET_AGAIN)
    text = " ".join(str(error).split())[:200] or type(error).__name__
    if "truncated" in text.lower() or "ran out of data" in text or isinstance(error, EOFError):
        return BadImage(f"The {what} {_INCOMPLETE}", hint=_GET_AGAIN)
    if "MAX_TEXT" in text:
        return BadImage(f"The {what} carries too much text.", hint="Save it without metadata, then try again.")
    return BadImage(f"The {what} is damaged: {text}.", hint="Open it in an image editor and save it again.")
