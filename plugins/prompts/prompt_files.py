"""The prompts of folders on the disk: `<root>/<folder>/prompts.json`, read, saved, mended, taken back to version 1."""

import contextlib
import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from attrs import evolve

from ...core.clock import Clock
from ...core.contracts.prompts import VERSION, PromptCollection, PromptDocument
from ...core.document_disk import CORRUPT, V1_BACKUP, DocumentDisk
from ...core.errors import BadName, Busy, Conflict, Invalid, NotFound, PenstockError, ReadOnly, TooLarge, from_os_error
from ...core.file_signatures import Signature, file_signature
from ...core.files import Files
from ...core.names import check_path_name, contained, is_path_name
from ...core.settling import may_be_in_writing
from ...core.troubles import DAMAGE
from ...core.values import frozen
from .attaching import attached
from .checking import check_changes
from .decoded_documents import DecodedDocuments
from .decoding import MOST_BYTES, DamagedPrompts
from .discovering import Discovered, discover, names_of
from .encoding import bytes_of, encoded
from .folder_disk import FILE_NAME, KIND, V2_ASIDE

_LOG: Final = logging.getLogger("penstock.prompts")
_SETTLING: Final = 0.1
"""Seconds until a damaged file is believed to be one: somebody may be writing it in place just now."""


@frozen
class _Held:
    """A document with the bytes that it was read from, while nobody else can change them."""

    document: PromptDocument
    data: bytes | None = None


class PromptFiles:
    """See the module. `private` is a folder that nobody else writes to, for the last good copies.

    What a method returned is durable, what it raised changed nothing. Raises `BadName` for a folder that is no name,
    `Busy`, and the errors of the disk. All methods block; safe on any thread and beside other processes.
    """

    def __init__(self, root: Path, private: Path, files: Files, clock: Clock) -> None:
        self._root = root
        self._private = private
        self._files = files
        self._clock = clock
        self._decoded = DecodedDocuments()
        self._mendings: dict[str, tuple[str | None, str]] = {}
        self._noted: dict[str, tuple[str | None, Signature | None]] = {}

    def folders(self) -> tuple[str, ...]:
        """The folders that have prompts, sorted."""
        return tuple(sorted(self.signatures()))

    def signatures(self) -> dict[str, Signature]:
        """The signatures of all folders that have prompts: cheap enough to be asked for twice a second."""
        try:
            with os.scandir(self._root) as entries:
                found = [one.name for one in entries if one.is_dir(follow_symlinks=False) and is_path_name(one.name)]
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise from_os_error(error, "list the folders of prompts") from error
        signatures = ((name, file_signature(self._root / name / FILE_NAME, KIND.the)) for name in found)
        return {name: signature for name, signature in signatures if signature is not None}

    def read(self, folder: str) -> PromptDocument:
        """The prompts of a folder; an empty collection without a revision where there is no file.

        A damaged file is kept beside as `prompts.json.corrupt-<ms>` and replaced by the last good copy, once nobody has
        written it for 10 s; until then the copy is what is answered. `Invalid` where there is none, and then it stays
        as it is. `TooLarge` for what is no size for prompts.
        """
        disk = self._disk(folder)
        data = disk.read()
        try:
            document = self._decoded.of(data)
        except DamagedPrompts:
            return self._mended(disk)
        self._notice(disk, document, data)
        return self._with_mending(folder, document)

    def _with_mending(self, folder: str, document: PromptDocument) -> PromptDocument:
        """What was mended is told as long as the file is what was put back."""
        revision, told = self._mendings.get(folder, (None, ""))
        return (
            evolve(document, problems=(told, *document.problems))
            if told and revision == document.revision
            else document
        )

    def signature(self, folder: str) -> Signature | None:
        """Changes whenever the file does (mtime in ns, bytes, inode), None where there is none: for fingerprints."""
        return self._disk(folder).signature()

    def save(self, folder: str, collection: PromptCollection, seen: str | None) -> PromptDocument:
        """Store a collection in the place of that with the revision `seen` (None: there is no file yet).

        `Conflict` where another is there by now, with both in its details. The first save over a version 1 file keeps
        its bytes as `prompts.json.v1.backup`. `v1_backup`, unread entries and unknown fields that the caller left out
        are put back. `ReadOnly` over a newer version; `Invalid` and `TooLarge` for what may not be stored.
        """
        disk = self._disk(folder)
        with disk.holding():
            disk.sweep()
            held = self._held(disk)
            now = held.document
            if now.read_only or collection.version > VERSION:
                raise _newer(folder)
            if now.revision != seen:
                raise _stale(folder, now, collection, seen)
            wanted = (
                attached(now.collection, collection) if held.data is not None else evolve(collection, version=VERSION)
            )
            check_changes(now.collection, wanted)
            return self._stored(disk, held, bytes_of(wanted))

    def restore_v1(self, folder: str) -> PromptDocument:
        """Bring back the bytes of the version 1 file that was migrated last; what is there is kept as `.v2-<ms>`.

        `NotFound` where no version 1 file was migrated, `ReadOnly` over a newer version.
        """
        disk = self._disk(folder)
        with disk.holding():
            disk.sweep()
            backup = disk.kept_bytes(V1_BACKUP)
            if backup is None:
                raise NotFound(f"The prompts of {folder} have no version 1 to go back to.", field="folder")
            data = disk.read()
            if data is not None and data != backup:
                held = self._decoded.good(data)
                if held is not None and held.read_only:
                    raise _newer(folder)
                disk.keep_beside(V2_ASIDE, data)
            document = self._decoded.of(backup)
            if data != backup:
                disk.replace(data, backup)
            disk.keep_good(backup)
            return document

    def v1_backup(self, folder: str) -> str | None:
        """The name of the file that keeps the version 1 that was migrated last, None where there is none."""
        newest = self._disk(folder).newest(V1_BACKUP)
        return newest.name if newest is not None else None

    @contextlib.contextmanager
    def holding(self, folder: str) -> Iterator[DocumentDisk]:
        """The files of a folder while nobody else, other processes included, can change them; `Busy` after 5 s."""
        disk = self._disk(folder)
        with disk.holding():
            disk.sweep()
            yield disk

    def names(self, folder: str) -> tuple[str, ...]:
        """The names of a folder's prompts, sorted: those of version 2 and the text fields of version 1."""
        return tuple(sorted(names_of(self.read(folder).collection)))

    def discover(self) -> Discovered:
        """The names of all folders together; a folder that cannot be read is told."""
        return discover(self.folders(), self.read)

    def _stored(self, disk: DocumentDisk, held: _Held, data: bytes) -> PromptDocument:
        if len(data) > MOST_BYTES:
            raise TooLarge(f"A file of prompts has at most {MOST_BYTES >> 20} MiB.")
        document = self._decoded.of(data)
        if held.document.migrated and held.data is not None:
            disk.keep_beside(V1_BACKUP, held.data)
        if data != held.data:
            disk.replace(held.data, data)
        disk.keep_good(data)
        return document

    def _disk(self, folder: str) -> DocumentDisk:
        name = check_path_name(folder)
        path = contained(self._root, name)
        if path.parent != self._root.resolve() or check_path_name(path.name) != name:
            raise BadName(f"{name!r} is a link, or is written otherwise on the disk.", field="folder")
        return DocumentDisk(KIND, path, self._private / name, self._files, self._clock)

    def _held(self, disk: DocumentDisk) -> _Held:
        """What the file holds, mended; only while it is held."""
        for wait in (True, False):
            data = disk.read()
            try:
                return _Held(self._decoded.of(data), data)
            except DamagedPrompts as error:
                if not wait:
                    self._check_settled(disk)
                    return self._restored(disk, data or b"", str(error))
            self._files.pause(_SETTLING)
        raise AssertionError

    def _check_settled(self, disk: DocumentDisk) -> None:
        signature = disk.signature()
        if signature is not None and may_be_in_writing(signature[0], self._clock):
            raise Busy("Another program is writing it, or has just left it so.", hint="Try again in some seconds.")

    def _restored(self, disk: DocumentDisk, damaged: bytes, damage: str) -> _Held:
        good = disk.last_good()
        document = self._decoded.good(good)
        if good is None or document is None:
            raise Invalid(
                f"prompts.json of {disk.folder.name} is damaged ({damage}), and no good copy of it is known.",
                hint="Nothing was changed. Mend the file, or take it away.",
                field="folder",
            )
        kept = disk.keep_beside(CORRUPT, damaged)
        disk.replace(damaged, good)
        told = f"prompts.json was damaged ({damage}). Its last good copy is in its place, the damaged one is {kept}."
        _LOG.warning("%s: %s", disk.folder.name, told, extra=DAMAGE)
        self._mendings[disk.folder.name] = (document.revision, told)
        return _Held(evolve(document, problems=(told, *document.problems)), good)

    def _mended(self, disk: DocumentDisk) -> PromptDocument:
        try:
            with disk.holding():
                return self._held(disk).document
        except PenstockError as error:
            document = self._decoded.good(disk.last_good())
            if document is None:
                raise
            told = f"prompts.json is damaged and could not be mended yet: {error.message} This is its last good copy."
            return evolve(document, problems=(told, *document.problems))

    def _notice(self, disk: DocumentDisk, document: PromptDocument, data: bytes | None) -> None:
        """Keep what somebody else wrote as the last good copy, once."""
        noted = (document.revision, disk.good_signature())
        if data is None or self._noted.get(disk.folder.name) == noted:
            return
        disk.keep_good(data)
        self._noted[disk.folder.name] = (document.revision, disk.good_signature())
        if document.migrated:
            _LOG.warning("%s: prompts.json is of version 1 and is migrated by the next save.", disk.folder.name)


def _newer(folder: str) -> ReadOnly:
    return ReadOnly(f"The prompts of {folder} were written by a newer program.", hint="Update Penstock to change them.")


def _stale(folder: str, now: PromptDocument, sent: PromptCollection, seen: str | None) -> Conflict:
    current = None if now.revision is None else encoded(now.collection)
    if seen is None:
        message, hint = f"The folder {folder} has prompts already.", "Choose another folder, or open those."
    else:
        message, hint = "These prompts were changed in the meantime.", "Look at both and save again."
    return Conflict(message, hint=hint, details={"current": current, "revision": now.revision, "sent": encoded(sent)})
