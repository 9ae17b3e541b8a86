"""Pictures that carry a workflow, as ComfyUI writes them: PNG in text chunks, WebP and JPEG in EXIF."""

from typing import Final

from attrs import frozen

from ...core.errors import BadImage
from .carriers_exif import exif_texts
from .carriers_png import SIGNATURE, png_texts

KEYS: Final = ("workflow", "prompt")
"""Under these names: the document of the editor, and the graph that ran."""

_EXIF_HEADER: Final = b"Exif\x00\x00"
_START_OF_IMAGE: Final = b"\xff\xd8\xff"
_END_OF_IMAGE: Final = b"\xff\xd9"
_BEGINNINGS: Final = (b"\x89PNG", b"\xff\xd8", b"RIFF")
"""Of files that are, or were, pictures of these kinds."""

_START_OF_SCAN: Final = 0xDA
_APP1: Final = 0xE1


@frozen
class Carried:
    """The JSON texts in a picture, in UTF-8; None where it has none. `suffix` is that of its kind of file."""

    workflow: bytes | None
    prompt: bytes | None
    suffix: str


def carried(data: bytes, limit: int) -> Carried | None:
    """What the picture `data` carries; None where `data` is no picture of these kinds.

    Raises `BadImage` where its structure is broken before a text is found, `TooLarge` where a text has more than
    `limit` bytes. Pixels are not looked at.
    """
    if data.startswith(SIGNATURE):
        return _carried(png_texts(data, KEYS, limit), ".png", whole=b"IEND" in data)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        whole = int.from_bytes(data[4:8], "little") + 8 <= len(data)
        return _carried(exif_texts(_exif_of_webp(data), KEYS, limit), ".webp", whole=whole)
    if data.startswith(_START_OF_IMAGE):
        return _carried(exif_texts(_exif_of_jpeg(data), KEYS, limit), ".jpg", whole=_END_OF_IMAGE in data)
    if data.startswith(_BEGINNINGS) and not _is_text(data):
        raise _cut_off()
    return None


def _carried(texts: dict[str, bytes], suffix: str, *, whole: bool) -> Carried:
    """A picture that is cut off is good enough where its texts are there."""
    if not texts and not whole:
        raise _cut_off()
    return Carried(texts.get("workflow"), texts.get("prompt"), suffix)


def _is_text(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _cut_off() -> BadImage:
    return BadImage("The picture is damaged or cut off.", hint="Download it again.")


def _exif_of_webp(data: bytes) -> bytes:
    """The content of the chunk EXIF; empty without one."""
    place = 12
    while place + 8 <= len(data):
        size = int.from_bytes(data[place + 4 : place + 8], "little")
        if data[place : place + 4] == b"EXIF":
            if place + 8 + size > len(data):
                raise BadImage("The picture is cut off within its metadata.", hint="Download it again.")
            return _without_header(data[place + 8 : place + 8 + size])
        place += 8 + size + size % 2
    return b""


def _exif_of_jpeg(data: bytes) -> bytes:
    """The content of the first EXIF segment before the pixels; empty without one."""
    place = 2
    while place + 4 <= len(data) and data[place] == 0xFF:
        kind, size = data[place + 1], int.from_bytes(data[place + 2 : place + 4])
        if kind == _START_OF_SCAN or size < 2:
            return b""
        content = data[place + 4 : place + 2 + size]
        if kind == _APP1 and content.startswith(_EXIF_HEADER):
            return _without_header(content)
        place += 2 + size
    return b""


def _without_header(content: bytes) -> bytes:
    return content.removeprefix(_EXIF_HEADER)
