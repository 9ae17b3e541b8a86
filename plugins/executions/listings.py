"""The pictures or the videos of a folder, in the order of the story. What was read of names is remembered."""

import os
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, Generic, TypeVar

from ...core.errors import from_os_error
from ...core.execution_names import ImageName, VideoName, parse_image, parse_video
from ...core.values import frozen

Says = TypeVar("Says", ImageName, VideoName)

_MOST_NAMES: Final = 300_000
_FOLDER: Final = 20
"""A folder without pictures takes room as well, as so many names do."""
_SETTLED_NS: Final = 2_000_000_000
"""A folder's time is coarse: what changed less than 2 s ago may change again without another time."""


@frozen
class Named(Generic[Says]):
    """A file, and what its name says."""

    name: str
    says: Says


@frozen
class _Listing(Generic[Says]):
    changed: int
    settled: bool
    named: tuple[Named[Says], ...]
    names: Mapping[str, Named[Says] | None]


class Listings(Generic[Says]):
    """`of(folder)` lists it. A folder that nobody changed is not read twice. Safe on any thread."""

    def __init__(self, parse: Callable[[str], Says | None], order: Callable[[Named[Says]], tuple[object, ...]]) -> None:
        self._parse: Callable[[str], Says | None] = parse
        self._order: Callable[[Named[Says]], tuple[object, ...]] = order
        self._lock = threading.Lock()
        self._known: dict[Path, _Listing[Says]] = {}
        self._count = 0

    def of(self, folder: Path) -> tuple[Named[Says], ...]:
        """The plain files of the folder that are named so; none where it is not there, or where it is a link."""
        with self._lock:
            known = self._forget(folder)
        try:
            if folder.is_symlink():
                return ()
            changed = folder.stat().st_mtime_ns
            if known is None or not known.settled or known.changed != changed:
                known = self._listed(folder, changed, known)
        except (FileNotFoundError, NotADirectoryError):
            return ()
        except OSError as error:
            raise from_os_error(error, f"list {folder.name}") from error
        self._keep(folder, known)
        return known.named

    def _keep(self, folder: Path, listing: _Listing[Says]) -> None:
        with self._lock:
            self._forget(folder)
            self._known[folder] = listing
            self._count += len(listing.names) + _FOLDER
            while self._count > _MOST_NAMES and len(self._known) > 1:
                self._forget(next(iter(self._known)))

    def _forget(self, folder: Path) -> _Listing[Says] | None:
        known = self._known.pop(folder, None)
        self._count -= 0 if known is None else len(known.names) + _FOLDER
        return known

    def _listed(self, folder: Path, changed: int, known: _Listing[Says] | None) -> _Listing[Says]:
        before = known.names if known else {}
        settled = time.time_ns() - changed > _SETTLED_NS
        with os.scandir(folder) as entries:
            found = [one.name for one in entries if one.is_file(follow_symlinks=False)]
        names = {name: before[name] if name in before else self._named(name) for name in found}
        if known is not None and names.keys() == before.keys():
            return _Listing(changed, settled, known.named, known.names)
        named = sorted((one for one in names.values() if one is not None), key=self._order)
        return _Listing(changed, settled, tuple(named), names)

    def _named(self, name: str) -> Named[Says] | None:
        says = self._parse(name)
        return None if says is None else Named(name, says)


def image_listings() -> Listings[ImageName]:
    """Pictures by order, variant, counter."""
    return Listings(parse_image, _of_image)


def video_listings() -> Listings[VideoName]:
    """Videos by order and counter."""
    return Listings(parse_video, _of_video)


def _of_image(one: Named[ImageName]) -> tuple[object, ...]:
    says = one.says
    return says.order, says.variant, -1 if says.counter is None else says.counter, one.name


def _of_video(one: Named[VideoName]) -> tuple[object, ...]:
    says = one.says
    return says.order, says.scene, says.next_scene, -1 if says.counter is None else says.counter, one.name
