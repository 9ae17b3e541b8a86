"""The service of prompts: files, trash, events, and what texts become of them. See the contract `Prompts`."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from ...core.change_ledger import ChangeLedger
from ...core.contracts.libbers import Libbers
from ...core.contracts.prompts import (
    Composed,
    DeletedPrompts,
    PromptCollection,
    PromptDocument,
    PromptNames,
    PromptUse,
)
from ...core.errors import Conflict, Invalid, NotFound, PenstockError, from_os_error
from ...core.events.base import Event
from ...core.events.prompts import (
    PromptMigrated,
    PromptRenamed,
    PromptsChangedElsewhere,
    PromptsDeleted,
    PromptsRestored,
    PromptsSaved,
)
from ...core.file_signatures import as_text
from .composing import compose
from .discovering import discover
from .parsing import parsed, text_of
from .prompt_files import PromptFiles
from .told import changes_between
from .trash import PromptTrash
from .uses import PromptUses

_LOG: Final = logging.getLogger("penstock.prompts")


class PromptService:
    """See the module. `notify` publishes an event and returns at once, `libbers` finds that service, where it is on."""

    def __init__(
        self,
        files: PromptFiles,
        trash: PromptTrash,
        notify: Callable[[Event], object],
        libbers: Callable[[], Libbers | None],
    ) -> None:
        self._files = files
        self._trash = trash
        self._notify = notify
        self._libbers = libbers
        self._ledger = ChangeLedger(lambda folder: f"The prompts of {folder} are being changed.")
        self._uses = PromptUses(files.folders, self.signature, lambda folder: files.read(folder).collection, libbers)
        self._closing: list[Callable[[], None]] = []

    def start(self) -> None:
        """Take note of what there is, without telling it, and tidy the trash. A disk that refuses hinders nobody."""
        try:
            for folder, signature in self._files.signatures().items():
                self._ledger.note(folder, as_text(signature))
        except PenstockError as error:
            _LOG.warning("prompts cannot be listed yet: %s", error)
        self._tidy()

    def on_close(self, close: Callable[[], None]) -> None:
        """Call `close` when the service is closed."""
        self._closing.append(close)

    def close(self) -> None:
        """Stop what was started for it."""
        while self._closing:
            self._closing.pop()()

    def folders(self) -> tuple[str, ...]:
        """See `Prompts`."""
        return self._files.folders()

    def read(self, folder: str) -> PromptDocument:
        """See `Prompts`."""
        return self._files.read(folder)

    def parse(self, text: str) -> PromptDocument:
        """See `Prompts`."""
        return parsed(text)

    def text_of(self, collection: PromptCollection) -> str:
        """See `Prompts`."""
        return text_of(collection)

    def v1_backup(self, folder: str) -> str | None:
        """The name of the file that keeps the version 1 of a folder's prompts, None where there is none."""
        return self._files.v1_backup(folder)

    def save(
        self, folder: str, collection: PromptCollection, seen: str | None, renames: Mapping[str, str] | None = None
    ) -> PromptDocument:
        """See `Prompts`. `renames` are old names by new ones, where they are known: others are found by comparing."""
        with self._turn(folder):
            before = self._files.read(folder)
            after = self._files.save(folder, collection, seen)
            if after.revision != before.revision:
                for event in self._saved(folder, before, after, renames or {}):
                    self._notify(event)
        return after

    def delete(self, folder: str) -> DeletedPrompts:
        """See `Prompts`."""
        with self._turn(folder), self._files.holding(folder) as disk:
            if disk.signature() is None:
                raise NotFound(f"The folder {folder} has no prompts.", field="folder")
            if not disk.is_plain():
                raise Invalid(
                    f"prompts.json of {folder} is no plain file.", hint="Take it away yourself.", field="folder"
                )
            deleted = self._trash.put(disk.path, folder)
            disk.forget_good()
            self._notify(PromptsDeleted(folder=folder, trash=deleted.trash))
        self._tidy()
        return deleted

    def deleted(self) -> tuple[DeletedPrompts, ...]:
        """See `Prompts`."""
        return self._trash.deleted()

    def restore(self, trash_id: str) -> str:
        """See `Prompts`."""
        _, folder = self._trash.find(trash_id)
        with self._turn(folder):
            with self._files.holding(folder) as disk:
                source, _ = self._trash.find(trash_id)
                self._bring_back(source, disk.path, folder)
            self._notify(PromptsRestored(folder=folder, revision=self._files.read(folder).revision or ""))
        return folder

    def restore_v1(self, folder: str) -> PromptDocument:
        """See `Prompts`."""
        with self._turn(folder):
            before = self.signature(folder)
            document = self._files.restore_v1(folder)
            if self.signature(folder) != before:
                self._notify(PromptsRestored(folder=folder, revision=document.revision or "", version=1))
        return document

    def discover(self, folders: Sequence[str] | None = None) -> PromptNames:
        """See `Prompts`."""
        found = discover(self._files.folders() if folders is None else dict.fromkeys(folders), self._files.read)
        return PromptNames(names=found.names, problems=found.problems)

    def compose(self, collection: PromptCollection, names: Sequence[str], seed: int = 0) -> Composed:
        """See `Prompts`."""
        return compose(collection, names, self._libbers(), seed)

    def uses(self, libber: str) -> tuple[PromptUse, ...]:
        """See `Prompts`."""
        return self._uses.of(libber)

    def signature(self, folder: str) -> str:
        """See `Prompts`."""
        return as_text(self._files.signature(folder))

    def look(self) -> None:
        """Tell which folders another process changed since the last look; one that is being changed here waits."""
        found = {folder: as_text(signature) for folder, signature in self._files.signatures().items()}
        for folder in self._ledger.others(found):
            with self._ledger.free_turn(folder) as ours:
                if ours:
                    self._look_at(folder, found.get(folder, ""))

    @contextmanager
    def _turn(self, folder: str) -> Iterator[None]:
        """One change of a folder, which is told by its own events and no others."""
        self._files.signature(folder)  # a bad name has no turn
        with self._ledger.turn(folder):
            self._look_at(folder, self.signature(folder))
            try:
                yield
            finally:
                self._ledger.note(folder, self.signature(folder))

    def _look_at(self, folder: str, signature: str) -> None:
        if self._ledger.note(folder, signature):
            revision = self._revision(folder) if signature else None
            self._notify(PromptsChangedElsewhere(folder=folder, revision=revision))

    def _tidy(self) -> None:
        try:
            self._trash.expire()
        except PenstockError as error:
            _LOG.warning("deleted prompts cannot be tidied yet: %s", error)

    def _revision(self, folder: str) -> str | None:
        """None where there are no prompts, empty where they cannot be read."""
        try:
            return self._files.read(folder).revision
        except PenstockError:
            return ""

    def _bring_back(self, source: Path, target: Path, folder: str) -> None:
        try:
            self._trash.files.make_folder(target.parent)
            self._trash.files.move(source, target)
        except FileExistsError as error:
            raise Conflict(
                f"The folder {folder} has prompts again.", hint="Delete those first, then restore.", field="trash"
            ) from error
        except OSError as error:
            raise from_os_error(error, f"restore the prompts of {folder}") from error

    def _saved(
        self, folder: str, before: PromptDocument, after: PromptDocument, renames: Mapping[str, str]
    ) -> Iterator[Event]:
        revision = after.revision or ""
        if before.migrated and before.revision is not None:
            names = tuple(sorted(before.collection.prompts))
            yield PromptMigrated(folder=folder, prompts=names, backup=self._files.v1_backup(folder) or "")
        changes = changes_between(before.collection, after.collection, renames)
        for old_name, new_name in changes.renamed:
            yield PromptRenamed(folder=folder, old_name=old_name, new_name=new_name)
        yield PromptsSaved(
            folder=folder,
            revision=revision,
            created=before.revision is None,
            added=changes.added,
            changed=changes.changed,
            removed=changes.removed,
        )
