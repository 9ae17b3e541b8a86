"""Captions that no picture has: mistyped names, or pictures that were deleted."""

import os
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from ...core.errors import from_os_error
from ...core.names import natural_order
from .companions import CAPTION_ENDINGS


def texts_without_picture(root: Path, pictures: Sequence[str]) -> tuple[str, ...]:
    """Caption files below `root`, by path with `/`, in the folders of `pictures` and of none of them. Blocks.

    Folders without any picture are left out: texts there are none of this data set.
    """
    stems = defaultdict(set)
    for name in pictures:
        folder, _, last = name.rpartition("/")
        stems[folder].add(last.rpartition(".")[0])
    found = [
        f"{folder}/{text}" if folder else text
        for folder, known in stems.items()
        for text in _texts(root / folder)
        if text.rpartition(".")[0] not in known
    ]
    return tuple(sorted(found, key=natural_order))


def _texts(folder: Path) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            return [one.name for one in entries if _is_caption(one)]
    except FileNotFoundError:  # taken away in the meantime
        return []
    except OSError as error:
        raise from_os_error(error, "list the folder") from error


def _is_caption(entry: "os.DirEntry[str]") -> bool:
    stem, _, ending = entry.name.rpartition(".")
    return ending in CAPTION_ENDINGS and bool(stem) and stem[0] != "." and entry.is_file()
