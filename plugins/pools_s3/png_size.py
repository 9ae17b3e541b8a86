"""The size of a PNG, from its first bytes."""

from pathlib import Path
from typing import Final

_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"


def png_size(path: Path) -> tuple[int, int]:
    """Width and height in pixels; (0, 0) for what is no PNG. Raises `OSError`."""
    with path.open("rb") as stream:
        start = stream.read(24)
    if not start.startswith(_SIGNATURE) or start[12:16] != b"IHDR":
        return 0, 0
    return int.from_bytes(start[16:20], "big"), int.from_bytes(start[20:24], "big")
