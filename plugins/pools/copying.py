"""Copies of slots, made in the staging folder and then added like any new image: with files of their own.

A hard link would be quicker, and wrong: Dataset Gates writes a mask over the old one, and both slots would change.
"""

import contextlib
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from attrs import define

from ...core.contracts.pools import NewImage
from ...core.errors import BadName, NotFound
from ...core.files import Files
from ...core.names import contained
from . import rows
from .editing import distinct
from .open_pool import OpenPool
from .snapshot import Snapshot

_ATTEMPTS: Final = 3


@define
class Copying:
    """See the module. No lock is held while files are copied. Raises `OSError` and `sqlite3.Error` untranslated."""

    files: Files
    staging: Callable[[], Path]

    def copies(self, pool: OpenPool, ids: Sequence[str]) -> tuple[NewImage, ...]:
        """Staged copies of live slots, all or none."""
        distinct(ids)
        found = _rows_of(pool, ids)
        folder = self.staging()
        made: list[NewImage] = []
        try:
            for row in found:
                made.append(self._copy(pool, row, folder))
        except BaseException:
            self._discard([path for image in made for path in image.files])
            raise
        return tuple(made)

    def _copy(self, pool: OpenPool, row: rows.Row, folder: Path) -> NewImage:
        for _ in range(_ATTEMPTS):
            names = [name for name in (row.slot.image, row.slot.mask) if name]
            staged: list[Path] = []
            try:
                for name in names:
                    staged.append(self._staged(pool.folder, name, folder))
            except FileNotFoundError:
                self._discard(staged)
                row = _rows_of(pool, [row.slot.id])[0]  # removed, or painted anew, while it was copied
                continue
            except BaseException:
                self._discard(staged)
                raise
            return NewImage(
                source=staged[0],
                mask=staged[1] if len(staged) > 1 else None,
                width=row.slot.width,
                height=row.slot.height,
                label=row.slot.label,
                image_tag=row.slot.image_tag,
                extra=row.extra,
            )
        raise NotFound("The image's file is gone.", hint="Undo, or remove the image from the pool.", field="slots")

    def _staged(self, source: Path, name: str, folder: Path) -> Path:
        try:
            path = contained(source, name)
        except BadName as error:
            raise NotFound("The file is not in the pool's folder.", field="slots") from error
        with self.files.stage(folder, ".png") as staged:
            self.files.copy(path, staged)
        return staged.path

    def _discard(self, paths: Sequence[Path]) -> None:
        for path in paths:
            with contextlib.suppress(OSError):  # the first error is the one to report; a sweep takes the rest
                self.files.discard(path)


def _rows_of(pool: OpenPool, ids: Sequence[str]) -> list[rows.Row]:
    """The rows of live slots, in this order; `NotFound` where one is none."""

    def question(connection: sqlite3.Connection, snapshot: Snapshot) -> list[rows.Row]:
        if any(sid not in snapshot for sid in ids):
            raise NotFound("There is no such image in this pool.", hint="It may have been removed.", field="slots")
        found = rows.read_rows(connection, ids)
        return [found[sid] for sid in ids]

    return pool.look_up(question)
