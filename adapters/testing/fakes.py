"""Fakes for what a host provides: a clock that stands still, ids that count, a recording of all events."""

import threading

from ...core.events.base import Event, event_types
from ...core.hooks import PHASES, hookimpl


class FakeClock:
    """A clock that moves only when `advance` is called. Safe on any thread."""

    def __init__(self, wall_ms: int = 1_700_000_000_000) -> None:
        self._wall_ms = wall_ms
        self._monotonic = 0.0

    def wall_ms(self) -> int:
        """Milliseconds since 1970, as set."""
        return self._wall_ms

    def monotonic(self) -> float:
        """Seconds, as advanced."""
        return self._monotonic

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self._wall_ms += int(seconds * 1000)
        self._monotonic += seconds

    def set_wall(self, wall_ms: int) -> None:
        """Turn the wall clock, forward or back; monotonic time is untouched."""
        self._wall_ms = wall_ms


class CountingIds:
    """Ids `id00000000000000000000001`, 2, ...: predictable and unique in one object. Safe on any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._count = 0

    def new(self) -> str:
        """The next id, 26 characters."""
        with self._lock:
            self._count += 1
            return f"id{self._count:024d}"

    def token(self) -> str:
        """The next id as a token."""
        return f"token-{self.new()}"


class EventRecorder:
    """A plugin that keeps every event it observes: load it as a source and compare `names` with what must happen."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    @property
    def names(self) -> list[str]:
        """The names of the events so far, in order."""
        return [event.name for event in self.events]

    def of(self, *names: str) -> list[Event]:
        """The events with these names, in order."""
        return [event for event in self.events if event.name in names]

    def expect(self, *names: str) -> None:
        """Exactly these events so far, in this order; `AssertionError` names both lists. Let `settle` come first."""
        if self.names != list(names):
            raise AssertionError(f"expected {list(names)}, there were {self.names}")


def recorder() -> EventRecorder:
    """An `EventRecorder` that implements the observe hook of every event that has one."""
    made = EventRecorder()

    def listen(event: Event) -> None:
        made.events.append(event)

    for kind in event_types():
        if any(hasattr(phase, f"penstock_{kind.name}") for phase in PHASES):
            setattr(made, f"penstock_{kind.name}", hookimpl(listen))
    return made
