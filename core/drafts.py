"""Drafts: what people edit and have not saved yet, for any JSON document that is a mapping of entries.

A draft outlives its browser and its host. Every change is on the disk before it is answered; several tabs, threads and
processes share the drafts of a folder. A draft that nobody uses goes after its lifetime, which each use begins anew. A
restart begins it anew, too: it counts from when a process first sees the draft.
"""

import contextlib
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from filelock import FileLock, Timeout

from .clock import Clock
from .draft_files import DraftFiles
from .draft_shelf import DraftShelf
from .draft_steps import DraftState, begun
from .draft_text import StepFile
from .draft_values import Change, Draft, DraftNote, Edit, changes_of, checked_key, texts_of
from .errors import Busy, Conflict, Invalid, from_os_error
from .files import Files
from .ids import Ids
from .names import check_id

MAX_NAME: Final = 500
_PATIENCE: Final = 5.0


class Drafts:
    """See the module. Blocks (a few ms an edit); safe on any thread and beside other processes on `folder`.

    Each method may raise `Busy` after 5 s and the errors of the disk; whatever raises has changed nothing.
    """

    def __init__(self, folder: Path, files: Files, clock: Clock, ids: Ids, lifetime: float = 1800.0) -> None:
        self._problems: list[str] = []
        self._folder = folder
        self._files = files
        self._ids = ids
        self._shelf = DraftShelf(DraftFiles(folder, files, clock, self._problems.append), clock, lifetime)
        self._lock = threading.Lock()

    def open(self, kind: str, name: str, content: Mapping[str, Any], base: str | None) -> Draft:
        """The open draft of the document, where there is one; else a new one with `content`.

        `kind` is an id, `name` text of 1 to 500 characters, `base` the revision of the file that `content` is from.
        With 200 open the one that was used longest ago and is not dirty goes, `Busy` where all are. `Invalid`,
        `TooLarge`.
        """
        _check_document(kind, name, base)
        texts = texts_of(content)
        with self._alone("open the draft"):
            for note in self._shelf.notes():
                if (note.kind, note.name) == (kind, name):
                    return self._shelf.used(note.id, self._shelf.state(note.id))
            return self._shelf.create(self._ids.new(), begun(kind, name, base, texts))

    def get(self, draft_id: str) -> Draft:
        """A draft as it stands; `NotFound`."""
        with self._alone("read the draft"):
            return self._shelf.used(draft_id, self._shelf.state(draft_id))

    def list(self, kind: str) -> tuple[DraftNote, ...]:
        """The open drafts of a kind, the one used last first; that is no use of them."""
        with self._alone("list the drafts"):
            return tuple(note for note in self._shelf.notes() if note.kind == kind)

    def edit(self, draft_id: str, edits: Sequence[Edit], seen: Mapping[str, int] | None = None) -> Draft:
        """Make all of `edits`, in their order, as one step of the history.

        `seen` are the revisions of entries that the writer saw, 0 for one that was not there. Where one is another by
        now: `Conflict`, whose `details` are `current` and `sent`, a mapping from each such key to its entry. Raises
        `NotFound`, `Invalid`, `TooLarge`.
        """
        changes = changes_of(edits)
        wanted = {checked_key(key): revision for key, revision in (seen or {}).items()}
        with self._alone("edit the draft"):
            state = self._shelf.state(draft_id)
            _check_seen(state, changes, wanted)
            return self._stepped(draft_id, state, StepFile("edit", changes))

    def undo(self, draft_id: str) -> Draft:
        """Take the last step back, whoever made it; `Conflict` where there is none.

        The last 200 steps are kept, fewer where they hold more than 20 million characters.
        """
        with self._alone("undo in the draft"):
            return self._stepped(draft_id, self._shelf.state(draft_id), StepFile("undo"))

    def redo(self, draft_id: str) -> Draft:
        """Make the step again that was taken back last; `Conflict` where there is none."""
        with self._alone("redo in the draft"):
            return self._stepped(draft_id, self._shelf.state(draft_id), StepFile("redo"))

    def close(self, draft_id: str, seen: int | None = None) -> None:
        """End a draft that was saved or is not wanted any more; `NotFound`.

        With `seen`, only at that revision, so that what another tab did meanwhile is not lost: else `Conflict`.
        """
        with self._alone("close the draft"):
            state = self._shelf.state(draft_id)
            if seen is not None and seen != state.revision:
                hint = "Look at what is there now, then decide."
                raise Conflict("The draft was changed meanwhile.", hint=hint, details={"current": state.revision})
            self._shelf.remove(draft_id)

    def sweep(self) -> int:
        """Remove the drafts that have expired, as every use does; returns how many are open."""
        with self._alone("tidy the drafts"):
            return self._shelf.count()

    def problems(self) -> tuple[str, ...]:
        """What was found damaged since this process began, and where it is kept."""
        return tuple(self._problems)

    def _stepped(self, draft_id: str, state: DraftState, step: StepFile) -> Draft:
        return self._shelf.used(draft_id, self._shelf.disk.add(draft_id, state, step))

    @contextlib.contextmanager
    def _alone(self, action: str) -> Iterator[None]:
        """Nobody else reads or changes drafts meanwhile; what is gone, new or expired is known."""
        if not self._lock.acquire(timeout=_PATIENCE):
            raise Busy("The drafts are in use.", hint="Nothing was changed; try again.")
        try:
            self._files.make_folder(self._folder)
            lock = FileLock(self._folder / ".lock", timeout=_PATIENCE, poll_interval=0.01, thread_local=False)
            with lock:
                self._shelf.notice()
                yield
        except Timeout as error:
            raise Busy("Another program is using the drafts.", hint="Nothing was changed; try again.") from error
        except OSError as error:
            raise from_os_error(error, action) from error
        finally:
            self._lock.release()


def _check_document(kind: str, name: str, base: str | None) -> None:
    check_id(kind, "kind")
    if not isinstance(name, str) or not 0 < len(name) <= MAX_NAME:
        raise Invalid(f"The name of a document is text of 1 to {MAX_NAME} characters.", field="name")
    if base is not None and (not isinstance(base, str) or len(base) > MAX_NAME):
        raise Invalid("The revision of a file is short text.", field="base")


def _check_seen(state: DraftState, changes: Sequence[Change], seen: Mapping[str, int]) -> None:
    here = {key: state.entries.get(key) for key in seen}
    stale = {key: entry for key, entry in here.items() if seen[key] != (entry.revision if entry else 0)}
    if not stale:
        return
    current = {key: entry and {"value": entry.value, "revision": entry.revision} for key, entry in stale.items()}
    sent = {
        change.key: {"value": change.value, "removed": change.text is None, "revision": seen[change.key]}
        for change in changes
        if change.key in stale
    }
    raise Conflict(
        "Somebody else has changed this meanwhile.",
        hint="Look at what is there now, then decide.",
        field=next(iter(stale)),
        details={"current": current, "sent": sent},
    )
