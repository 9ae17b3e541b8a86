"""Two plain ways to list the pictures of an execution: one pattern over the folder, and asking for each file."""

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

_NAME: Final = re.compile(r"(\d{3,})_(.+)_(\d{2,})\.png")
_EXTENSIONS: Final = (".png", ".jpg", ".jpeg", ".webp")


def by_pattern(folder: Path) -> list[str]:
    """The names that one pattern knows, in story order; believes every name, and takes folders, too."""
    found = []
    for entry in os.scandir(folder):
        name = entry.name
        match = _NAME.fullmatch(name)
        if match:
            found.append((int(match[1]), int(match[3]), name))
    return [name for _, _, name in sorted(found)]


def by_asking(folder: Path, scenes: Sequence[str], variants: int) -> list[str]:
    """As fbTools finds a picture: for each scene and variant, whether there is a file with one of four endings."""
    found = []
    for order, scene in enumerate(scenes):
        for variant in range(variants):
            for extension in _EXTENSIONS:
                name = f"{order:03d}_{scene}_{variant:02d}{extension}"
                if (folder / name).exists():
                    found.append(name)
                    break
    return found
