"""The plain way to list the pictures of a folder: one pass over its entries, names picked by their ending, sorted."""

import os
from pathlib import Path
from typing import Final

from penstock.core.names import natural_order

ENDINGS: Final = (".png", ".jpg", ".jpeg", ".webp")


def plain_listing(folder: Path) -> list[str]:
    """The names in natural order; no link, no mask and nothing below the folder is looked at."""
    with os.scandir(folder) as entries:
        names = [entry.name for entry in entries if entry.name.lower().endswith(ENDINGS) and entry.is_file()]
    return sorted(names, key=natural_order)
