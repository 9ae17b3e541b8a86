"""When Folder Image Loader has to run again."""

import hashlib
import os
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from ...core.contracts.datasets import Datasets, FolderListing
from ...core.errors import PenstockError
from ...core.file_signatures import as_text, signature_of
from .companions import MASKS

_MOST: Final = 20_000
"""Files that are looked at where any folder may be meant; beyond that the node runs each time."""

Listed = Callable[[str, int], FolderListing]


def state_of(datasets: Datasets, listed: Listed, folder: str | None, index: int | None, depth: int | None) -> str:
    """Changes whenever the outputs would; None stands for a linked input.

    - Nothing linked: the files of that picture, and how many there are.
    - `index` linked: all files of the folder; `depth` linked: those of all folders below it as well.
    - `folder` linked: all files of all folders that may be used, up to `_MOST` of them.

    Raises `PenstockError` as the run would.
    """
    if folder is None:
        return _everything(datasets)
    if index is not None and depth is not None:
        return _hash(_picture(datasets, listed(folder, depth), index))
    return _hash(_files(listed(folder, -1 if depth is None else depth)))


def failed(error: PenstockError) -> str:
    """The state where there is none: never the same, as what is wrong may change before the run's nodes run."""
    return _hash(iter((secrets.token_hex(16), error.code, error.message)))


def _picture(datasets: Datasets, listing: FolderListing, index: int) -> Iterator[str]:
    found = datasets.image(listing, index)
    yield str(len(listing.names))
    for path in (found.path, found.caption_file, found.mask_file):
        yield "" if path is None else _signed(path)


def _files(listing: FolderListing) -> Iterator[str]:
    """The pictures, and every file in their folders and in those of their masks."""
    yield from listing.names
    for below in sorted({"", *(name.rpartition("/")[0] for name in listing.names)}):
        yield from _signed_in(listing.path / below)
        yield from _signed_in(listing.path / below / MASKS)


def _signed_in(folder: Path) -> list[str]:
    """The files of a folder, none where it cannot be read."""
    try:
        with os.scandir(folder) as entries:
            return [str(folder), *sorted(_entry(one) for one in entries if not one.name.startswith("."))]
    except OSError:
        return []


def _entry(entry: "os.DirEntry[str]") -> str:
    """By its name and state, links followed."""
    try:
        return f"{entry.name}:{_state(entry.stat())}"
    except OSError:
        return f"{entry.name}:"


def _everything(datasets: Datasets) -> str:
    found: list[str] = []
    for root in datasets.folders():
        if root.problem:
            continue
        for name, below, files in os.walk(root.path):
            below[:] = sorted(one for one in below if not one.startswith("."))
            found.extend(_signed(Path(name, file)) for file in sorted(files))
            if MASKS in below and Path(name, MASKS).is_symlink():  # the one folder in which a link is followed
                found.extend(_signed_in(Path(name, MASKS)))
            if len(found) > _MOST:
                return secrets.token_hex(16)
    return _hash(iter(found))


def _signed(path: Path) -> str:
    """A file by its path and state, links followed."""
    try:
        return f"{path}:{_state(path.stat())}"
    except OSError:
        return f"{path}:"


def _state(state: os.stat_result) -> str:
    """With the time at which the file itself was changed: copying may keep the other one."""
    return f"{as_text(signature_of(state))}:{state.st_ctime_ns}"


def _hash(parts: Iterator[str]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.encode("utf-8", "surrogatepass") + b"\0")
    return digest.hexdigest()
