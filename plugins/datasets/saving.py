"""Saving images with their texts: planned and checked whole, then staged, then placed by the journal."""

import contextlib
import secrets
from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from attrs import define, field

from ...core.clock import Clock, SystemClock
from ...core.errors import Conflict, Invalid, from_os_error
from ...core.events.base import Event
from ...core.events.datasets import DatasetImagesSaved
from ...core.files import TEMPORARY_SUFFIX, Files
from ...core.values import frozen
from .folders import Folders, Found
from .journal import Journal
from .saving_names import SetNames, check_names, names_in, next_number, prefix_of, set_names
from .sidecar import SidecarText, checked_texts

Encoded = Callable[[], bytes]


@frozen(kw_only=True)
class SavedSet:
    """One image that was saved, and its texts, in `folder`."""

    folder: Path
    image: str
    texts: tuple[str, ...]


@frozen
class _Plan:
    """What is to be saved where; nothing is written yet. `bases` is what the names begin with, one for each image."""

    found: Found
    bases: tuple[str, ...]
    texts: tuple[SidecarText, ...]

    def sets(self) -> tuple[SetNames, ...]:
        """The names as they are free now; `Invalid` where one cannot be used, `OSError`."""
        folder = self.found.path
        sets = set_names(self.bases, next_number(names_in(folder), self.bases), self.texts)
        check_names(sets, folder)
        return sets


@define
class SavingSidecars:
    """See the module. Raises `PenstockError`; what raised left nothing behind. Safe on any thread."""

    folders: Folders
    files: Files
    journal: Journal
    notify: Callable[[Event], object]
    clock: Clock = field(factory=SystemClock)

    def save(
        self,
        images: Sequence[Encoded],
        prefix: str,
        folder: str,
        sidecars: Sequence[Mapping[str, Any]] | None,
        *,
        size: tuple[int, int],
    ) -> tuple[SavedSet, ...]:
        """Save PNG bytes, each image with its texts or not at all; `size` is (width, height) of the images.

        A batch is saved whole: where one image cannot be made or written, none shows.
        """
        if not images:
            raise Invalid("There are no images to save.", hint="Link an IMAGE.", field="images")
        plan = self._planned(prefix, folder, sidecars, size, len(images))
        try:
            plan.sets()
            self.journal.recover()
            sets = self._saved(plan, images)
        except OSError as error:
            raise from_os_error(error, "save the images") from error
        self.notify(DatasetImagesSaved(folder=plan.found.address, names=tuple(one.image for one in sets)))
        return tuple(SavedSet(folder=plan.found.path, image=one.image, texts=one.texts) for one in sets)

    def check(self, prefix: str, folder: str) -> None:
        """Raise what `save` would raise for these, as far as it is known without images."""
        self._planned(prefix, folder, None, (0, 0), 1)

    def _planned(
        self,
        prefix: str,
        folder: str,
        sidecars: Sequence[Mapping[str, Any]] | None,
        size: tuple[int, int],
        count: int,
    ) -> _Plan:
        if not isinstance(folder, str):
            raise Invalid("A folder is named by text.", hint="Change what is linked to it.", field="output_folder")
        texts = checked_texts(sidecars)
        begin = prefix_of(prefix, size, self.clock.wall_ms())
        found = self.folders.to_save(folder, "output_folder")
        if begin.below:
            found = self.folders.to_save("/".join((found.address, *begin.below)), "filename_prefix")
        return _Plan(found, begin.bases(count), texts)

    def _saved(self, plan: _Plan, images: Sequence[Encoded]) -> tuple[SetNames, ...]:
        beside = _existing(plan.found.path)
        part = beside / f".{secrets.token_hex(8)}{TEMPORARY_SUFFIX}"
        self.journal.staging(part)
        try:
            self.files.make_folder(part)
            staged = [self._staged(part, image, plan.texts) for image in images]
            return self._placed(plan, staged)
        finally:
            self.journal.drop(part)

    def _staged(self, part: Path, image: Encoded, texts: Sequence[SidecarText]) -> list[Path]:
        """An image and its texts, on the disk."""
        data = image()
        return [self._written(part, data), *(self._written(part, text.content.encode()) for text in texts)]

    def _written(self, part: Path, data: bytes) -> Path:
        with self.files.stage(part) as staged:
            staged.write(data)
        return staged.path

    def _placed(self, plan: _Plan, staged: Sequence[Sequence[Path]]) -> tuple[SetNames, ...]:
        folder = plan.found.path
        missing = [path for path in (folder, *folder.parents) if not path.exists()]
        try:
            self.files.make_folder(folder)
            return self._numbered(plan, staged)
        except BaseException:
            self._unmade(missing)
            raise

    def _numbered(self, plan: _Plan, staged: Sequence[Sequence[Path]]) -> tuple[SetNames, ...]:
        """Where somebody else takes a name first, the next numbers are tried."""
        tried: tuple[SetNames, ...] = ()
        while (sets := plan.sets()) != tried:
            paths = [plan.found.path / name for names in sets for name in names]
            try:
                self.journal.place(list(zip(chain.from_iterable(staged), paths, strict=True)))
            except Conflict:
                tried = sets
            else:
                return sets
        raise Conflict(
            f"{tried[0].image[:80]!r} cannot be saved: something has its name.",
            hint="Use another prefix.",
            field="filename_prefix",
        )

    def _unmade(self, folders: Sequence[Path]) -> None:
        with contextlib.suppress(OSError):  # somebody uses them by now
            for folder in folders:
                self.files.unmark(folder)


def _existing(folder: Path) -> Path:
    """The folder, or the innermost one above it that is there: on the same file system, and empty of new ones."""
    return next(path for path in (folder, *folder.parents) if path.exists())
