"""Pools as a whole: made and copied in the staging folder and moved into place in one rename; moved to the trash."""

import os
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path

from attrs import define, evolve

from ...core.contracts.pools import NO_NOTES, Notes, Pool, Progress, Slot, no_progress
from ...core.errors import Busy, Conflict
from ...core.files import Files
from ...core.names import check_id
from . import manifest, rows, schema
from .folder_scan import first_free_number
from .installing import Installing
from .notes import check_notes, write_notes
from .open_pool import OpenPool
from .operations import missing_pool
from .pool_contents import everything, missing_file, names_of
from .pool_files import tag_of
from .pool_lock import PoolLocks
from .rebuilding import Rebuilding
from .snapshot import renumbered
from .store_names import INDEX, MANIFEST
from .trash import Trash

_ATTEMPTS = 3


@define
class WholePools:
    """See the module. Raises `PoolStore`'s errors, `OSError` and `sqlite3.Error`. Safe on any thread."""

    root: Path
    staging: Path
    files: Files
    trash: Trash
    locks: PoolLocks
    rebuilding: Rebuilding

    def create(self, pool_id: str, notes: Notes = NO_NOTES) -> None:
        """Make an empty pool."""
        check_id(pool_id, "pool")
        check_notes(notes)
        head = rows.Head(uid=self.rebuilding.ids.new())
        self._put_in_place(pool_id, notes, lambda folder: self._fill(folder, head, []))

    def copy(self, source: OpenPool, pool_id: str, notes: Notes = NO_NOTES, progress: Progress = no_progress) -> Pool:
        """Make a pool with the slots of another one, each with files of its own."""
        check_id(pool_id, "pool")
        check_notes(notes)
        made: list[Pool] = []
        for attempt in range(_ATTEMPTS):
            try:
                self._put_in_place(
                    pool_id, notes, lambda folder: made.append(self._copy_into(folder, source, progress))
                )
            except FileNotFoundError as error:
                if attempt == _ATTEMPTS - 1 or not source.folder.is_dir():
                    raise _explained(error, source) from error
                continue  # an image was removed while it was being copied: take the state as it is now
            break
        return evolve(made[-1], id=pool_id, revision=0, undo=None, redo=None)

    def install(self, pool_id: str, folder: Path, notes: Notes = NO_NOTES) -> Pool:
        """Make a pool of a folder in the staging folder, which stays where this raises."""
        check_id(pool_id, "pool")
        check_notes(notes)
        if (self.root / pool_id).exists():
            raise _in_use(pool_id)
        head, made = Installing(self.staging, self.files, self.rebuilding.ids).content(folder)
        self._fill(folder, head, made)
        self._move_in(pool_id, folder, notes)
        place = next((number for number, row in enumerate(made) if row.slot.id == head.selected), 0)
        return Pool(id=pool_id, count=len(made), selected=head.selected, position=place)

    def delete(self, pool_id: str, folder: Path, opened: OpenPool | None) -> str:
        """Move a pool's folder to the trash: one rename, which needs no room on the disk."""
        with self.locks.holding(pool_id):
            if not folder.is_dir():
                raise missing_pool(pool_id)
            if sys.platform == "win32" and opened is not None:
                opened.close()  # Windows renames no folder that has open files
            with _writers_out(folder, self.rebuilding.connect):
                return self.trash.put_pool(pool_id, folder)

    def undelete(self, trash_id: str) -> str:
        """Move a deleted pool back; returns its id."""
        pool_id, kept = self.trash.pool(trash_id)
        with self.locks.holding(pool_id):
            try:
                self.files.move_tree(kept, self.root / pool_id)
            except FileExistsError as error:
                raise _in_use(pool_id) from error
        return pool_id

    def delete_again(self, pool_id: str, trash_id: str) -> None:
        """Put a pool that was brought back and cannot be opened where it was."""
        with self.locks.holding(pool_id):
            self.trash.put_back(trash_id, self.root / pool_id)

    def _put_in_place(self, pool_id: str, notes: Notes, fill: Callable[[Path], None]) -> None:
        if (self.root / pool_id).exists():
            raise _in_use(pool_id)
        self.files.make_folder(self.staging)
        draft = self.staging / f"{self.rebuilding.ids.new()}.pool"
        self.files.make_folder(draft)
        try:
            fill(draft)
            self._move_in(pool_id, draft, notes)
        except Exception:
            self.files.remove_tree(draft)
            raise

    def _move_in(self, pool_id: str, draft: Path, notes: Notes) -> None:
        """The one rename by which a pool with its notes comes to be."""
        write_notes(self.files, draft, notes)
        try:
            with self.locks.holding(pool_id):
                self.files.move_tree(draft, self.root / pool_id)
        except FileExistsError as error:
            raise _in_use(pool_id) from error

    def _fill(self, folder: Path, head: rows.Head, made: list[rows.Row]) -> None:
        """Write the index and the manifest of a new pool."""
        place = next((n for n, row in enumerate(made) if row.slot.id == head.selected), 0)
        data = manifest.encode(
            [row.slot for row in made],
            active=place,
            next_seq=head.next_image,
            uid=head.uid,
            revision=head.revision,
            extra=head.extra,
            slot_extras={row.slot.id: row.extra for row in made if row.extra != "{}"},
        )
        self.files.write(folder / MANIFEST, data)
        self.rebuilding.create(folder / INDEX, evolve(head, manifest_hash=manifest.digest(data)), made)

    def _copy_into(self, folder: Path, source: OpenPool, progress: Progress) -> Pool:
        head, slots, extras, state = source.look_up(everything)
        names = names_of(slots)
        for number, name in enumerate(names):
            progress(number, len(names))
            self._copy_file(source.folder / name, folder / name)
        progress(len(names), len(names))
        made = [
            rows.Row(slot=_retagged(slot, folder), rank=rank, extra=extras.get(slot.id, "{}"))
            for slot, rank in zip(slots, renumbered(len(slots)), strict=True)
        ]
        number = max(head.next_image, first_free_number(dict.fromkeys(names)))
        fresh = rows.Head(
            uid=self.rebuilding.ids.new(),
            selected=head.selected,
            next_image=number,
            reserved=number,
            extra=head.extra,
        )
        self._fill(folder, fresh, made)
        return state

    def _copy_file(self, source: Path, target: Path) -> None:
        with self.files.stage(target.parent) as staged:
            self.files.copy(source, staged)
        self.files.place(staged.path, target)


def _explained(error: FileNotFoundError, source: OpenPool) -> Exception:
    """What to say of a file that is missing for good."""
    slots = source.look_up(everything)[1]
    gone = next((name for name in names_of(slots) if not os.path.lexists(source.folder / name)), None)
    return error if gone is None else missing_file(gone, slots)


def _retagged(slot: Slot, folder: Path) -> Slot:
    """A copy's tags, so that its files' addresses are its own."""
    return evolve(
        slot,
        image_tag=tag_of(folder / slot.image),
        mask_tag=tag_of(folder / slot.mask) if slot.mask else "",
    )


def _in_use(pool_id: str) -> Conflict:
    return Conflict(
        f"There is a pool {pool_id!r} already.", hint="Choose another id.", details={"current": {"pool": pool_id}}
    )


class _writers_out:  # noqa: N801  a context manager, used like a function
    """Keeps every process from committing to an index while its folder moves; a damaged index is moved as it is."""

    def __init__(self, folder: Path, connect: schema.Connect) -> None:
        self._path = folder / INDEX
        self._connect = connect
        self._connection: sqlite3.Connection | None = None

    def __enter__(self) -> None:
        if sys.platform == "win32" or not self._path.is_file():
            return
        try:
            self._connection = self._connect(
                f"{self._path.absolute().as_uri()}?mode=rw", timeout=schema.BUSY_SECONDS, isolation_level=None, uri=True
            )
            self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            if self._connection is not None:
                self._connection.close()
            if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY:
                raise Busy("Another program is writing this pool.", hint="Try again.") from error
            self._connection = None

    def __exit__(self, *_: object) -> None:
        if self._connection is not None:
            self._connection.close()
