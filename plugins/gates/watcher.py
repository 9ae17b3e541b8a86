"""One thread for all gates that wait: interrupts, time limits, nobody there. Asleep while no gate is armed."""

import itertools
import logging
import threading
from collections.abc import Callable, Container, Iterable
from typing import Final

from ...core.clock import Clock
from ...core.contracts.gates import CancelReason, Unanswered
from ...core.settings import Settings
from .entries import Entry
from .policies import choice_of, is_due, unattended_after
from .registry import GateRegistry

_LOG: Final = logging.getLogger("penstock.gates")
TICK: Final = 0.1
"""Seconds between two looks: an interrupt frees the gate within twice that."""
LIMITS: Final = 5
"""Every so many looks each gate's own limits are looked at: nothing that is counted in seconds needs more."""


class Watcher:
    """Looks after the armed gates. `leave(entry, choice)` lets a gate go that nobody answers, without blocking.

    `keep(entries, now)` is told every half second which gates wait; it must not block either.
    """

    def __init__(
        self,
        registry: GateRegistry,
        clock: Clock,
        settings: Settings,
        leave: Callable[[Entry, Unanswered], None],
        keep: Callable[[Iterable[Entry], float], object] = lambda _entries, _now: None,
        tick: float = TICK,
    ) -> None:
        self._registry: Final = registry
        self._clock: Final = clock
        self._settings: Final = settings
        self._leave: Final = leave
        self._keep: Final = keep
        self._tick: Final = tick
        self._changed: Final = threading.Condition()
        self._stopping = False
        self._thread: threading.Thread | None = None
        self._looked = clock.monotonic()

    def somebody_looked(self) -> None:
        """A page asked for the gates: somebody is there."""
        self._looked = self._clock.monotonic()

    def wake(self) -> None:
        """A gate was armed: look after it. The thread starts with the first one."""
        with self._changed:
            if self._thread is None and not self._stopping:
                self._thread = threading.Thread(target=self._run, name="penstock-gates", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def stop(self, timeout: float = 5.0) -> None:
        """End the thread."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join(timeout)

    def look(self) -> None:
        """Look at everything once."""
        entries = self._registry.entries()
        self._look_at_runs(entries)
        self._look_at_limits(entries)

    def _look_at_runs(self, entries: Iterable[Entry]) -> None:
        runs = {entry.gate.prompt_id: entry.call for entry in entries}  # one question a run
        stopped = [prompt for prompt, call in runs.items() if call.interrupted()]
        if stopped:
            self._cancel(entries, stopped)

    def _cancel(self, entries: Iterable[Entry], prompts: Container[str]) -> None:
        for entry in entries:
            if entry.gate.prompt_id in prompts:
                self._registry.cancel(entry.gate.token, CancelReason.INTERRUPTED)

    def _look_at_limits(self, entries: Iterable[Entry]) -> None:
        now, after = self._clock.monotonic(), unattended_after(self._settings)
        for entry in entries:
            if entry.waiter.abandoned:
                self._registry.cancel(entry.gate.token, CancelReason.RUN_ENDED)
            elif is_due(entry, now, self._looked, after):
                self._let_go(entry)
        self._keep(entries, now)

    def _let_go(self, entry: Entry) -> None:
        choice = choice_of(entry, self._settings)
        if choice is not Unanswered.WAIT:
            self._leave(entry, choice)

    def _run(self) -> None:
        for number in itertools.count():
            if not self._wait():
                return
            try:
                self._look_at_runs(self._registry.entries())
                if number % LIMITS == 0:
                    self._look_at_limits(self._registry.entries())
            except Exception:
                _LOG.exception("The gates are looked after again in a moment.")

    def _wait(self) -> bool:
        """Until the next look is due; False where the thread is to end."""
        with self._changed:
            self._changed.wait_for(lambda: self._stopping or bool(self._registry.entries()))
            self._changed.wait(0.0 if self._stopping else self._tick)
            return not self._stopping
