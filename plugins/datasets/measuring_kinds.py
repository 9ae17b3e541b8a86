"""Which format a picture file has, by the bytes that it begins with: its name may say another."""

from pathlib import Path
from typing import Final

_BEGINNINGS: Final = (
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"BM", "BMP"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"II+\0", "TIFF"),
    (b"MM\0+", "TIFF"),
)

_ENDINGS: Final = {
    **dict.fromkeys(("jpg", "jpeg", "jfif"), "JPEG"),
    **dict.fromkeys(("tif", "tiff"), "TIFF"),
    **{kind.lower(): kind for kind in ("PNG", "WEBP", "BMP", "GIF", "AVIF")},
}


def kind_of(path: Path) -> str:
    """The format of a file, empty for an unknown one. `OSError` where it cannot be read."""
    with path.open("rb") as file:
        return kind_of_bytes(file.read(16))


def kind_of_bytes(data: bytes) -> str:
    """The format of a file that begins with these 16 bytes."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    if data[4:8] == b"ftyp":
        return "AVIF"
    return next((kind for beginning, kind in _BEGINNINGS if data.startswith(beginning)), "")


def kind_of_name(name: str) -> str:
    """The format that a file's name says, empty where it says none."""
    return _ENDINGS.get(name.rpartition(".")[2].lower(), "")
