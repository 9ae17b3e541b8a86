"""The pictures of a scene on the disk: put without ever writing over one, taken away to the trash, brought back."""

import contextlib
import logging
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from attrs import define

from ...core.contracts.pictures import Pictures
from ...core.contracts.scenes import PICTURES, SceneMask
from ...core.errors import Conflict, NotFound, PenstockError, from_os_error
from ...core.files import TEMPORARY_SUFFIX, Files
from ...core.trash import Trash, Trashed
from . import masks as mask_names
from .scene_disk import THUMBNAIL

KIND: Final = "scene_pictures"
MASK: Final = "mask:"
THUMBNAIL_SIDE: Final = 128
_LOG: Final = logging.getLogger("penstock.scenes")
_CHUNK: Final = 1 << 20


@define
class PictureFiles:
    """See the module. All methods block and raise `PenstockError`; the scene is held by the caller."""

    files: Files
    trash: Trash

    def put(self, path: Path, data: bytes | Path, scene: str) -> tuple[bool, str | None]:
        """Make a file of these bytes (or of those of a file); the bytes that were there are kept in the trash.

        Returns whether anything was written, and the trash id of the old ones. The same bytes are not written again.
        What is replaced is never away in between: a process that dies leaves the old picture or the new one.
        """
        if _is_same(path, data):
            return False, None
        staged = self._staged(path, data)
        kept = None
        try:
            if path.is_file() and not path.is_symlink():
                kept = self.trash.keep(path, KIND, scene)
                self._replace(staged, path)
                return True, kept.id
            aside = self.trash.put_all([path], KIND, scene).id if os.path.lexists(path) else None
            self._place(staged, path)
        except BaseException:
            with contextlib.suppress(OSError):  # the first error is the one to report; a sweep takes the rest
                self.files.discard(staged)
            if kept is not None:
                self._undo(path, kept)
            raise
        return True, aside

    def put_back(self, path: Path, trash_id: str | None) -> None:
        """Undo `put`: the bytes of before take the place of the new ones, which go; `OSError`, `NotFound`."""
        if trash_id is None:
            self.files.discard(path)
            return
        self._undo(path, self.trash.find(trash_id, KIND))

    def take_away(self, path: Path, scene: str) -> Trashed:
        """Move a file to the trash; `NotFound` where there is none."""
        return self.trash.put_all([path], KIND, scene)

    def make_thumbnail(self, folder: Path, pictures: Pictures) -> None:
        """The thumbnail of the base picture, else of the upscaled one. A help, never a hindrance: errors are logged."""
        source = next((path for name in ("base", "upscale") if (path := folder / f"{name}.png").is_file()), None)
        if source is None:
            return
        try:
            image = pictures.read(source).image
            height, width = image.shape[1:3]
            scale = min(1.0, THUMBNAIL_SIDE / max(height, width))
            small = pictures.resized(image, max(1, round(width * scale)), max(1, round(height * scale)))
            self.files.write(folder / THUMBNAIL, pictures.png(small[0]))
        except (PenstockError, OSError) as error:
            _LOG.warning("the thumbnail of %s could not be made: %s", folder.name, error)

    def _staged(self, path: Path, data: bytes | Path) -> Path:
        try:
            self.files.make_folder(path.parent)
            with self.files.stage(path.parent, f".{path.name[:100]}{TEMPORARY_SUFFIX}") as staged:
                if isinstance(data, Path):
                    self.files.copy(data, staged)
                else:
                    staged.write(data)
        except OSError as error:
            raise from_os_error(error, f"store {path.name}") from error
        return staged.path

    def _place(self, staged: Path, path: Path) -> None:
        try:
            self.files.place(staged, path)
        except FileExistsError as error:
            raise Conflict(f"Another program has just written {path.name}.", hint="Try again.") from error
        except OSError as error:
            raise from_os_error(error, f"store {path.name}") from error

    def _replace(self, staged: Path, path: Path) -> None:
        try:
            self.files.take_place(staged, path)
        except OSError as error:
            raise from_os_error(error, f"store {path.name}") from error

    def _undo(self, path: Path, kept: Trashed) -> None:
        """What was kept takes its place again, and then needs no copy; where the disk refuses, the copy stays."""
        try:
            if not _is_same(path, kept.path / path.name):
                self._replace(self._staged(path, kept.path / path.name), path)
            self.trash.drop(kept)
        except PenstockError as error:
            _LOG.warning("%s stays in the trash: %s", path.name, error)


def file_of(picture: str, masks: Mapping[str, SceneMask] | None = None) -> str:
    """The file of a picture: a name of `PICTURES`, `thumbnail`, or `mask:<name>`; `NotFound` for what is none.

    `masks` are those of the scene, by name; a new one has a background.
    """
    if picture in PICTURES or picture == "thumbnail":
        return f"{picture}.png"
    if picture.startswith(MASK):
        name = picture.removeprefix(MASK)
        known = (masks or {}).get(name)
        return known.file if known is not None else mask_names.file_of(mask_names.check_name(name, "picture"))
    raise NotFound(
        f"No scene has a picture {picture[:60]!r}.", hint=f"Use one of {', '.join(PICTURES)}.", field="picture"
    )


def _is_same(path: Path, data: bytes | Path) -> bool:
    try:
        if path.is_symlink() or not path.is_file():
            return False
        if isinstance(data, bytes):
            return path.stat().st_size == len(data) and path.read_bytes() == data
        return path.stat().st_size == data.stat().st_size and _same_bytes(path, data)
    except OSError as error:
        raise from_os_error(error, f"compare {path.name}") from error


def _same_bytes(one: Path, other: Path) -> bool:
    with one.open("rb") as first, other.open("rb") as second:
        while chunk := first.read(_CHUNK):
            if second.read(_CHUNK) != chunk:
                return False
    return True
