"""The state of a draft and its steps, pure: edits, undo, redo. Each gives a new state, exactly what undo takes back."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

from attrs import evolve, field, frozen

from .draft_values import MOST_BYTES, MOST_ENTRIES, Change, Entry, too_many
from .errors import Conflict, TooLarge

MOST_STEPS: Final = 200
MOST_HISTORY: Final = 2 * MOST_BYTES
"""Characters of the history; the last step is kept however large it is."""


@frozen
class Move:
    """What a step did to one key. `place` is where it stood, if it was taken away (and perhaps put in again, last)."""

    key: str
    before: str | None
    after: str | None
    place: int | None = None


@frozen
class Step:
    """What one call changed. What was put in stands in the order in which it was."""

    moves: tuple[Move, ...]
    size: int = field(init=False)

    @size.default
    def _size(self) -> int:
        return sum(len(one.key) + len(one.before or "") + len(one.after or "") for one in self.moves)


@frozen(kw_only=True)
class DraftState:
    """See the module. `opened` are the texts that it began with, `done` the steps that undo takes back."""

    kind: str
    name: str
    base: str | None
    revision: int
    entries: Mapping[str, Entry]
    opened: Mapping[str, str]
    done: tuple[Step, ...] = ()
    undone: tuple[Step, ...] = ()

    @property
    def dirty(self) -> bool:
        """Whether values or their order differ from what it was opened with."""
        return len(self.entries) != len(self.opened) or any(
            key != other or entry.text != text
            for (key, entry), (other, text) in zip(self.entries.items(), self.opened.items(), strict=True)
        )

    @property
    def size(self) -> int:
        """Characters that it takes in memory, roughly."""
        texts = sum(len(key) + len(entry.text) for key, entry in self.entries.items())
        return texts + sum(map(len, self.opened.values())) + sum(step.size for step in (*self.done, *self.undone))

    def edited(self, changes: Sequence[Change]) -> "DraftState":
        """With `changes` made, in their order; the same object where they change nothing. `TooLarge`."""
        step = _step(self.entries, changes)
        if not step.moves:
            return self
        entries = _forward(self.entries, step, self.revision + 1)
        if entries.keys() == self.entries.keys() and _same(entries, self.entries):
            return self
        _check_size(entries)
        return evolve(self, revision=self.revision + 1, entries=entries, done=_last((*self.done, step)), undone=())

    def undo(self) -> "DraftState":
        """With the last step taken back; `Conflict` where there is none."""
        if not self.done:
            raise Conflict("There is nothing to undo.", details={"current": self.revision})
        step = self.done[-1]
        entries = _backward(self.entries, step, self.revision + 1)
        return evolve(
            self, revision=self.revision + 1, entries=entries, done=self.done[:-1], undone=(*self.undone, step)
        )

    def redo(self) -> "DraftState":
        """With the step made again that was taken back last; `Conflict` where there is none."""
        if not self.undone:
            raise Conflict("There is nothing to redo.", details={"current": self.revision})
        step = self.undone[-1]
        entries = _forward(self.entries, step, self.revision + 1)
        return evolve(
            self, revision=self.revision + 1, entries=entries, done=(*self.done, step), undone=self.undone[:-1]
        )


def begun(kind: str, name: str, base: str | None, texts: Mapping[str, str]) -> DraftState:
    """A new draft, at revision 1; `TooLarge`."""
    entries = {key: Entry(text, 1) for key, text in texts.items()}
    _check_size(entries)
    return DraftState(kind=kind, name=name, base=base, revision=1, entries=entries, opened=dict(texts))


def _check_size(entries: Mapping[str, Entry]) -> None:
    if len(entries) > MOST_ENTRIES:
        raise too_many()
    size = sum(len(key) + len(entry.text) for key, entry in entries.items())
    if size > MOST_BYTES:
        raise TooLarge(f"A draft has at most {MOST_BYTES} characters, this one {size}.", field="entries")


def _same(left: Mapping[str, Entry], right: Mapping[str, Entry]) -> bool:
    return list(left) == list(right) and all(left[key].text == right[key].text for key in left)


def _last(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """The newest steps that the limits leave."""
    left = MOST_HISTORY
    kept = 0
    for step in reversed(steps[-MOST_STEPS:]):
        left -= step.size
        if left < 0 and kept:
            break
        kept += 1
    return steps[-kept:]


def _step(entries: Mapping[str, Entry], changes: Sequence[Change]) -> Step:
    """The net effect of `changes`."""
    after: dict[str, str | None] = {}
    taken: set[str] = set()
    for change in changes:
        if change.text is None:
            taken.add(change.key)
        elif after.get(change.key, change) is None:
            del after[change.key]  # put in again: from now on it is the last
        after[change.key] = change.text
    places = {key: place for place, key in enumerate(entries) if key in taken} if taken else {}
    moves = [
        Move(key, entries[key].text if key in entries else None, text, places.get(key)) for key, text in after.items()
    ]
    return Step(tuple(one for one in moves if one.before != one.after or one.place is not None))


def _forward(entries: Mapping[str, Entry], step: Step, revision: int) -> dict[str, Entry]:
    made = dict(entries)
    for one in step.moves:
        if one.place is not None:
            del made[one.key]
        if one.after is not None:
            made[one.key] = Entry(one.after, revision)
    return made


def _backward(entries: Mapping[str, Entry], step: Step, revision: int) -> dict[str, Entry]:
    made = dict(entries)
    for one in step.moves:
        if one.before is None or one.place is not None:
            made.pop(one.key, None)
        else:
            made[one.key] = Entry(one.before, revision)
    back = sorted((one.place, one.key, one.before) for one in step.moves if one.place is not None)
    return _put_back(made, [(place, key, Entry(text or "", revision)) for place, key, text in back])


def _put_back(entries: dict[str, Entry], back: list[tuple[int, str, Entry]]) -> dict[str, Entry]:
    """`entries` with each of `back` (by place, ascending) at its place."""
    if not back:
        return entries
    kept = list(entries.items())
    starts = [place - number for number, (place, _, _) in enumerate(back)]
    merged = kept[: starts[0]]
    for (_, key, entry), (start, end) in zip(back, pairwise([*starts, len(kept)]), strict=True):
        merged.append((key, entry))
        merged.extend(kept[start:end])
    return dict(merged)
