"""What the journal notes: moves that are to be done all or not at all, and how far they got."""

import json
import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, Literal

from ...core.values import frozen

FORMAT: Final = 1
MAX_BYTES: Final = 64_000_000

State = Literal["left", "twin", "done", "blocked"]


@frozen
class Move:
    """A rename to a free name. `seen` is the size and the time of a file before it was moved, None of a folder."""

    source: Path
    target: Path
    seen: tuple[int, int] | None = None


class UnreadableNote(ValueError):
    """Raised for a note that this version of Penstock cannot read."""


def seen_move(source: Path, target: Path) -> Move:
    """The move of what lies at `source` now; `OSError` where nothing does."""
    return Move(source, target, seen_at(source))


def seen_at(path: Path) -> tuple[int, int] | None:
    """Size and time of a file, None of a folder; `OSError` where there is nothing."""
    found = path.lstat()
    return None if stat.S_ISDIR(found.st_mode) else (found.st_size, found.st_mtime_ns)


def encode(moves: Sequence[Move]) -> bytes:
    """The moves as JSON in ASCII: names that are no Unicode text are kept, too."""
    rows = [[str(move.source), str(move.target), move.seen] for move in moves]
    return json.dumps({"format": FORMAT, "moves": rows}).encode("ascii")


def decode(data: bytes) -> tuple[Move, ...]:
    """The moves of a note; `UnreadableNote`."""
    try:
        found: Any = json.loads(data)
        if found["format"] != FORMAT:
            raise UnreadableNote(f"format {str(found['format'])[:20]}")
        return tuple(
            Move(Path(source), Path(target), None if seen is None else (int(seen[0]), int(seen[1])))
            for source, target, seen in found["moves"]
        )
    except (ValueError, TypeError, KeyError, IndexError) as error:
        raise UnreadableNote(str(error)) from error


def states(moves: Sequence[Move]) -> list[State]:
    """How far each move got, by what lies on the disk.

    `twin`: a rename was cut in the middle, one file has both names. `blocked`: somebody else's file has the name.
    """
    return [_state(move, moves[place + 1 :]) for place, move in enumerate(moves)]


def in_groups(moves: Sequence[Move]) -> Iterator[list[Move]]:
    """The moves in their order, cut wherever one needs a name that another before it makes free."""
    group: list[Move] = []
    for move in moves:
        if any(other.source == move.target for other in group):
            yield group
            group = []
        group.append(move)
    if group:
        yield group


def _state(move: Move, later: Sequence[Move]) -> State:
    if not os.path.lexists(move.source):
        return "done"
    if not os.path.lexists(move.target):
        return "left"
    if os.path.samestat(move.source.lstat(), move.target.lstat()):
        return "twin"
    taken_over = any(one.target == move.source and not os.path.lexists(one.source) for one in later)
    return "done" if taken_over else "blocked"
