"""Opening a pool: its index is verified, migrated or rebuilt, and a manifest that somebody else wrote is taken in."""

import json
import logging
import os
import secrets
import sqlite3
from pathlib import Path
from typing import Final

from attrs import define, evolve, field

from ...core.errors import BadName
from ...core.names import check_id, contained
from . import folder_scan, manifest, rows, schema, taking_in
from .open_pool import IMPORTED, OpenPool, Writing
from .operations import missing_pool
from .pool_files import tag_of
from .pool_lock import PoolLocks
from .rebuilding import Rebuilding
from .snapshot import renumbered
from .store_names import INDEX, MANIFEST, mask_number
from .sweeping import Sweeping

_LOG: Final = logging.getLogger("penstock.pools.recovery")
_NEWER: Final = "A newer version of Penstock wrote it: update Penstock to change it."
_NO_WRITE: Final = "The folder cannot be written: check its permissions."


def manifest_signature(folder: Path) -> tuple[int, int, int] | None:
    """What changes whenever somebody writes the manifest; None where there is none."""
    try:
        found = os.lstat(os.path.join(folder, MANIFEST))  # noqa: PTH118 - it is looked at with every call
    except FileNotFoundError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


@define
class Opening:
    """See the module. `origin` marks the changes of this process in the history. Safe on any thread."""

    root: Path
    locks: PoolLocks
    rebuilding: Rebuilding
    sweeping: Sweeping
    origin: str = field(factory=lambda: secrets.token_hex(6))
    _doubted: set[str] = field(factory=set)

    def folder(self, pool_id: str) -> Path:
        """The folder of an existing pool; `NotFound` where there is none, `BadName` for what is no id."""
        check_id(pool_id, "pool")
        path = self.root / pool_id
        if not path.is_dir():
            raise missing_pool(pool_id)
        try:
            return contained(self.root, pool_id)
        except BadName as error:
            raise missing_pool(pool_id) from error

    def can_be_written_now(self, pool: OpenPool) -> bool:
        """Whether what kept the pool from being written is over."""
        return pool.read_only == _NO_WRITE and os.access(pool.folder, os.W_OK)

    def doubt(self, pool_id: str, error: sqlite3.Error) -> bool:
        """Look closely at the next opening where the error is one that a quick look does not find; whether it is."""
        if damaged := schema.is_damage(error):
            self._doubted.add(pool_id)
        return damaged

    def open(self, pool_id: str) -> OpenPool:
        """The pool, ready to use. Raises `NotFound`, `Busy`, `OSError`, `sqlite3.Error`."""
        try:
            return self._ready(pool_id)
        except sqlite3.DatabaseError as error:
            if not self.doubt(pool_id, error):
                raise
            return self._ready(pool_id)

    def _ready(self, pool_id: str) -> OpenPool:
        folder = self.folder(pool_id)
        if not os.access(folder, os.W_OK):
            return self._read_only(pool_id, folder, _NO_WRITE)
        with self.locks.holding(pool_id):
            try:
                self._ready_index(pool_id, folder)
                pool = self._opened(pool_id, folder)
            except schema.Newer:
                return self._read_only(pool_id, folder, _NEWER)
            try:
                self.examine(pool)
                self.sweeping.sweep(pool)
            except schema.Newer:
                pool.close()
                return self._read_only(pool_id, folder, _NEWER)
            except BaseException:
                pool.close()
                raise
        return pool

    def examine(self, pool: OpenPool) -> None:
        """Look at the manifest, under the pool's lock: take it in where somebody else wrote it.

        A missing or damaged one is noted as to be written again. Raises `Newer` for a newer format.
        """
        seen = manifest_signature(pool.folder)
        head = pool.head()
        ours = {digest for digest in (head.manifest_hash, head.manifest_pending) if digest is not None}
        read, known = self.rebuilding.read_manifest(pool.folder, unless=ours)
        if known is None:
            if ours:
                with pool.changing() as writing:
                    writing.head = evolve(writing.head, manifest_hash=None, manifest_pending=None)
        elif read is not None:
            if read.format > manifest.FORMAT:
                raise schema.Newer(f"format {read.format}")
            self._take_in(pool, read, known)
        elif not pool.read_only:
            _notice_masks(pool)
        pool.manifest_seen = seen

    def _take_in(self, pool: OpenPool, read: manifest.Manifest, known: str) -> None:
        found = folder_scan.plain_files(pool.folder)
        told = taking_in.usable(read, pool.folder, found)
        self.rebuilding.keep_copy(pool.folder, told)
        with pool.changing() as writing:
            ours = _ours(writing, told)
            live = rows.read_rows(writing.connection, writing.snapshot.ids)
            in_order = [live[sid] for sid in writing.snapshot.ids]
            taken = rows.all_ids(writing.connection)
            merged = taking_in.merge(told, in_order, ours, pool.folder, found, taken)
            _store(writing, merged, ours)
            number = max(told.next_seq, writing.head.next_image, folder_scan.first_free_number(found))
            writing.head = evolve(
                writing.head,
                next_image=number,
                reserved=max(told.next_seq, 1),
                manifest_hash=known,
                manifest_pending=None,
                extra=json.dumps(told.extra),
            )
            revision = writing.record(IMPORTED, [], {"all": True}, origin=MANIFEST)
            merely_theirs = ours == taking_in.Ours() and not told.problems
            writing.head = evolve(writing.head, manifest_revision=revision if merely_theirs else -1)
        _LOG.info("%s: the manifest was changed by another program: %d changes", pool.pool_id, len(merged.report))
        for line in merged.report[:50]:
            _LOG.info("%s: %s", pool.pool_id, line)

    def _ready_index(self, pool_id: str, folder: Path) -> None:
        """Make sure that there is a whole index of this version."""
        path = folder / INDEX
        damaged: Path | None = None
        closely = pool_id in self._doubted
        self._doubted.discard(pool_id)  # once is enough: what is damaged still is doubted anew
        if path.is_symlink() or (path.exists() and not path.is_file()):
            self.rebuilding.set_aside(folder, INDEX)
        elif path.exists() and path.stat().st_size > 0:
            try:
                self._verified(path, closely=closely)
            except schema.Damaged:
                damaged = self.rebuilding.set_aside(folder, INDEX)
            else:
                return
        elif path.exists():
            self.rebuilding.files.discard(path)  # an emptied file holds nothing worth keeping
        self.rebuilding.rebuild(pool_id, folder, damaged)

    def _verified(self, path: Path, *, closely: bool) -> None:
        if not schema.is_database(path):
            raise schema.Damaged("no database")
        try:
            connection = schema.open_index(path, self.rebuilding.connect)
        except sqlite3.DatabaseError as error:
            raise _damage(error) from error
        try:
            if schema.version_of(connection) == 0:
                raise schema.Damaged("no tables")
            schema.migrate(connection)
            schema.verify(connection, closely=closely)
        except sqlite3.DatabaseError as error:
            raise _damage(error) from error
        finally:
            connection.close()

    def _opened(self, pool_id: str, folder: Path) -> OpenPool:
        writer = schema.open_index(folder / INDEX, self.rebuilding.connect)
        try:
            reader = schema.open_index(folder / INDEX, self.rebuilding.connect)
        except BaseException:
            writer.close()
            raise
        return OpenPool(pool_id, folder, writer, reader, origin=self.origin)

    def _read_only(self, pool_id: str, folder: Path, reason: str) -> OpenPool:
        """The pool as its manifest (or its files) tell it, in memory; nothing is written anywhere."""
        found = folder_scan.plain_files(folder)
        try:
            data = self.rebuilding.files.read(folder / MANIFEST, manifest.MAX_BYTES)
            told = manifest.decode(data)
        except (OSError, manifest.Unreadable):
            told = folder_scan.from_files(found)
        told = taking_in.usable(told, folder, found)
        made = taking_in.new_rows(told, folder, found)
        connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        schema.create_tables(connection)
        rows.write_head(connection, evolve(taking_in.new_head(told, made, found, uid="none"), revision=told.revision))
        rows.write_rows(connection, made)
        pool = OpenPool(pool_id, folder, connection, connection, origin=self.origin, read_only=reason)
        pool.manifest_seen = manifest_signature(folder)
        return pool


def _notice_masks(pool: OpenPool) -> None:
    """Dataset Gates writes a mask over the old one, and then the same manifest again: only the file tells."""
    kept = pool.read(lambda now: now.slots.with_mask(lambda name: not mask_number(name)))
    if all(tag_of(pool.folder / str(slot.mask)) in (slot.mask_tag, "") for slot in kept):
        return
    with pool.changing() as writing:
        touched = []
        for slot in writing.snapshot.slots:
            tag = tag_of(pool.folder / slot.mask) if slot.mask and not mask_number(slot.mask) else ""
            if tag and tag != slot.mask_tag:
                rows.set_mask(writing.connection, evolve(slot, mask_tag=tag, mask_revision=slot.mask_revision + 1))
                touched.append(slot.id)
        writing.record(IMPORTED, touched, {}, origin=MANIFEST)


def _damage(error: sqlite3.DatabaseError) -> Exception:
    return schema.Damaged(str(error)) if schema.is_damage(error) else error


def _ours(writing: Writing, told: manifest.Manifest) -> taking_in.Ours:
    """What we changed since the state that their copy was made from, which its revision tells."""
    known = told.format > 0 and told.uid == writing.head.uid
    since = min(told.revision, writing.head.revision) if known else 0
    changes = rows.changes_after(writing.connection, since)
    if len(changes) == writing.head.revision - since:
        return taking_in.Ours.since(changes)
    everything = set(writing.snapshot.ids)  # the history is gone: keep what we have
    return taking_in.Ours(labelled=everything, masked=everything, added=everything, ordered=True, selected=True)


def _store(writing: Writing, merged: taking_in.Merged, ours: taking_in.Ours) -> None:
    ranks = renumbered(len(merged.live))
    rows.set_removed(writing.connection, merged.gone, writing.revision)
    rows.write_rows(writing.connection, (evolve(row, rank=rank) for row, rank in zip(merged.live, ranks, strict=True)))
    ids = {row.slot.id for row in merged.live}
    selected = writing.head.selected if ours.selected else merged.selected
    if selected not in ids:
        selected = next((sid for sid in (merged.selected, writing.head.selected) if sid in ids), None)
    if selected is None and merged.live:
        selected = merged.live[0].slot.id
    writing.head = evolve(writing.head, selected=selected)
