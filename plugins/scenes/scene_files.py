"""The scenes on the disk: `<root>/<scene>/`, read, made, stored, renamed."""

import contextlib
import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from ...core.clock import Clock
from ...core.contracts.prompts import thawed
from ...core.contracts.scenes import SceneDocument, SceneMask
from ...core.errors import BadName, Busy, Conflict, NotFound, ReadOnly, from_os_error
from ...core.files import Files
from ...core.names import check_path_name, contained, is_path_name, namesake
from ...core.settling import may_be_in_writing
from ...core.values import frozen
from . import contents
from .contents import Contents
from .loras import entries_of
from .metadata import DEFAULTS
from .scene_disk import DOCUMENT, Listing, SceneDisk, listing_of

_LOG: Final = logging.getLogger("penstock.scenes")


@frozen(kw_only=True)
class Stored:
    """What a save did: the contents before and after it, and the files that it wrote."""

    before: Contents
    after: Contents
    written: tuple[str, ...] = ()


class SceneFiles:
    """See the module. `private` is a folder that nobody else writes to, for the last good copies.

    What a method returned is durable, what it raised changed nothing. Raises `BadName` for what is no name, `Busy`, and
    the errors of the disk. All methods block; safe on any thread and beside other processes.
    """

    def __init__(self, root: Path, private: Path, files: Files, clock: Clock) -> None:
        self._root = root
        self._private = private
        self._files = files
        self._clock = clock
        self._noted: dict[str, str] = {}

    @property
    def root(self) -> Path:
        """The folder of all scenes."""
        return self._root

    def folders(self) -> tuple[tuple[str, bool], ...]:
        """Every folder below the root, and whether it has a name that a scene can have, sorted."""
        try:
            with os.scandir(self._root) as entries:
                found = [one.name for one in entries if one.is_dir(follow_symlinks=False)]
        except (FileNotFoundError, NotADirectoryError):
            return ()
        except OSError as error:
            raise from_os_error(error, "list the scenes") from error
        return tuple(sorted((name, is_path_name(name)) for name in found if not name.startswith(".")))

    def listings(self) -> dict[str, Listing]:
        """The files of all scenes: cheap enough to be asked for twice a second."""
        found = ((name, listing_of(self._root / name)) for name, fit in self.folders() if fit)
        return {name: listing for name, listing in found if listing}

    def odd_folders(self) -> tuple[str, ...]:
        """The folders that would be scenes, had they a name that can be used."""
        return tuple(name for name, fit in self.folders() if not fit and listing_of(self._root / name))

    def folder(self, scene: str) -> Path:
        """The folder of a scene; it need not exist."""
        return self.disk(scene).folder

    def listing(self, scene: str) -> Listing:
        """The files of a scene; empty where there is none."""
        return self.disk(scene).listing()

    def read(self, scene: str) -> Contents:
        """What the files of a scene say; `NotFound` where there is none."""
        disk = self.disk(scene)
        found = self._read(disk)
        if found is None:
            raise not_found(scene)
        self._notice(disk, found)
        return found

    @contextlib.contextmanager
    def holding(self, *scenes: str) -> Iterator[None]:
        """Keep everybody else, other processes too, from changing these scenes; `Busy` after 5 s. Not re-entrant."""
        with contextlib.ExitStack() as stack:
            for name in sorted(set(scenes)):
                disk = self.disk(name)
                stack.enter_context(disk.holding())
                disk.sweep()
            yield

    def held(self, scene: str) -> Contents | None:
        """What the files say, while it is held: a file that somebody is writing just now is `Busy`; None: no scene."""
        disk = self.disk(scene)
        found = self._read(disk)
        if found is not None and found.damaged:
            listing = disk.listing()
            if any(name in listing and may_be_in_writing(listing[name][0], self._clock) for name in found.damaged):
                raise Busy("Another program is writing it, or has just left it so.", hint="Try again in some seconds.")
        return found

    def store(self, before: Contents, wanted: SceneDocument, *, new: bool = False) -> Stored:
        """Write what is other in `wanted`, while it is held; where a write fails, those before it are undone."""
        disk = self.disk(wanted.name)
        made = contents.files_of(before, wanted, new=new)
        moves = [] if not made else _moves(before.document.masks, wanted.masks, disk)
        for name, data in before.damaged.items():
            if made:
                disk.set_aside(name, data)
        with contextlib.ExitStack() as undo:
            for source, target in moves:
                self._move(source, target)
                undo.callback(self._move_back, target, source)
            for name, data in made.items():
                disk.replace(name, before.data.get(name), data)
                undo.callback(disk.put_back, name, before.data.get(name))
            undo.pop_all()
        for name, data in made.items():
            disk.keep_good(name, data)
        after = self._read(disk)
        if after is None:
            raise not_found(wanted.name)
        return Stored(before=before, after=after, written=tuple(made))

    def gave_way(self, scene: str) -> bool:
        """Whether the name is free, while it is held: what a scene that could not be made left behind is removed."""
        disk = self.disk(scene)
        if not os.path.lexists(disk.folder):
            return True
        disk.sweep()
        try:
            self._files.unmark(disk.folder)
        except OSError:  # something is in it, or it is no folder
            return False
        return True

    def check_new(self, scene: str, instead_of: str | None = None) -> None:
        """`Conflict` where only its capitals tell a new scene from another one than `instead_of`."""
        known = namesake(scene, (name for name in self.listings() if name != instead_of))
        if known is not None:
            raise taken(known)

    def move(self, scene: str, name: str) -> None:
        """Give the folder another name, while both are held; `Conflict` where that is used."""
        source, target = self.disk(scene), self.disk(name)
        self.check_new(name, scene)
        if not self.gave_way(name):
            raise taken(name)
        try:
            self._files.move_tree(source.folder, target.folder)
        except FileExistsError as error:
            raise taken(name) from error
        except OSError as error:
            raise from_os_error(error, f"rename {scene}") from error
        source.forget_good()

    def disk(self, scene: str) -> SceneDisk:
        """The folder of a scene, proven to be inside the root and no link."""
        name = check_path_name(scene, "scene")
        path = contained(self._root, name)
        if path.parent != self._root.resolve() or path.name != name:
            raise BadName(f"{name!r} is a link, or is written otherwise on the disk.", field="scene")
        return SceneDisk(path, self._private / name, self._files, self._clock)

    def _read(self, disk: SceneDisk) -> Contents | None:
        listing = disk.listing()
        if not listing:
            return None
        found = ((name, disk.read(name)) for name in DOCUMENT if name in listing)
        data = {name: content for name, content in found if content is not None}
        return contents.read(disk.folder.name, data, listing, disk.last_good)

    def _notice(self, disk: SceneDisk, found: Contents) -> None:
        """Keep what somebody else wrote as the last good copies, once."""
        revision = found.document.revision or ""
        good = {name: data for name, data in found.data.items() if name not in found.damaged}
        if self._noted.get(disk.folder.name) == revision and disk.has_good(good):
            return
        for name, data in good.items():
            disk.keep_good(name, data)
        self._noted[disk.folder.name] = revision

    def _move(self, source: Path, target: Path) -> None:
        try:
            self._files.move(source, target)
        except OSError as error:
            raise from_os_error(error, f"rename {source.name}") from error

    def _move_back(self, source: Path, target: Path) -> None:
        try:
            self._files.move(source, target)
        except OSError as error:
            _LOG.warning("%s could not get its name back: %s", source.name, error)


def empty(scene: str) -> Contents:
    """The contents of a scene that is not there yet."""
    return Contents(document=SceneDocument(name=scene))


def check_writable(found: Contents, wanted: SceneDocument, seen: str | None) -> None:
    """`ReadOnly` over a newer format, `Conflict` where the scene is at another revision than was seen."""
    now = found.document
    if now.read_only:
        raise ReadOnly(f"The scene {now.name} was written by a newer program.", hint="Update Penstock to change it.")
    if now.revision != seen:
        message = f"There is a scene {now.name} already." if seen is None else "This scene was changed in the meantime."
        details = {"current": shown(now), "revision": now.revision, "sent": shown(wanted)}
        raise Conflict(message, hint="Look at both and save again.", field="scene", details=details)


def shown(document: SceneDocument) -> dict[str, Any]:
    """A document as JSON, for the details of an error."""
    made: dict[str, Any] = {key: getattr(document, key) for key in DEFAULTS}
    made["loras"] = entries_of(document.loras)
    made["masks"] = [{"name": one.name, "type": one.type, "color": one.color} for one in document.masks]
    return made | {"pose": thawed(document.pose)}


def not_found(scene: str) -> NotFound:
    """There is no such scene."""
    return NotFound(f"There is no scene {scene!r}.", hint="Choose another one, or make it first.", field="scene")


def taken(scene: str) -> Conflict:
    """The name is used."""
    return Conflict(f"There is a scene {scene!r} already.", hint="Choose another name.", field="name")


def _moves(before: tuple[SceneMask, ...], after: tuple[SceneMask, ...], disk: SceneDisk) -> list[tuple[Path, Path]]:
    """The files of masks that get another name, because they have a background now, or have none any more."""
    was = {one.name: one.file for one in before}
    pairs = [(was[one.name], one.file) for one in after if was.get(one.name, one.file) != one.file]
    return [(disk.folder / old, disk.folder / new) for old, new in pairs if not os.path.lexists(disk.folder / new)]
