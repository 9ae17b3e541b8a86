"""An event as one line of the timeline: its name and the fields that matter, the same in every run."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

import attrs

from penstock.core.events.base import Event
from penstock.core.events.jobs import JobChanged
from penstock.core.events.runs import RunProgressed

_LEFT_OUT: Final = frozenset({"epoch", "seq", "bytes", "seconds", "counts", "input_hash"})
"""Numbers of the process, sizes and times."""
_NAMED: Final = re.compile(
    r"\b(?:(?:\w+\.)?\d{13}\.[a-z0-9]{26}|[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[a-z0-9]{26})\b"
)
"""What is made by chance or from times: ids, trash, prompt ids, revisions of files."""
_SHORT: Final[Mapping[str, Callable[[Any], str]]] = {
    "slot": lambda slot: f"{slot.id}{' ' + slot.label if slot.label else ''}{' masked' if slot.mask else ''}",
    "copied_from": lambda source: source if isinstance(source, str) else f"{source.pool_id}/{source.slot_id}",
    "gate": lambda gate: " ".join(filter(None, (gate.token, gate.state, gate.run_state, gate.reason, _decided(gate)))),
    "profile": lambda profile: f"{profile.id} {profile.name!r}",
    "job": lambda job: f"{job.name!r} {job.status}",
    "draft": lambda draft: f"{draft.kind}/{draft.name} {'edited' if draft.dirty else 'as its file'}",
    "key": lambda key: f"{key.story}/{key.job}/{key.exec_id}",
    "error": lambda error: str(error["code"]),
    "online": lambda online: str(len(online)),
}
"""Values that say more than a line holds."""


def _decided(gate: Any) -> str:
    return f"route {gate.decided.route} by {gate.decided.by}" if gate.decided else ""


def lines(events: Sequence[Event]) -> Iterator[str]:
    """One line each, without what depends on how fast the machine is: see `_told_by_time`."""
    names: dict[str, str] = {}
    jobs: dict[str, str] = {}
    for event in events:
        if not _told_by_time(event, jobs):
            yield _NAMED.sub(lambda found: names.setdefault(found[0], f"#{len(names) + 1}"), _line(event))


def _told_by_time(event: Event, jobs: dict[str, str]) -> bool:
    """How far runs and jobs are is told at most five times a second, so how often is chance."""
    if isinstance(event, JobChanged):
        known = jobs.get(event.job.id)
        jobs[event.job.id] = event.job.status
        return known == event.job.status
    return isinstance(event, RunProgressed)


def _line(event: Event) -> str:
    fields = [field for field in attrs.fields(type(event)) if field.name not in _LEFT_OUT]
    told = {field.name: getattr(event, field.name) for field in fields if _matters(field, getattr(event, field.name))}
    return " ".join([event.name, *(f"{name}={_said(name, value)}" for name, value in told.items())])


def _matters(field: Any, value: Any) -> bool:
    """What is as it is without anything to say is not said."""
    return value not in (None, "", (), False) and not (field.name == "server" or (field.name == "place" and not value))


def _said(name: str, value: Any) -> str:
    if name in _SHORT:
        return _SHORT[name](value)
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)
