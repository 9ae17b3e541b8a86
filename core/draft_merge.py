"""Three versions of a document made one, entry by entry: what it was, what the file holds by now, what the draft has.

Pure. Entries are JSON texts by key; None stands for one that is not there.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from .draft_text import Attempt
from .values import frozen

Texts = Mapping[str, str]
Decisions = Mapping[str, str]
"""`mine` or `theirs` by key."""

_NOTHING: Final[Mapping[str, str]] = {}


@frozen(kw_only=True)
class Sides:
    """What is merged. `opened` is what both sides began with, `attempts` what may be in `theirs` and is the draft's."""

    opened: Texts
    theirs: Texts
    mine: Texts
    attempts: Sequence[Attempt] = ()

    def is_own(self, key: str) -> bool:
        """Whether nobody else has changed the entry in the file."""
        theirs = self.theirs.get(key)
        known = (attempt[key] for attempt in self.attempts if key in attempt)
        return same(theirs, self.opened.get(key)) or any(same(theirs, one) for one in known)


@frozen(kw_only=True)
class Merged:
    """What to save. `taken` are the keys whose entries are the file's because only others had changed them.

    `decided` are those where both had, and the file's was chosen; `conflicts` those that nobody has decided (`texts`
    holds the draft's).
    """

    texts: Texts
    taken: tuple[str, ...] = ()
    decided: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()


def merged(sides: Sides, take: Decisions = _NOTHING) -> Merged:
    """Each entry as the side has it that changed it; where both did, to different values, as `take` says."""
    chosen: dict[str, str | None] = {}
    taken, decided, conflicts = list[str](), list[str](), list[str]()
    for key in dict.fromkeys((*sides.mine, *sides.theirs, *sides.opened)):
        mine, theirs = sides.mine.get(key), sides.theirs.get(key)
        chosen[key] = mine
        if same(mine, theirs) or sides.is_own(key):
            continue
        if same(mine, sides.opened.get(key)):
            taken.append(key)
        elif key not in take:
            conflicts.append(key)
            continue
        elif take[key] == "theirs":
            decided.append(key)
        else:
            continue
        chosen[key] = theirs
    texts = {key: text for key in _order(sides, chosen) if (text := chosen[key]) is not None}
    return Merged(texts=texts, taken=tuple(taken), decided=tuple(decided), conflicts=tuple(conflicts))


def same(left: str | None, right: str | None) -> bool:
    """Whether two texts are one JSON value; the order of the keys of objects does not matter."""
    if left == right or left is None or right is None:
        return left == right
    return _canonical(left) == _canonical(right)


def spelt_as(texts: Texts, known: Texts) -> dict[str, str]:
    """`texts`, each that is the same JSON value as in `known` in the spelling that it has there."""
    return {key: known[key] if key in known and same(known[key], text) else text for key, text in texts.items()}


def alike(left: Texts, right: Texts) -> bool:
    """Whether two documents hold the same entries in the same order."""
    return list(left) == list(right) and all(same(left[key], right[key]) for key in left)


def difference(before: Texts, after: Texts) -> dict[str, str | None]:
    """What makes `after` of `before`, by key."""
    changed = {key: text for key, text in after.items() if not same(before.get(key), text)}
    return {**changed, **{key: None for key in before if key not in after}}


def _canonical(text: str) -> str:
    return json.dumps(json.loads(text), sort_keys=True)


def _order(sides: Sides, chosen: Mapping[str, Any]) -> list[str]:
    """The file's order, unless the draft has put its own entries into another; what the other has beside follows."""
    if _common(sides.mine, sides.opened) == _common(sides.opened, sides.mine):
        return _woven(sides.theirs, sides.mine, chosen)
    return _woven(sides.mine, sides.theirs, chosen)


def _common(keys: Iterable[str], others: Texts) -> list[str]:
    return [key for key in keys if key in others]


def _woven(leading: Texts, other: Texts, chosen: Mapping[str, Any]) -> list[str]:
    """`leading` with each key that only `other` has after the one that it follows there."""
    first: list[str] = []
    after: dict[str, list[str]] = {}
    place = first
    for key in other:
        if key in leading:
            place = after.setdefault(key, [])
        else:
            place.append(key)
    woven = list(first)
    for key in leading:
        woven.append(key)
        woven.extend(after.get(key, ()))
    return [key for key in woven if chosen.get(key) is not None]
