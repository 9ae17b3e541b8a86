"""Which slots of a pool an export takes."""

import re
from collections.abc import Callable, Sequence
from typing import Final

from ...core.contracts.datasets import Presence, SlotFilter
from ...core.contracts.pools import Slot
from ...core.errors import NotFound
from ...core.values import frozen

_WORD: Final = re.compile(r'(?P<minus>-?)(?:"(?P<quoted>[^"]*)"?|(?P<plain>\S+))')


@frozen
class Words:
    """Texts that a label must have, and texts that it must not have, case folded."""

    wanted: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()

    def fit(self, label: str) -> bool:
        """Whether the label has all that is wanted and nothing that is not."""
        text = label.casefold()
        return all(word in text for word in self.wanted) and not any(word in text for word in self.unwanted)


def words_of(text: str) -> Words:
    """`cat -dog "red hat" -"blue sky"`: words between blanks, quoted ones as one, unwanted behind a `-`."""
    wanted: list[str] = []
    unwanted: list[str] = []
    for found in _WORD.finditer(text):
        word = found["quoted"] or found["plain"]
        if word and found["plain"] != "-":
            (unwanted if found["minus"] else wanted).append(word.casefold())
    return Words(tuple(wanted), tuple(unwanted))


def matching(slots: Sequence[Slot], wanted: SlotFilter) -> tuple[Slot, ...]:
    """Those of `slots` that are wanted, in their order; `NotFound` for an id that is none of theirs."""
    words = words_of(wanted.words)
    has_label, has_mask = _present(wanted.labels), _present(wanted.masks)
    ids = _known(slots, wanted.slots)
    return tuple(
        slot
        for slot in slots
        if (ids is None or slot.id in ids)
        and has_label(bool(slot.label))
        and has_mask(slot.mask is not None)
        and words.fit(slot.label)
    )


def _present(presence: Presence) -> Callable[[bool], bool]:
    return {"any": lambda _there: True, "with": lambda there: there, "without": lambda there: not there}[presence]


def _known(slots: Sequence[Slot], wanted: tuple[str, ...] | None) -> frozenset[str] | None:
    if wanted is None:
        return None
    gone = set(wanted) - {slot.id for slot in slots}
    if gone:
        raise NotFound(
            f"The pool has no image {min(gone)[:80]!r} (any more).",
            hint="Choose the images again.",
            field="slots",
            details={"slots": sorted(gone)[:100]},
        )
    return frozenset(wanted)
