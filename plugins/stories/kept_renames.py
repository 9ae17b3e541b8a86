"""Renames of scenes that stories have yet to follow, on the disk: none is forgotten with a process that dies.

Each is an empty folder whose name says it all, `<number>~<old name>~<new name>`, with `~moving` behind it until the
scene's folder has its new name. Numbers are their order. Safe on any thread and beside other processes.
"""

import contextlib
import logging
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from attrs import define, evolve
from filelock import FileLock, Timeout

from ...core.errors import BadName, Busy, from_os_error
from ...core.files import Files
from ...core.names import check_path_name
from ...core.values import frozen

_MOVING: Final = "~moving"
_NAME: Final = re.compile(rf"(\d{{9}})~([^~]+)~([^~]+)({_MOVING})?")
_RENAMES: Final = "renames.lock"
_FOLLOWING: Final = "following.lock"
_BUSY_SECONDS: Final = 5.0
_LOG: Final = logging.getLogger("penstock.stories")


@frozen(kw_only=True)
class KeptRename:
    """A rename in its order; `moving` as long as nobody has noted whether it came to be."""

    number: int
    old: str
    new: str
    moving: bool = False

    @property
    def folder_name(self) -> str:
        """The name of the folder that stands for it."""
        return f"{self.number:09d}~{self.old}~{self.new}{_MOVING if self.moving else ''}"


@define
class KeptRenames:
    """See the module. `folder` is of nobody else; `is_scene` tells whether there is a scene of that name now."""

    folder: Path
    files: Files
    is_scene: Callable[[str], bool]

    @contextlib.contextmanager
    def renaming(self, old_name: str, new_name: str) -> Iterator[None]:
        """See `SceneRenames`; `BadName` where one is no name of a scene: both become part of a folder's name."""
        check_path_name(old_name, "scene")
        check_path_name(new_name, "name")
        lock = self._locked(_RENAMES, _BUSY_SECONDS)
        if lock is None:
            raise Busy("Another scene is being renamed.", hint="Nothing was changed; try again.")
        with lock:
            self._settle()
            number = max((one.number for one in self._found()), default=0) + 1
            rename = KeptRename(number=number, old=old_name, new=new_name, moving=True)
            self._keep(rename)
            try:
                yield
            except Exception:
                self._settle()
                raise
            self._note_moved(rename)

    @contextlib.contextmanager
    def following(self) -> Iterator[tuple[KeptRename, ...]]:
        """The renames to follow, in their order, while nobody else follows any; none where somebody does."""
        lock = self._locked(_FOLLOWING, 0) if self._found() else None
        if lock is None:
            yield ()
            return
        with lock:
            yield self._settled()

    def forget(self, rename: KeptRename) -> None:
        """It was followed. The errors of the disk."""
        try:
            self.files.unmark(self.folder / rename.folder_name)
        except OSError as error:
            raise from_os_error(error, "note that stories have followed a scene") from error

    def _settled(self) -> tuple[KeptRename, ...]:
        """What is known to have come to be; nothing while a scene is being renamed just now."""
        if any(one.moving for one in self._found()):
            lock = self._locked(_RENAMES, 0)
            if lock is None:
                return ()
            with lock:
                self._settle()
        found = self._found()
        return () if any(one.moving for one in found) else found

    def _settle(self) -> None:
        """Find out what became of renames that nobody makes any more; only with the lock of renames."""
        for rename in self._found():
            if not rename.moving:
                continue
            if self._is_scene(rename.new) and not self._is_scene(rename.old):
                self._note_moved(rename)
            else:
                self._drop(rename)

    def _is_scene(self, name: str) -> bool:
        try:
            return self.is_scene(name)
        except BadName:
            return False  # somebody has put a link there

    def _found(self) -> tuple[KeptRename, ...]:
        try:
            names = sorted(path.name for path in self.folder.iterdir())
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise from_os_error(error, "list renamed scenes") from error
        matches = (_NAME.fullmatch(name) for name in names)
        return tuple(
            KeptRename(number=int(one[1]), old=one[2], new=one[3], moving=one[4] is not None)
            for one in matches
            if one is not None
        )

    def _keep(self, rename: KeptRename) -> None:
        try:
            self.files.make_folder(self.folder / rename.folder_name)
        except OSError as error:
            self._drop(rename)
            raise from_os_error(error, "rename the scene") from error

    def _note_moved(self, rename: KeptRename) -> None:
        """What cannot be noted just now is found out later, by the folders of both names."""
        moved = evolve(rename, moving=False)
        try:
            self.files.move_tree(self.folder / rename.folder_name, self.folder / moved.folder_name)
        except OSError as error:
            _LOG.warning("it could not be noted that the scene %s is now %s: %s", rename.old, rename.new, error)

    def _drop(self, rename: KeptRename) -> None:
        try:
            self.files.unmark(self.folder / rename.folder_name)
        except OSError as error:
            _LOG.warning("it could not be noted that %s did not become %s: %s", rename.old, rename.new, error)

    def _locked(self, name: str, seconds: float) -> contextlib.AbstractContextManager[object] | None:
        """A lock that is held until the end of the `with`; None where somebody else has it for longer than that."""
        lock = FileLock(self.folder / name, timeout=seconds, poll_interval=0.01, thread_local=False)
        try:
            self.files.make_folder(self.folder)
            return lock.acquire()
        except Timeout:
            return None
        except OSError as error:
            raise from_os_error(error, "rename the scene") from error
