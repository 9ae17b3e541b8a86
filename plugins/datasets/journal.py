"""What is about to be moved into place is noted first, so that whoever dies in between has done all of it or nothing.

A note is written (durably) when everything that it names lies staged on the disk; from then on it happens: by the one
who wrote it, or by whoever takes the lock next (`recover`). Before that nothing shows. Notes lie in
`<private>/datasets/journal/`; one lock for all processes is held while moves are made.
"""

import contextlib
import errno
import logging
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from attrs import define, field

from ...core import file_locks
from ...core.errors import Conflict, PenstockError, from_os_error
from ...core.files import Files
from ...core.ids import RandomIds
from .journal_moves import Moves
from .journal_notes import MAX_BYTES, Move, UnreadableNote, decode, encode, seen_move
from .journal_staged import Staged

_LOG: Final = logging.getLogger("penstock.datasets")
_NOTE: Final = ".moves.json"


@define
class Journal:
    """See the module. `folder` is made when it is needed. Raises `PenstockError`. Safe on any thread.

    Stage beside the place, under a name that ends with `.part` and was told to `staging`; move it with `place`. After
    that, and after whatever failed, `drop` it: it removes what is not wanted any more.
    """

    folder: Path
    files: Files
    _staged: Staged = field(init=False)
    _moves: Moves = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._staged = Staged(self.folder, self.files)
        self._moves = Moves(self.files)

    def place(self, moves: Sequence[tuple[Path, Path]], check: Callable[[], None] = lambda: None) -> None:
        """Rename every (source, target) in this order, all or none; no target may exist: `Conflict`.

        A target may be the source of a move before it. Sources are durable, the folders of targets exist, on the same
        file system. `check` is called under the lock before the note is written, and may refuse by raising.
        """
        with self._held():
            self._finish_others()
            check()
            try:
                self._place(_seen(moves))
            except FileExistsError as error:
                raise _taken(error) from error
            except OSError as error:
                raise from_os_error(error, "move what was saved into its place") from error

    def staging(self, path: Path) -> None:
        """Note that `path` (a file or a folder of ours, not made yet) is rubbish unless `place` moves it.

        Its name ends with `.part`. It is rubbish when this process has died, or with `drop`.
        """
        with self._held():
            self._staged.add(path)

    def forget(self, path: Path) -> None:
        """`path` is no rubbish of ours any more: it was moved or removed."""
        with self._held():
            self._staged.remove(path)

    def drop(self, path: Path) -> None:
        """Remove what is left of what was told to `staging`, and forget it.

        Never raises for a disk that fails: what stays is logged, and swept by `recover`. Where `place` failed so badly
        that its note stands, the moves are finished first: all or nothing holds whatever happens.
        """
        try:
            with self._held():
                is_wanted = any(source.is_relative_to(path) for source in self._finish_others())
            if is_wanted:
                self._staged.leave(path)
                return
            self._staged.sweep(path)  # not under the lock of all: there may be many files
            self.forget(path)
        except (OSError, PenstockError) as error:
            self._staged.leave(path)
            _LOG.warning("%s could not be removed yet: %s", path.name, error)

    def recover(self) -> None:
        """Finish what crashed processes noted, and remove what they staged and never placed."""
        if not self.folder.is_dir():
            return
        with self._held():
            dead = self._staged.taken_over(self._finish_others())
            self._staged.tidy()
        for path in dead:
            self.drop(path)

    def _held(self) -> contextlib.AbstractContextManager[None]:
        return file_locks.held(
            self.files,
            self.folder / ".lock",
            busy="Another program is saving data sets.",
            what="what is saved of data sets",
        )

    def _place(self, moves: Sequence[Move]) -> None:
        for parent in dict.fromkeys(move.source.parent for move in moves):
            self.files.calls.sync_folder(parent)  # what the note names is there whatever happens
        note = self.folder / f"{RandomIds().new()}{_NOTE}"
        try:
            self.files.write(note, encode(moves))
            self._moves.make(moves)
        except OSError:
            if self._moves.back(moves):
                self._forget_note(note)
            raise
        self._forget_note(note)

    def _forget_note(self, note: Path) -> None:
        """Durably: what was staged is removed after it, and a note without that could not be finished."""
        try:
            self.files.discard(note)
            self.files.calls.sync_folder(self.folder)
        except OSError as error:
            _LOG.warning("%s could not be removed yet: %s", note.name, error)

    def _finish_others(self) -> list[Path]:
        """Finish the notes that are there; the sources of those that cannot be finished now."""
        wanted = []
        for note in sorted(self.folder.glob(f"*{_NOTE}")):
            moves: Sequence[Move] = ()
            try:
                moves = decode(self.files.read(note, MAX_BYTES))
                if self._moves.finish(moves):
                    self._forget_note(note)
                    continue
            except (OSError, UnreadableNote) as error:
                _LOG.warning("%s cannot be finished yet: %s", note.name, error)
            wanted += [move.source for move in moves]
        return wanted


def _seen(moves: Sequence[tuple[Path, Path]]) -> list[Move]:
    """The moves, when every name that they need is free; `OSError`."""
    seen = [seen_move(source, target) for source, target in moves]
    made_free = {move.source for move in seen}
    for move in seen:
        if move.target not in made_free and os.path.lexists(move.target):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(move.target))
    return seen


def _taken(error: FileExistsError) -> PenstockError:
    name = Path(str(error.filename2 or error.filename)).name
    return Conflict(
        f"There is something named {name[:100]!r} already.", hint="Choose another name, then try again.", field="folder"
    )
