"""Making an index where there is none: from the manifest, from what is left of a damaged index, from the files."""

import errno
import logging
from collections.abc import Container, Mapping
from pathlib import Path, PurePath
from typing import Final

from attrs import define, evolve

from ...core.clock import Clock
from ...core.files import Files
from ...core.ids import Ids
from ...core.troubles import DAMAGE, aside
from . import folder_scan, manifest, rows, schema, taking_in
from .manifest import Entry, Manifest
from .salvage import salvaged, with_newer
from .store_names import INDEX, MANIFEST, image_number, mask_number
from .trash import Trash

_LOG: Final = logging.getLogger("penstock.pools.recovery")
_NO_MANIFEST: Final = frozenset({errno.EFBIG, errno.EINVAL, errno.ELOOP, errno.EISDIR, errno.ENXIO})
"""What reading says of something that is too large, a pipe, a link or a folder."""

_LOST_CHANGES: Final = 10_000
"""A rebuilt pool's revision is ahead by more than can have been lost, so that no revision is used twice."""


@define
class Rebuilding:
    """See the module; the caller holds the pool's lock. Raises `OSError` and `sqlite3.Error`."""

    files: Files
    trash: Trash
    clock: Clock
    ids: Ids
    connect: schema.Connect

    def set_aside(self, folder: Path, name: str) -> Path:
        """Rename a damaged file out of the way, for people to look at; an index with its journal files."""
        kept = aside(folder / name, self.clock.wall_ms())
        self.files.move(folder / name, kept)
        for suffix in ("-wal", "-shm"):
            if (folder / f"{name}{suffix}").exists():
                self.files.move(folder / f"{name}{suffix}", folder / f"{kept.name}{suffix}")
        _LOG.warning("%s/%s is damaged: set aside as %s", folder.name, name, kept.name, extra=DAMAGE)
        return kept

    def read_manifest(self, folder: Path, unless: Container[str] = ()) -> tuple[Manifest | None, str | None]:
        """The manifest and its digest; a damaged one is set aside, None and None where there is none to read.

        One whose digest is in `unless` is not decoded (None and its digest): that is most of the cost of opening.
        """
        try:
            data = self.files.read(folder / MANIFEST, manifest.MAX_BYTES)
            known = manifest.digest(data)
            return (None if known in unless else manifest.decode(data)), known
        except FileNotFoundError:
            return None, None
        except (manifest.Unreadable, OSError) as error:
            if isinstance(error, OSError) and error.errno not in _NO_MANIFEST:
                raise
            self.set_aside(folder, MANIFEST)
            return None, None

    def content(self, pool_id: str, folder: Path, damaged: Path | None) -> tuple[rows.Head, list[rows.Row]]:
        """What a new index starts with; `damaged` is the old one, set aside."""
        found = folder_scan.plain_files(folder)
        read, known = self.read_manifest(folder)
        newer = salvaged(damaged, self.connect) if damaged is not None else {}
        if read is None:
            told = with_newer(folder_scan.from_files(found), newer)
            told = _in_salvaged_order(told, newer)
        elif read.format:
            told = self._caught_up(pool_id, with_newer(read, newer), found)
        else:
            told = read
        told = taking_in.usable(told, folder, found)
        made = taking_in.new_rows(told, folder, found)
        head = taking_in.new_head(told, made, found, uid=self.ids.new())
        if read is not None and not read.format:
            self.keep_copy(folder, told)
            return evolve(head, manifest_hash=known), made
        revision = told.revision + _LOST_CHANGES if read is not None else self._some_revision()
        return evolve(head, manifest_hash=known, revision=revision, manifest_revision=-1), made

    def create(self, path: Path, head: rows.Head, made: list[rows.Row]) -> None:
        """Write a new index; an interrupted one counts as none."""
        connection = schema.open_index(path, self.connect)
        try:
            with schema.transaction(connection):
                schema.create_tables(connection)
                rows.write_head(connection, head)
                rows.write_rows(connection, made)
        finally:
            connection.close()
        self.files.calls.sync_folder(path.parent)

    def rebuild(self, pool_id: str, folder: Path, damaged: Path | None) -> None:
        """Make the index of a folder that has none."""
        head, made = self.content(pool_id, folder, damaged)
        for leftover in (f"{INDEX}-wal", f"{INDEX}-shm"):
            self.files.discard(folder / leftover)  # of an index that is gone: it must not be played back into this one
        self.create(folder / INDEX, head, made)
        _LOG.info("%s: index made from %d images", pool_id, len(made))

    def _some_revision(self) -> int:
        """Without any record of the past, the time in seconds is above every revision that there was."""
        return max(self.clock.wall_ms() // 1000, _LOST_CHANGES)

    def keep_copy(self, folder: Path, told: Manifest) -> None:
        """Keep a foreign manifest of which something had to be left out, before anything of ours replaces it."""
        if not told.problems:
            return
        for problem in told.problems[:20]:
            _LOG.warning("%s/%s: %s", folder.name, MANIFEST, problem)
        copy = aside(folder / MANIFEST, self.clock.wall_ms())
        self.files.write(copy, self.files.read(folder / MANIFEST, manifest.MAX_BYTES))
        said = "%s/%s says what cannot be, which was left out; as it was it is kept as %s"
        _LOG.warning(said, folder.name, MANIFEST, copy.name, extra=DAMAGE)

    def _caught_up(self, pool_id: str, read: Manifest, found: Mapping[str, object]) -> Manifest:
        """A manifest of ours may be seconds old: what the files say about the time since is added."""
        entries: list[Entry] = []
        masks = {PurePath(entry.image).stem: entry.mask for entry in folder_scan.from_files(found).entries}
        place = 0
        for number, entry in enumerate(read.entries):
            if number == read.active:
                place = len(entries)
            if entry.image not in found and self._in_trash(pool_id, read, entry.image):
                continue
            newest = masks.get(PurePath(entry.image).stem)
            later = newest is not None and mask_number(newest) > mask_number(entry.mask or "")
            entries.append(evolve(entry, mask=newest) if later else entry)
        named = {entry.image for entry in read.entries}
        late = [entry for entry in folder_scan.from_files(found).entries if entry.image not in named]
        entries += [entry for entry in late if image_number(entry.image) is not None]
        return evolve(read, entries=tuple(entries), active=min(place, max(len(entries) - 1, 0)))

    def _in_trash(self, pool_id: str, read: Manifest, name: str) -> bool:
        return read.uid is not None and self.trash.find_file(pool_id, read.uid, name) is not None


def _in_salvaged_order(told: Manifest, newer: Mapping[str, Entry]) -> Manifest:
    place = {image: number for number, image in enumerate(newer)}
    ordered = sorted(told.entries, key=lambda entry: place.get(entry.image, len(place)))
    return evolve(told, entries=tuple(ordered))
