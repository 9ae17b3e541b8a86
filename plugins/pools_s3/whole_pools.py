"""Whole pools: made, copied, unpacked, deleted, brought back, removed for good. Each is one write of one document."""

import logging
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from attrs import evolve

from ...core.contracts.pools import NO_NOTES, Notes, Pool, Progress, Slot, TrashedPool, no_progress
from ...core.errors import BadName, Conflict, NotFound, PenstockError, from_os_error
from ...core.names import check_file_name
from ...core.pool_rules import manifest
from ...core.pool_rules.notes import check_note, check_notes
from ...core.pool_rules.record import PoolRecord
from .documents import Document, Facts, pool_of
from .failures import Missing, Unknown
from .png_size import png_size
from .reading import ReadingStore, missing_pool

_LOG: Final = logging.getLogger("penstock.pools_s3")


class WholePools(ReadingStore):
    """See the module."""

    def create(self, pool_id: str, notes: Notes = NO_NOTES) -> Pool:
        """A new empty pool."""
        check_notes(notes)
        return self._made(pool_id, PoolRecord(id=pool_id, notes=dict(notes)), {})

    def delete(self, pool_id: str) -> str:
        """Move the pool to the trash: its document says so."""
        when = max(self._clock.wall_ms(), 0)
        trash_id = f"{pool_id}.{when}.{self._ids.new()}"

        def step(document: Document | None) -> tuple[Document, str]:
            if document is None or document.live is None:
                raise missing_pool(pool_id)
            return evolve(document, trash=trash_id, deleted=when), trash_id

        return self._book.change(self._key(pool_id), step)

    def undelete(self, trash_id: str) -> Pool:
        """Bring a deleted pool back."""
        pool_id, trashed = self._trashed(trash_id)

        def step(document: Document | None) -> tuple[Document, Pool]:
            if document is None or trash_id in document.void:
                raise _not_there()
            if document.live is not None:
                raise Conflict(f"There is a pool {pool_id!r} again.", details={"current": pool_id})
            if document.trash != trash_id:
                self._set_aside(document)
            made = evolve(trashed, trash="", deleted=0, void=document.void).voided(trash_id)
            return made, _state(made, pool_id)

        pool = self._book.change(self._key(pool_id), step)
        self._forget(trash_id)
        return pool

    def purge(self, trash_id: str) -> None:
        """Remove a deleted pool for good: first the word of it, then its pictures."""
        pool_id, trashed = self._trashed(trash_id)

        def step(document: Document | None) -> tuple[Document, None]:
            if document is None or trash_id in document.void:
                raise _not_there()
            if document.trash == trash_id:
                document = Document(void=document.void)
            return document.voided(trash_id), None

        self._book.change(self._key(pool_id), step)
        self._forget(trash_id)
        self._take_back(pool_id, trashed.files)

    def trash(self) -> tuple[TrashedPool, ...]:
        """The deleted pools, the last deleted first."""
        pools = self._book.summaries("pools")
        aside = self._book.summaries("trash")
        found = [one.trashed for one in (*pools.values(), *aside.values()) if one.trashed is not None]
        counting = {one.id: one for one in found if one.pool_id in pools and one.id not in pools[one.pool_id].void}
        return tuple(sorted(counting.values(), key=lambda one: (one.deleted, one.id), reverse=True))

    def trash_ages(self) -> Mapping[str, float]:
        """How many seconds deleted pools are in the trash at least, by trash id.

        By the clock of the server: the one of a host may be years ahead, and would then empty the trash of all.
        """
        aside = {name.removesuffix(".json"): age for name, age in self._bucket.ages(self._book.folder("trash")).items()}
        ages = self._bucket.ages(self._book.folder("pools"))
        waiting = {one.id: ages.get(f"{one.pool_id}.json", 0.0) for one in self.trash()}
        return {trash_id: aside.get(trash_id, age) for trash_id, age in waiting.items()}

    def forget_void(self) -> None:
        """Take out of the trash what counts no more and could not be taken out when that came to be."""
        pools = self._book.summaries("pools")
        for trash_id in self._book.summaries("trash"):
            pool_id = pool_of(trash_id)
            known = None if pool_id is None else pools.get(pool_id)
            if known is not None and trash_id in known.void:
                self._forget(trash_id)

    def trashed_note(self, trash_id: str, name: str) -> bytes | None:
        """A note of a deleted pool."""
        check_note(name)
        _, trashed = self._trashed(trash_id)
        return None if trashed.record is None else trashed.record.notes.get(name)

    def copy(self, source_id: str, pool_id: str, notes: Notes = NO_NOTES, progress: Progress = no_progress) -> Pool:
        """A new pool with the same slots, without their history; the server copies the pictures."""
        check_notes(notes)
        document, source = self._read(source_id)
        self._check_free(pool_id)
        names = manifest.files(source)
        renamed = {name: self._renamed(name) for name in names}
        with self._sending(pool_id, renamed.values()):
            progress(0, len(names))
            for number, name in enumerate(names, 1):
                try:
                    self._bucket.copy(self._uploading.key(source_id, name), self._uploading.key(pool_id, renamed[name]))
                except Missing as error:
                    raise NotFound(f"The picture {name} is gone from the bucket.", field="slot") from error
                progress(number, len(names))
            slots = {slot_id: _renamed_slot(source.slots[slot_id], renamed) for slot_id in source.order}
            made = evolve(source, id=pool_id, slots=slots, revision=0, redo_floor=0, history={}, notes=dict(notes))
            return self._made(pool_id, made, {renamed[name]: document.files[name] for name in names})

    def install(self, pool_id: str, folder: Path, notes: Notes = NO_NOTES) -> Pool:
        """A new pool of a folder in the staging folder: its pictures first, then the pool."""
        check_notes(notes)
        self._check_free(pool_id)
        if folder.parent != self.staging() or folder.is_symlink():
            raise BadName("Only a folder in the staging folder can become a pool.", field="folder")
        if not folder.is_dir():
            raise NotFound("The folder is gone.", field="folder")
        record = _unpacked(pool_id, folder)
        renamed = {name: self._renamed(name) for name in manifest.files(record)}
        uploaded = self._uploading.upload(pool_id, [(folder / name, new) for name, new in renamed.items()])
        facts = {one.name: one.facts for one in uploaded}
        slots = {slot.id: _tagged(_renamed_slot(slot, renamed), facts) for slot in record.slots.values()}
        with self._sending(pool_id, facts):
            pool = self._made(pool_id, evolve(record, slots=slots, notes=dict(notes)), facts)
        try:
            self._files.remove_tree(folder)
        except OSError as error:
            _LOG.warning("The folder %s stays: %s", folder.name, error)
        return pool

    def _made(self, pool_id: str, record: PoolRecord, files: Mapping[str, Facts]) -> Pool:
        def step(document: Document | None) -> tuple[Document, Pool]:
            if document is not None and document.live is not None:
                raise _in_use(pool_id)
            if document is not None and document.trash:
                self._set_aside(document)
            void = () if document is None else document.void
            return Document(record=record, files=dict(files), void=void), record.state()

        return self._book.change(self._key(pool_id), step)

    def _set_aside(self, document: Document) -> None:
        """Make room: a deleted pool goes on waiting in the trash. Several hosts may write this; it is the same."""
        self._book.write_once(self._book.key("trash", document.trash), document)

    def _trashed(self, trash_id: str) -> tuple[str, Document]:
        """The id and the document of a deleted pool; `NotFound` where it is not in the trash."""
        pool_id = pool_of(check_file_name(trash_id, "trash"))
        if pool_id is None:
            raise _not_there()
        here = self._book.read(self._key(pool_id)).document
        if here is not None and here.trash == trash_id:
            return pool_id, here
        if here is None or trash_id in here.void:
            raise _not_there()
        aside = self._book.read(self._book.key("trash", trash_id)).document
        if aside is None:
            raise _not_there()
        return pool_id, aside

    def _forget(self, trash_id: str) -> None:
        """Take what counts no more out of the trash; where that fails it stays, and still does not count."""
        try:
            self._bucket.delete([self._book.key("trash", trash_id)])
        except PenstockError as error:
            _LOG.warning("%s stays in the bucket: %s", trash_id, error)

    @contextmanager
    def _sending(self, pool_id: str, names: Collection[str]) -> Iterator[None]:
        """Pictures of a pool that is about to be: taken back where it does not come to be."""
        try:
            yield
        except Unknown:
            raise  # the pool may be there by now
        except Exception:  # a process that ends here may have stored the pool
            self._take_back(pool_id, names)
            raise

    def _take_back(self, pool_id: str, names: Collection[str]) -> None:
        """Delete pictures of what was not made, or is no more; those that the pool tells of all the same stay."""
        try:
            document = self._book.read(self._key(pool_id)).document
        except PenstockError as error:
            _LOG.warning("%d pictures that no pool has stay in the bucket: %s", len(names), error)
            return
        told = frozenset[str]() if document is None else frozenset(document.files)
        self._uploading.take_back(pool_id, [name for name in names if name not in told])

    def _renamed(self, name: str) -> str:
        stem, dot, suffix = name.partition(".")
        suffix = ".mask.png" if name.endswith(".mask.png") else dot + suffix.rpartition(".")[2]
        return self._uploading.name(stem.rpartition("-")[0] or stem, suffix)

    def _check_free(self, pool_id: str) -> None:
        if self.exists(pool_id):
            raise _in_use(pool_id)


def _state(document: Document, pool_id: str) -> Pool:
    if document.live is None:
        raise missing_pool(pool_id)
    return document.live.state()


def _unpacked(pool_id: str, folder: Path) -> PoolRecord:
    try:
        names = {path.name for path in folder.iterdir() if path.is_file() and not path.is_symlink()}
        told = (folder / manifest.MANIFEST).read_bytes() if manifest.MANIFEST in names else None
        return manifest.unpacked(pool_id, told, names, _sizes(folder))
    except OSError as error:
        raise from_os_error(error, "read the folder") from error


def _sizes(folder: Path) -> Callable[[str], tuple[int, int]]:
    return lambda name: png_size(folder / name)


def _renamed_slot(slot: Slot, renamed: Mapping[str, str]) -> Slot:
    return evolve(slot, image=renamed[slot.image], mask=None if slot.mask is None else renamed[slot.mask])


def _tagged(slot: Slot, facts: Mapping[str, Facts]) -> Slot:
    mask_tag = "" if slot.mask is None else facts[slot.mask].digest
    return evolve(slot, image_tag=facts[slot.image].digest, mask_tag=mask_tag)


def _in_use(pool_id: str) -> Conflict:
    return Conflict(f"There is a pool {pool_id!r} already.", field="pool", details={"current": pool_id})


def _not_there() -> NotFound:
    return NotFound("This pool is not in the trash.", field="trash")
