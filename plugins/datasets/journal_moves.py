"""Making the moves of a note: all, or as good as none. What is on the disk says how far somebody got before."""

import logging
from collections.abc import Sequence
from typing import Final

from attrs import define

from ...core.files import Files
from .journal_notes import Move, State, in_groups, seen_at, states

_LOG: Final = logging.getLogger("penstock.datasets")


@define
class Moves:
    """See the module. Only while the journal is held. Raises `OSError`."""

    files: Files

    def make(self, moves: Sequence[Move]) -> None:
        """Make all of them, durably."""
        for group in in_groups(moves):
            self.files.place_all([(move.source, move.target) for move in group])

    def back(self, moves: Sequence[Move]) -> bool:
        """Take back those that were made; whether none is left made. A file that is not what was moved stays."""
        for move, state in reversed(list(zip(moves, states(moves), strict=True))):
            try:
                if state == "twin":
                    self.files.discard(move.target)
                elif state == "done" and _is_ours(move):
                    self.files.move(move.target, move.source)
            except OSError as error:
                _LOG.warning("%s could not be moved back: %s", move.target.name, error)
        return not any(
            state == "twin" or (state == "done" and _is_ours(move))
            for move, state in zip(moves, states(moves), strict=True)
        )

    def finish(self, moves: Sequence[Move]) -> bool:
        """Go forward, or back where somebody has taken a name meanwhile; whether there is nothing left to do."""
        if not all(move.source.parent.is_dir() for move in moves):
            return False  # a disk that is not there now: what is staged goes only after the note
        found = list(zip(moves, states(moves), strict=True))
        hindered = [move.target.name for move, state in found if _is_hindered(move, state)]
        if hindered:
            _LOG.warning("%s is taken by now, or its folder gone: all that goes with it is given up", hindered[0])
            return self.back(moves)
        for move, state in found:
            if state == "twin":
                self.files.discard(move.source)
        self.make([move for move, state in found if state == "left"])
        for folder in dict.fromkeys(move.target.parent for move in moves if move.target.parent.is_dir()):
            self.files.calls.sync_folder(folder)
        return True


def _is_hindered(move: Move, state: State) -> bool:
    return state == "blocked" or (state == "left" and not move.target.parent.is_dir())


def _is_ours(move: Move) -> bool:
    """Whether what has the name is what was moved there; a folder always counts as such."""
    try:
        return seen_at(move.target) == move.seen
    except FileNotFoundError:
        return False
