"""The state of a draft and its steps, pure: edits, undo, redo. Each gives a new state, exactly what undo takes back."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

from attrs import evolve, field

from .draft_values import MOST_BYTES, MOST_ENTRIES, Change, Entry, too_many
from .errors import Conflict, TooLarge
from .values import frozen

MOST_STEPS: Final = 200
MOST_HISTORY: Final = 20_000_000
"""Characters of the history; the last step is kept however large it is."""


@frozen
class Move:
    """What a step did to one key.

    `place` is where it stood, if it was taken away. What was put in stands last, or where `at` says.
    """

    key: str
    before: str | None
    after: str | None
    place: int | None = None
    at: int | None = None


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
        own = sum(len(text) for key, text in self.opened.items() if not self._shares(key, text))
        return texts + own + sum(step.size for step in (*self.done, *self.undone))

    def _shares(self, key: str, text: str) -> bool:
        entry = self.entries.get(key)
        return entry is not None and entry.text is text

    def texts(self) -> dict[str, str]:
        """The entries as JSON."""
        return {key: entry.text for key, entry in self.entries.items()}

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

    def rebased(
        self, base: str | None, opened: Mapping[str, str], texts: Mapping[str, str] | None = None
    ) -> "DraftState":
        """A revision further, on `base` that holds `opened`, with `texts` as its entries (its own, where None).

        What differs from its own came from elsewhere: undo and redo leave that alone. `TooLarge`.
        """
        if texts is None:
            return evolve(self, revision=self.revision + 1, base=base, opened=dict(opened))
        entries = {key: self._taken(key, text) for key, text in texts.items()}
        _check_size(entries)
        here = self.entries.keys()
        foreign = {key for key, entry in entries.items() if entry.revision > self.revision} | (here - entries.keys())
        foreign = _with_renames((*self.done, *self.undone), foreign) if foreign else foreign
        return evolve(
            self,
            revision=self.revision + 1,
            base=base,
            entries=entries,
            opened=dict(opened),
            done=_without(self.done, foreign) if foreign else self.done,
            undone=_without(self.undone, foreign) if foreign else self.undone,
        )

    def _taken(self, key: str, text: str) -> Entry:
        mine = self.entries.get(key)
        return mine if mine is not None and mine.text == text else Entry(text, self.revision + 1)

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


def _without(steps: tuple[Step, ...], keys: set[str]) -> tuple[Step, ...]:
    """The steps without what they did to `keys`."""
    left = (Step(tuple(one for one in step.moves if one.key not in keys)) for step in steps)
    return tuple(step for step in left if step.moves)


def _with_renames(steps: Sequence[Step], keys: set[str]) -> set[str]:
    """`keys`, and those that were renamed together with them: half a rename makes no sense."""
    linked = [{one.key for one in step.moves} for step in steps if any(one.at is not None for one in step.moves)]
    grown = keys
    while more := set().union(*(some for some in linked if some & grown)) - grown:
        grown = grown | more
    return grown


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
        raise TooLarge(f"A draft has at most {MOST_BYTES:,} characters, this one {size:,}.", field="entries")


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
    first = {key: slot for slot, key in enumerate(entries)}
    slots, after = _placed(first, changes)
    order = sorted(after, key=lambda key: slots.get(key, -1))
    ranks = _ranks(slots, order, first)
    moves = [
        Move(
            key,
            entries[key].text if key in entries else None,
            after[key],
            first[key] if key in first and slots.get(key) != first[key] else None,
            ranks.get(key),
        )
        for key in order
    ]
    return Step(tuple(one for one in moves if one.before != one.after or one.place is not None))


def _placed(first: Mapping[str, int], changes: Sequence[Change]) -> tuple[dict[str, int], dict[str, str | None]]:
    """Where each key stands after `changes` (new ones beyond all others), and the text of each that was touched."""
    slots, after = dict(first), dict[str, str | None]()
    for number, change in enumerate(changes, start=len(first)):
        if change.instead_of is not None and change.instead_of != change.key:
            _check_rename(slots, change)
            slots[change.key] = slots.pop(change.instead_of)
            after[change.instead_of] = None
        if change.text is None:
            slots.pop(change.key, None)
        else:
            slots.setdefault(change.key, number)
        after[change.key] = change.text
    return slots, after


def _check_rename(slots: Mapping[str, int], change: Change) -> None:
    if change.instead_of not in slots:
        raise Conflict(
            f"There is no {str(change.instead_of)[:60]!r} any more.",
            hint="Look at what is there now, then decide.",
            field="instead_of",
            details={"current": {str(change.instead_of): None}},
        )
    if change.key in slots:
        raise Conflict(f"There is a {change.key[:60]!r} already.", hint="Choose another name.", field="key")


def _ranks(slots: Mapping[str, int], touched: Sequence[str], first: Mapping[str, int]) -> dict[str, int]:
    """The places of those touched keys that stand where another stood."""
    moved = {key for key in touched if slots.get(key, len(first)) < len(first) and slots[key] != first.get(key)}
    if not moved:
        return {}
    return {key: rank for rank, key in enumerate(sorted(slots, key=slots.__getitem__)) if key in moved}


def _forward(entries: Mapping[str, Entry], step: Step, revision: int) -> dict[str, Entry]:
    made = dict(entries)
    for one in step.moves:
        if one.place is not None:
            made.pop(one.key, None)
    for one in step.moves:
        if one.after is not None and one.at is None:
            made[one.key] = Entry(one.after, revision)
    into = sorted((one.at, one.key, one.after or "") for one in step.moves if one.at is not None)
    return _put_back(made, [(place, key, Entry(text, revision)) for place, key, text in into])


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
