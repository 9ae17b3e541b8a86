"""Drafts: what people edit and have not saved yet, for any JSON document that is a mapping of entries.

A draft outlives its browser and its host. Every change is on the disk before it is answered; several tabs, threads and
processes share the drafts of a folder. What takes long with one of them (`holding`) keeps nobody from the others. A
draft that nobody uses goes after its lifetime, which each use begins anew. A restart begins it anew, too: it counts
from when a process first sees the draft.
"""

import contextlib
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from filelock import FileLock, Timeout

from . import file_locks
from .clock import Clock
from .draft_files import DraftFiles
from .draft_held import DraftListener, HeldDraft, Unheard
from .draft_shelf import DraftShelf
from .draft_steps import begun
from .draft_text import encode_state
from .draft_turns import DraftTurns
from .draft_values import Draft, DraftNote, Edit, changes_of, checked_key, texts_of
from .errors import Busy, Invalid, from_os_error
from .files import Files
from .ids import Ids
from .names import check_id

MAX_NAME: Final = 500
_PATIENCE: Final = 5.0


class Drafts:
    """See the module. Blocks (a few ms an edit); safe on any thread and beside other processes on `folder`.

    Each method may raise `Busy` after 5 s and the errors of the disk; whatever raises has changed nothing.
    """

    def __init__(
        self,
        folder: Path,
        files: Files,
        clock: Clock,
        ids: Ids,
        lifetime: float = 1800.0,
        listener: DraftListener | None = None,
    ) -> None:
        self._problems: list[str] = []
        self._folder = folder
        self._files = files
        self._ids = ids
        self._shelf = DraftShelf(DraftFiles(folder, files, clock, self._problems.append), clock, lifetime)
        self._lock = threading.Lock()
        self._turns = DraftTurns(folder, files)
        self._listener = listener or Unheard()

    def open(self, kind: str, name: str, content: Mapping[str, Any], base: str | None) -> Draft:
        """The open draft of the document, where there is one; else a new one with `content`.

        `kind` is an id, `name` text of 1 to 500 characters, `base` the revision of the file that `content` is from.
        With 200 open the one that was used longest ago and is not dirty goes, `Busy` where all are. `Invalid`,
        `TooLarge`.
        """
        _check_document(kind, name, base)
        state = begun(kind, name, base, texts_of(content))
        data = encode_state(state)
        with self._alone("open the draft"):
            for note in self._shelf.notes():
                if (note.kind, note.name) == (kind, name):
                    return self._opened(self._shelf.used(note.id, self._shelf.state(note.id)))
            return self._opened(self._shelf.create(self._ids.new(), state, data))

    def get(self, draft_id: str) -> Draft:
        """A draft as it stands; `NotFound`."""
        with self.holding(draft_id, "read the draft") as held:
            return held.used()

    def list(self, kind: str) -> tuple[DraftNote, ...]:
        """The open drafts of a kind, the one used last first; that is no use of them."""
        with self._alone("list the drafts"):
            return tuple(note for note in self._shelf.notes() if note.kind == kind)

    def edit(self, draft_id: str, edits: Sequence[Edit], seen: Mapping[str, int] | None = None) -> Draft:
        """Make all of `edits`, in their order, as one step of the history.

        `seen` are the revisions of entries that the writer saw, 0 for one that was not there. Where one is another by
        now: `Conflict`, whose `details` are `current` and `sent`, a mapping from each such key to its entry. So is a
        rename of what is not there, or to a key that is. Raises `NotFound`, `Invalid`, `TooLarge`.
        """
        changes = changes_of(edits)
        wanted = {checked_key(key): revision for key, revision in (seen or {}).items()}
        with self.holding(draft_id, "edit the draft") as held:
            return held.edit(changes, wanted)

    def undo(self, draft_id: str) -> Draft:
        """Take the last step back, whoever made it; `Conflict` where there is none.

        The last 200 steps are kept, fewer where they hold more than 20 million characters.
        """
        with self.holding(draft_id, "undo in the draft") as held:
            return held.undo()

    def redo(self, draft_id: str) -> Draft:
        """Make the step again that was taken back last; `Conflict` where there is none."""
        with self.holding(draft_id, "redo in the draft") as held:
            return held.redo()

    def close(self, draft_id: str, seen: int | None = None) -> None:
        """End a draft that was saved or is not wanted any more; `NotFound`.

        With `seen`, only at that revision, so that what another tab did meanwhile is not lost: else `Conflict`.
        """
        with self.holding(draft_id, "close the draft") as held:
            held.close(seen)

    @contextlib.contextmanager
    def holding(self, draft_id: str, action: str = "use the draft") -> Iterator[HeldDraft]:
        """A draft while no other thread or process can change it; `NotFound`, `Busy` after 15 s.

        It may take long: other drafts can be used meanwhile, and this one be listed. Hold no two at once. `action` is
        what an error of the disk says could not be done.
        """
        with _disk_errors(action), self._turns.turn(draft_id):
            with self._alone(action):
                state = self._shelf.held(draft_id)
            yield HeldDraft(draft_id, state, self._shelf, self._listener, lambda: self._alone(action))

    def look(self) -> None:
        """Tell the listener which drafts there are, and what became of them, whoever did it."""
        if not self._folder.is_dir():  # nobody has opened one yet: nothing is made for a look
            with self._lock:
                self._listener.seen(())
            return
        with self._alone("look at the drafts"):
            self._listener.seen(self._shelf.notes())

    def sweep(self) -> int:
        """Remove the drafts that have expired, as every use does; returns how many are open."""
        with self._alone("tidy the drafts"):
            return self._shelf.count()

    def problems(self) -> tuple[str, ...]:
        """What was found damaged since this process began, and where it is kept."""
        return tuple(self._problems)

    def _opened(self, draft: Draft) -> Draft:
        self._listener.opened(draft)
        return draft

    @contextlib.contextmanager
    def _alone(self, action: str) -> Iterator[None]:
        """Nobody else reads or changes drafts for this moment; what is gone, new or expired is known."""
        if not self._lock.acquire(timeout=_PATIENCE):
            raise Busy("The drafts are in use.", hint="Nothing was changed; try again.")
        try:
            with _disk_errors(action), contextlib.ExitStack() as stack:
                self._lock_out_others(stack)
                self._shelf.notice()
                yield
        finally:
            self._lock.release()

    def _lock_out_others(self, stack: contextlib.ExitStack) -> None:
        """Hold the lock between processes; without it where nobody could write anyway."""
        lock = FileLock(self._folder / ".lock", timeout=_PATIENCE, poll_interval=0.01, thread_local=False)
        try:
            self._files.make_folder(self._folder)
            stack.enter_context(lock)
        except OSError as error:
            if not file_locks.nobody_writes(error, self._folder):
                raise


@contextlib.contextmanager
def _disk_errors(action: str) -> Iterator[None]:
    try:
        yield
    except Timeout as error:
        raise Busy("Another program is using the drafts.", hint="Nothing was changed; try again.") from error
    except OSError as error:
        raise from_os_error(error, action) from error


def _check_document(kind: str, name: str, base: str | None) -> None:
    check_id(kind, "kind")
    if not isinstance(name, str) or not 0 < len(name) <= MAX_NAME:
        raise Invalid(f"The name of a document is text of 1 to {MAX_NAME} characters.", field="name")
    if base is not None and (not isinstance(base, str) or len(base) > MAX_NAME):
        raise Invalid("The revision of a file is short text.", field="base")
