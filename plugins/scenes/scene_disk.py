"""The folder of one scene on the disk: its files, what is kept beside them, their last good copies, its lock.

Everything blocks and raises `PenstockError`; safe on any thread and beside other processes.
"""

import contextlib
import logging
import os
import re
import stat
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from attrs import define

from ...core import file_locks
from ...core.clock import Clock
from ...core.contracts.scenes import PICTURES
from ...core.errors import PenstockError, from_os_error
from ...core.file_signatures import Signature, signature_of
from ...core.files import TEMPORARY_SUFFIX, Files
from ...core.plain_files import keep_new, read_plain, sweep
from ...core.troubles import DAMAGE
from .masks import WITH_BACKGROUND, WITHOUT_BACKGROUND
from .scene_json import MOST_BYTES

SCENE: Final = "scene.json"
STACK: Final = "lora_stack.json"
PAIRS: Final = "loras.json"
MASKS: Final = "masks.json"
POSE: Final = "pose.json"
PROMPTS: Final = "prompts.json"
THUMBNAIL: Final = "thumbnail.png"
DOCUMENT: Final = (SCENE, STACK, PAIRS, MASKS, POSE)
"""The files of which a scene's document is made."""

PICTURE_FILES: Final[Mapping[str, str]] = {f"{name}.png": name for name in PICTURES}
CORRUPT: Final = "corrupt"
Listing = Mapping[str, Signature]
"""The files of a scene that count, by name, with what changes whenever they do."""

_LOG: Final = logging.getLogger("penstock.scenes")
_UNFINISHED: Final = re.compile(rf"[0-9a-f]{{16}}\..*{re.escape(TEMPORARY_SUFFIX)}")
_OF_OTHERS: Final = f".{PROMPTS}"


def is_of_scene(name: str) -> bool:
    """Whether a file of that name belongs to a scene."""
    if name in DOCUMENT or name in PICTURE_FILES or name in (PROMPTS, THUMBNAIL):
        return True
    endings = (WITH_BACKGROUND, WITHOUT_BACKGROUND)
    return name.endswith(endings) and name not in endings and not name.startswith(".")


@define
class SceneDisk:
    """See the module. `folder` need not exist, `private` is of this scene alone."""

    folder: Path
    private: Path
    files: Files
    clock: Clock

    @contextlib.contextmanager
    def holding(self) -> Iterator[None]:
        """Keep everybody else from changing the files, other processes too; `Busy` after 5 s. Not re-entrant."""
        path = self.folder.parent / file_locks.FOLDER / f"{self.folder.name}.scene.lock"
        with file_locks.held(self.files, path, busy="Another program is changing this scene.", what="the scene"):
            yield

    def listing(self) -> Listing:
        """The files of the scene that are there, links and folders aside."""
        return listing_of(self.folder)

    def read(self, name: str) -> bytes | None:
        """The bytes of a file, None where there is none."""
        return self._bytes(self.folder / name)

    def replace(self, name: str, before: bytes | None, data: bytes) -> None:
        """Write a file anew, whole or not at all. `before` is what it holds, None where there is none."""
        try:
            self.files.make_folder(self.folder)
            self.files.write(self.folder / name, data)
        except OSError as error:
            self.put_back(name, before)
            raise from_os_error(error, f"store {name} of the scene") from error

    def put_back(self, name: str, before: bytes | None) -> None:
        """Undo `replace`, as well as the disk lets it."""
        try:
            if self.read(name) == before:
                return
            if before is None:
                self.files.discard(self.folder / name)
            else:
                self.files.write(self.folder / name, before)
        except (OSError, PenstockError) as error:
            _LOG.warning("%s may not be as it was before a write that failed: %s", self.folder.name, error)

    def set_aside(self, name: str, data: bytes) -> str:
        """Keep the bytes of a damaged file under a name of its own beside it, which is returned."""
        number = max(self.clock.wall_ms(), 0)
        while os.path.lexists(target := self.folder / f"{name}.{CORRUPT}-{number}"):
            if self._bytes(target) == data:
                return target.name
            number += 1
        try:
            keep_new(self.files, target, data, name)
        except OSError as error:
            raise from_os_error(error, f"keep {name} as it was") from error
        _LOG.warning("%s: %s was damaged, and is kept as %s.", self.folder.name, name, target.name, extra=DAMAGE)
        return target.name

    def sweep(self) -> None:
        """Remove what processes that died left half written; only while it is held."""
        for folder in (self.folder, self.private):
            sweep(self.files, folder, _is_unfinished, _LOG)

    def last_good(self, name: str) -> bytes | None:
        """The bytes of a file as they were when they were good; None where they cannot be read either."""
        try:
            return self._bytes(self.private / name)
        except PenstockError as error:
            _LOG.warning("the copy of %s of %s cannot be read: %s", name, self.folder.name, error)
            return None

    def has_good(self, names: Iterable[str]) -> bool:
        """Whether there is a copy of each of these files."""
        return all((self.private / name).is_file() for name in names)

    def keep_good(self, name: str, data: bytes) -> None:
        """Write the last good copy anew where it is another: a help, never a hindrance, so errors are logged."""
        if self.last_good(name) == data:
            return
        try:
            self.files.make_folder(self.private)
            self.files.write(self.private / name, data)
        except OSError as error:
            _LOG.warning("the copy of %s of %s cannot be kept: %s", name, self.folder.name, error)

    def forget_good(self) -> None:
        """Remove the last good copies: what was deleted must not come back when a new file is damaged."""
        try:
            for name in DOCUMENT:
                self.files.discard(self.private / name)
        except OSError as error:
            _LOG.warning("the copies of %s cannot be removed: %s", self.folder.name, error)

    def _bytes(self, path: Path) -> bytes | None:
        return read_plain(
            self.files, path, MOST_BYTES, of=self.folder.name, no_folder="no folder of a scene", field="scene"
        )


def _is_unfinished(name: str) -> bool:
    return _UNFINISHED.fullmatch(name) is not None and not name[16:].startswith(_OF_OTHERS)


def listing_of(folder: Path) -> dict[str, Signature]:
    """The files of a scene in a folder that are there, links and folders aside; empty where there is no folder."""
    found: dict[str, Signature] = {}
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if is_of_scene(entry.name):
                    with contextlib.suppress(FileNotFoundError):  # it went meanwhile
                        state = entry.stat(follow_symlinks=False)
                        if stat.S_ISREG(state.st_mode):
                            found[entry.name] = signature_of(state)
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as error:
        raise from_os_error(error, f"look into {folder.name}") from error
    return found
