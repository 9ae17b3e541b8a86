"""What a photograph says of itself, carried over from its file into the PNG that it becomes."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from .orientation import neutral_exif, neutral_xmp

if TYPE_CHECKING:
    from PIL import Image

NAME_KEY: Final = "Title"
"""The PNG text that holds the original file name."""

_XMP_KEY: Final = "XML:com.adobe.xmp"
_WORKFLOW_TAGS: Final = (0x010E, 0x010F, 0x0110)  # ComfyUI's WebP files keep "workflow:{...}" and "prompt:{...}" here
_WORKFLOW_KEYS: Final = ("workflow", "prompt", "parameters")
_TIFF_TEXTS: Final = (0x010E, 0x010F, 0x0110, 0x0131, 0x0132, 0x013B, 0x8298)
_MAX_TEXT: Final = 16 * 1024 * 1024
_ICC_SPACES: Final = {"L": b"GRAY", "LA": b"GRAY", "1": b"GRAY", "I;16": b"GRAY"}


def png_metadata(image: "Image.Image", mode: str, file_name: str, *, turned: bool) -> dict[str, Any]:
    """The keywords for saving as PNG in `mode`; `turned`: the orientation has been applied to the pixels."""
    from PIL.PngImagePlugin import PngInfo

    texts = PngInfo()
    for key, value in _texts(image, file_name, turned=turned):
        texts.add_text(key, value)
    metadata: dict[str, Any] = {"pnginfo": texts, "icc_profile": _profile(image, mode)}
    exif = _exif(image, turned=turned)
    if exif:
        metadata["exif"] = exif
    return metadata


def _texts(image: "Image.Image", file_name: str, *, turned: bool) -> Iterator[tuple[str, str]]:
    if file_name:
        yield NAME_KEY, _clean(file_name)
    comment = image.info.get("comment")
    if comment:
        yield "Comment", _clean(comment)
    yield from _workflow(image)
    xmp = image.info.get("xmp")
    if isinstance(xmp, bytes | str) and xmp:
        packet = _clean(xmp)
        yield _XMP_KEY, neutral_xmp(packet) if turned else packet


def _workflow(image: "Image.Image") -> Iterator[tuple[str, str]]:
    """The workflow that ComfyUI hid in a WebP, as the PNG texts that it reads when the picture is dropped on it."""
    try:
        values = [image.getexif().get(tag) for tag in _WORKFLOW_TAGS]
    except (SyntaxError, ValueError, TypeError, KeyError, IndexError, EOFError):
        return
    for value in values:
        key, colon, text = value.partition(":") if isinstance(value, str) else ("", "", "")
        if colon and key.lower() in _WORKFLOW_KEYS:
            yield key.lower(), _clean(text)


def _exif(image: "Image.Image", *, turned: bool) -> bytes:
    """The EXIF block as it was, byte for byte but for an orientation that has been applied."""
    if image.format == "TIFF":
        return _tiff_texts(image)
    exif = image.info.get("exif", b"")
    if not isinstance(exif, bytes):
        return b""
    return neutral_exif(exif) if turned else exif


def _tiff_texts(image: "Image.Image") -> bytes:
    """A TIFF's tags are its layout too: only those that describe the picture are worth keeping."""
    from PIL import Image

    tags, kept = image.getexif(), Image.Exif()
    for tag in _TIFF_TEXTS:
        if isinstance(tags.get(tag), str):
            kept[tag] = tags[tag]
    return kept.tobytes() if len(kept) else b""


def _profile(image: "Image.Image", mode: str) -> bytes | None:
    """The colour profile, unless it describes other colours than those that are stored (CMYK)."""
    profile = image.info.get("icc_profile")
    if not isinstance(profile, bytes) or profile[16:20] != _ICC_SPACES.get(mode, b"RGB "):
        return None
    return profile


def _clean(text: str | bytes) -> str:
    if isinstance(text, bytes):
        text = text.decode("utf-8", "replace")
    return text[:_MAX_TEXT].encode("utf-8", "replace").decode("utf-8").replace("\x00", "")
