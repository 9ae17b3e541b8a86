"""The pictures of a folder, listed once and quickly, in natural order.

Only names are read: the kind of an entry comes with it, no file is looked at. Hidden entries, masks of pictures that
are listed, and names that are no text are left out.
"""

import os
import stat
from typing import Final

from ...core.contracts.datasets import FolderListing
from ...core.errors import Invalid, NotFound, PenstockError, TooLarge, from_os_error
from ...core.names import natural_order
from ...core.values import frozen
from .companions import MASK_ENDINGS, MASK_SUFFIX, MASKS, PICTURE_ENDINGS
from .folders import Allowed, Folders

MOST: Final = 1_000_000
"""Pictures and folders that a listing takes."""

_JUNCTIONS: Final = os.name == "nt"
"""Whether a folder that is no link may be another's. Else what lies in a real folder is real, however deep."""

_ENDINGS: Final = frozenset(PICTURE_ENDINGS)
_MASK_ENDINGS: Final = frozenset(MASK_ENDINGS)


def list_images(folders: Folders, address: str, depth: int = 0) -> FolderListing:
    """See `Datasets.listing`. `Invalid` for a depth below -1, `TooLarge` for more than `MOST` pictures. Blocks."""
    if depth < -1:
        raise Invalid(f"A depth of {depth} is none.", hint="0 is the folder alone, -1 all below it.", field="depth")
    found = folders.to_load(address)
    walk = _Walk(folders.allowed(), depth, os.path.realpath(folders.paths.private))
    walk.through(str(found.path), found.address)
    return FolderListing(
        address=found.address,
        path=found.path,
        depth=depth,
        names=tuple(sorted(walk.names, key=natural_order)),
        skipped=tuple(sorted(walk.skipped, key=natural_order)),
    )


@frozen
class _Folder:
    """A folder that is to be read: `prefix` begins the names in it, `above` are the stems listed above a `masks`."""

    path: str
    prefix: str = ""
    level: int = 0
    above: frozenset[str] = frozenset()


class _Walk:
    """One walk. `names` and `skipped` in no order. `private` is never entered."""

    def __init__(self, allowed: Allowed, depth: int, private: str) -> None:
        self.names: list[str] = []
        self.skipped: list[str] = []
        self._allowed = allowed
        self._depth = depth
        self._private = private
        self._targets: dict[str, bool] = {}
        self._pictures: list[str] = []
        self._below: list[str] = []

    def through(self, root: str, address: str) -> None:
        """Walk through `root`, a real path that is allowed."""
        coming = [_Folder(root)]
        read = 0
        while coming:
            folder = coming.pop()
            if self._read(folder):
                coming.extend(self._listed(folder))
            read += 1
            if len(self.names) + read > MOST:
                raise TooLarge(
                    f"{address} holds more than {MOST:,} pictures and folders.",
                    hint="Choose a folder further down, or a smaller depth.",
                    field="folder",
                )

    def _read(self, folder: _Folder) -> bool:
        """Fill `_pictures` and `_below`; False where a folder below the first one cannot be read."""
        self._pictures, self._below = [], []
        deeper = self._depth < 0 or folder.level < self._depth
        try:
            with os.scandir(folder.path) as entries:
                for entry in entries:
                    name = entry.name
                    if name[0] == ".":
                        continue
                    if _ending(name) in _ENDINGS and entry.is_file(follow_symlinks=False):
                        self._pictures.append(name)
                    elif entry.is_symlink():
                        self._link(entry, folder, deeper=deeper)
                    elif deeper and entry.is_dir(follow_symlinks=False):
                        self._below.append(name)
        except OSError as error:
            if folder.level == 0:
                raise _unreadable(error) from error
            if not isinstance(error, FileNotFoundError):  # else it was taken away in the meantime
                self.skipped.append(shown_name(folder.prefix.rstrip("/")))
            return False
        return True

    def _link(self, entry: "os.DirEntry[str]", folder: _Folder, *, deeper: bool) -> None:
        if entry.is_dir():
            if deeper:
                self.skipped.append(shown_name(folder.prefix + entry.name))
        elif _ending(entry.name) in _ENDINGS:
            if not self._leads_in(entry.path, folder.path):
                self.skipped.append(shown_name(folder.prefix + entry.name))
            elif entry.is_file():
                self._pictures.append(entry.name)

    def _leads_in(self, link: str, beside: str) -> bool:
        """Whether the target is allowed. The folders that links lead into are few, and each is resolved once."""
        try:
            target = os.path.join(beside, os.readlink(link))  # noqa: PTH115, PTH118 - there may be 100,000 of them
            folder, name = os.path.split(target)
            if name in ("", ".", "..") or stat.S_ISLNK(os.lstat(target).st_mode):
                return self._allowed(link)
        except OSError:
            return self._allowed(link)
        if folder not in self._targets:
            self._targets[folder] = self._allowed(folder)
        return self._targets[folder]

    def _listed(self, folder: _Folder) -> list[_Folder]:
        """Take the pictures that were read; the folders below."""
        stems = {name.rpartition(".")[0] for name in self._pictures}
        listed = [name for name in self._pictures if not _is_mask(name, stems, folder.above)]
        plain = [name for name in listed if name.isascii() or _is_text(name)]
        if len(plain) < len(listed):
            self.skipped.extend(shown_name(folder.prefix + name) for name in listed if not _is_text(name))
        self.names.extend([folder.prefix + name for name in plain] if folder.prefix else plain)
        return [one for name in self._below if (one := self._entered(folder, name, plain)) is not None]

    def _entered(self, folder: _Folder, name: str, listed: list[str]) -> _Folder | None:
        """The folder `name`, None where it is another's in truth (a junction of Windows) or not allowed."""
        path = f"{folder.path}{os.sep}{name}"
        if not _is_text(name) or path == self._private or (_JUNCTIONS and not self._is_own(path)):
            self.skipped.append(shown_name(folder.prefix + name))
            return None
        above = frozenset(one.rpartition(".")[0] for one in listed) if name == MASKS else frozenset[str]()
        return _Folder(path, f"{folder.prefix}{name}/", folder.level + 1, above)

    def _is_own(self, path: str) -> bool:
        return os.path.realpath(path) == path and self._allowed(path)


def _unreadable(error: OSError) -> PenstockError:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return NotFound("The folder is gone.", hint="Choose one that exists.", field="folder")
    return from_os_error(error, "list the folder")


def _ending(name: str) -> str:
    """What is behind the last dot, in small letters."""
    _, dot, ending = name.rpartition(".")
    return ending.lower() if dot else ""


def _is_mask(name: str, stems: set[str], above: frozenset[str]) -> bool:
    """Whether it belongs to a picture in its folder, or in the one above."""
    if name.endswith(MASK_SUFFIX) and name[: -len(MASK_SUFFIX)] in stems:
        return True
    stem, _, ending = name.rpartition(".")
    return stem in above and ending in _MASK_ENDINGS


def _is_text(name: str) -> bool:
    """Whether the bytes of the name on the disk are text."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def shown_name(name: str) -> str:
    """A name as text that can be shown, also where it is none."""
    return name.encode(errors="replace").decode()
