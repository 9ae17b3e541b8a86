"""Saving a batch of pictures as variants of a scene, each under a name that nobody had."""

import contextlib
import stat
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from attrs import define

from ...core.clock import Clock
from ...core.errors import Conflict, Invalid, from_os_error
from ...core.execution_names import IMAGE_EXTENSIONS, MOST, ImageName, image_name, parse_image, slug
from ...core.files import TEMPORARY_SUFFIX, Files
from ...core.values import frozen
from .listings import Listings

UNFINISHED: Final = f".picture{TEMPORARY_SUFFIX}"
_OLD_MS: Final = 3_600_000

Encoded = Callable[[], bytes]


@frozen
class Wanted:
    """A batch for a scene. With `variants` 0 each is a new one, else see `Executions.save_images`."""

    order: int
    scene: str
    batch: Sequence[Encoded]
    extension: str
    variants: int = 0


@frozen
class Saved:
    """The names of the wanted pictures in the order of the batch; `new` are those that were written."""

    names: tuple[str, ...]
    new: tuple[str, ...]


@frozen
class _Place:
    """Where a picture goes: to this variant, or to the next free one. `kept` is the file that is there already."""

    variant: int | None = None
    kept: str | None = None


@define
class Saving:
    """See the module. Raises `PenstockError`; what raised left nothing behind."""

    files: Files
    clock: Clock
    listings: Listings[ImageName]

    def save(self, folder: Path, wanted: Wanted) -> Saved:
        """Save into an existing folder; whoever else writes there meanwhile, no file is overwritten."""
        check_wanted(wanted)
        places = self._places(folder, wanted)
        staged: dict[int, Path] = {}
        try:
            for index in [index for index, place in enumerate(places) if place.kept is None]:
                data = wanted.batch[index]()
                places[index] = self._unless_there(folder, wanted, places[index], data)
                if places[index].kept is None:
                    staged[index] = self._staged(folder, data)
            return self._placed(folder, wanted, places, staged)
        except OSError as error:
            raise from_os_error(error, "save the pictures") from error
        finally:
            for path in staged.values():
                with contextlib.suppress(OSError):  # the first error is the one to report; the next sweep takes it
                    self.files.discard(path)

    def sweep(self, folder: Path) -> None:
        """Remove what processes that died an hour ago left half written beside the folder of pictures `folder`."""
        try:
            for path in folder.parent.iterdir() if folder.parent.is_dir() else ():
                state = path.lstat()
                old = self.clock.wall_ms() - state.st_mtime_ns // 1_000_000 > _OLD_MS
                if path.name.endswith(UNFINISHED) and old and stat.S_ISREG(state.st_mode):
                    self.files.discard(path)
        except OSError as error:
            raise from_os_error(error, f"tidy {folder.name}") from error

    def _places(self, folder: Path, wanted: Wanted) -> list[_Place]:
        """Where each picture of the batch that counts goes."""
        if not wanted.variants:
            return [_Place()] * len(wanted.batch)
        there = self._there(folder, wanted)
        if len(wanted.batch) >= wanted.variants:
            return [_Place(variant, there.get(variant)) for variant in range(wanted.variants)]
        free = [_Place(variant) for variant in range(wanted.variants) if variant not in there]
        kept = [_Place(variant, name) for variant, name in sorted(there.items()) if variant < wanted.variants]
        return [*free, *kept][: len(wanted.batch)]

    def _unless_there(self, folder: Path, wanted: Wanted, place: _Place, data: bytes) -> _Place:
        """A run that is the same again brings the same pictures: they fill no place of a variant that still lacks."""
        if place.variant is None or len(wanted.batch) >= wanted.variants:
            return place
        for variant, name in self._there(folder, wanted).items():
            if (folder / name).stat().st_size == len(data) and self.files.read(folder / name, len(data)) == data:
                return _Place(variant, name)
        return place

    def _there(self, folder: Path, wanted: Wanted) -> dict[int, str]:
        """The first file of each variant of the scene."""
        names: dict[int, str] = {}
        which = wanted.order, slug(wanted.scene)
        for one in self.listings.of(folder):
            if (one.says.order, one.says.scene) == which:
                names.setdefault(one.says.variant, one.name)
        return names

    def _staged(self, folder: Path, data: bytes) -> Path:
        """The picture beside the folder that it belongs to: what a process that dies leaves is never among pictures."""
        with self.files.stage(folder.parent, UNFINISHED) as staged:
            staged.write(data)
        return staged.path

    def _placed(self, folder: Path, wanted: Wanted, places: list[_Place], staged: dict[int, Path]) -> Saved:
        names: list[str] = []
        new: list[str] = []
        try:
            for index, place in enumerate(places):
                if place.kept is not None:
                    name, written = place.kept, False
                elif place.variant is not None:
                    name, written = self._filled(folder, wanted, place.variant, staged[index])
                else:
                    name, written = self._appended(folder, wanted, staged[index], names), True
                names.append(name)
                new += [name] if written else []
        except BaseException:
            for name in new:
                with contextlib.suppress(OSError):  # the first error is the one to report
                    self.files.discard(folder / name)
            raise
        return Saved(tuple(names), tuple(new))

    def _filled(self, folder: Path, wanted: Wanted, variant: int, path: Path) -> tuple[str, bool]:
        """The name of the variant, or that of a file which came in between; whether it was written."""
        if (there := self._there(folder, wanted).get(variant)) is not None:
            return there, False
        name = f"{image_name(wanted.order, wanted.scene, variant)}{wanted.extension}"
        try:
            self.files.place(path, folder / name)
        except FileExistsError:
            _check_picture(folder / name)
            return name, False
        return name, True

    def _appended(self, folder: Path, wanted: Wanted, path: Path, before: Sequence[str]) -> str:
        """The first name that is free behind the batch's last one, or behind all: one look serves a whole batch."""
        last = parse_image(before[-1]) if before else None
        taken = max(self._there(folder, wanted), default=-1) if last is None else last.variant
        for number in range(taken + 1, MOST + 1):
            name = f"{image_name(wanted.order, wanted.scene, number)}{wanted.extension}"
            try:
                self.files.place(path, folder / name)
            except FileExistsError:
                continue
            return name
        raise Invalid(f"A scene has at most {MOST + 1:,} variants.", field="variants")


def _check_picture(path: Path) -> None:
    """Raise `Conflict` where what has the name of a picture is none: a link, a folder."""
    if not path.is_file() or path.is_symlink():
        raise Conflict(
            f"{path.name} is in the folder of the pictures, and is no picture.",
            hint="Move it away, then run again.",
            field="images",
        )


def check_wanted(wanted: Wanted) -> None:
    """Raise `BadName` or `Invalid` for what cannot be saved."""
    image_name(wanted.order, wanted.scene, 0)
    if wanted.extension not in IMAGE_EXTENSIONS:
        raise Invalid(
            f"{wanted.extension[:20]!r} is no kind of picture that can be saved.",
            hint=f"Use one of {', '.join(IMAGE_EXTENSIONS)}.",
            field="image_format",
        )
    check_variants(wanted.variants)


def check_variants(variants: object) -> int:
    """`variants` if it is a number of pictures; `Invalid`."""
    if isinstance(variants, bool) or not isinstance(variants, int) or not 0 <= variants <= MOST:
        raise Invalid(f"variants is a whole number from 0 to {MOST:,}.", field="variants")
    return variants
