"""Histories of things that several clients read and write at once, and whether they had one order."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from attrs import frozen


@frozen
class Event:
    """What a client did to a slot between two moments, and the revision that it wrote or saw. `saw` before a write."""

    slot: str
    writes: bool
    revision: int
    label: str
    begun: float
    ended: float
    saw: int | None = None


def check_order(events: Iterable[Event]) -> int:
    """Fail where the events of a slot had no one order that fits what everybody saw, and when; how many events."""
    slots: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        slots[event.slot].append(event)
    for one in slots.values():
        _check_writes([event for event in one if event.writes])
        _check_reads(one)
        _check_time(one)
    return sum(len(one) for one in slots.values())


def _check_writes(writes: Sequence[Event]) -> None:
    """Every revision was written once, none is missing, and whoever named one wrote right on top of it."""
    revisions = sorted(event.revision for event in writes)
    assert revisions == list(range(revisions[0], revisions[0] + len(revisions))), "a write was lost, or two were one"
    for event in writes:
        assert event.saw in (None, event.revision - 1), event


def _check_reads(events: Sequence[Event]) -> None:
    """Who saw a revision saw what was written under it."""
    written = {event.revision: event.label for event in events if event.writes}
    for event in events:
        assert written.get(event.revision, event.label) == event.label, event


def _check_time(events: Sequence[Event]) -> None:
    """What ended before something else began comes before it."""
    ends = sorted(events, key=lambda event: event.ended)
    newest, at = 0, 0
    for event in sorted(events, key=lambda event: event.begun):
        while at < len(ends) and ends[at].ended < event.begun:
            newest = max(newest, ends[at].revision)
            at += 1
        assert event.revision > newest if event.writes else event.revision >= newest, (event, newest)
