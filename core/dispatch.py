"""Calling hooks: the typed facade over pluggy's implementations, in the user's order, each plugin on its own.

A plain loop over the implementations instead of pluggy's own call: one plugin that raises costs only itself, and is
named. Wrappers are not part of the promise.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from time import perf_counter
from typing import Any, Final

from attrs import evolve

from .errors import PluginFailed
from .events.base import Event
from .faults import FaultLog, worded
from .slowness import SLOW_CALL, SLOW_START, Slowness
from .values import frozen

_LOG: Final = logging.getLogger("penstock.dispatch")
_NO_COLLECTION: Final = frozenset((type(None), str, bytes, dict))
"""Types of what a collect hook gave by mistake; they could be gone through for what they are not."""


@frozen
class Implementation:
    """One plugin's function for one hook; `takes` are the arguments that it names."""

    plugin: str
    function: Callable[..., Any]
    takes: tuple[str, ...] = ()

    def call(self, arguments: Mapping[str, Any]) -> Any:
        """Its result for `arguments`, of which it gets those that it names."""
        return self.function(**{name: arguments[name] for name in self.takes})


class HookTable:
    """Who implements what, fixed when the registry is sealed. Slow calls of `guests` (third parties) are told."""

    def __init__(
        self,
        implementations: Mapping[str, tuple[Implementation, ...]],
        faults: FaultLog,
        guests: frozenset[str] = frozenset(),
    ) -> None:
        self._implementations = dict(implementations)
        self._lean = {hook: tuple(map(_lean, found)) for hook, found in implementations.items()}
        self._slowness = Slowness(faults, guests)
        self.faults: Final = faults

    def implementations(self, hook: str) -> tuple[Implementation, ...]:
        """The implementations of `hook`, in the user's order."""
        return self._implementations.get(hook, ())

    def observe(self, hook: str, arguments: Mapping[str, Any]) -> None:
        """Call every implementation; an error is logged with its plugin, the others go on."""
        began = perf_counter()
        for plugin, function, only, takes in self._lean.get(hook, ()):
            try:
                function(arguments[only]) if only else function(*[arguments[name] for name in takes])
            except BaseException as error:  # this is the dispatcher's own thread: no Ctrl-C arrives here
                self.faults.add(plugin, hook, error)
            ended = perf_counter()
            if ended - began > SLOW_CALL:
                self._slowness.tell(plugin, hook, ended - began)
            began = ended

    def collect(self, hook: str, wanted: str = "value") -> Iterator[tuple[str, Any]]:
        """`(plugin, value)` for everything that the implementations bring; one that raises brings nothing.

        `wanted` is what a value is called where one gives no collection of them.
        """
        for plugin, function, _only, _takes in self._lean.get(hook, ()):
            began = perf_counter()  # anew for each: what is done with the values of the one before is not its time
            values: tuple[Any, ...] = ()
            try:
                made = function()
                if type(made) in _NO_COLLECTION or not hasattr(made, "__iter__"):
                    self._tell_no_collection(plugin, hook, made, wanted)
                else:
                    values = tuple(made)
            except KeyboardInterrupt:
                raise
            except BaseException as error:  # sys.exit(), a cancelled task: the host goes on
                self.faults.add(plugin, hook, error)
            ended = perf_counter()
            if ended - began > SLOW_START:
                self._slowness.tell(plugin, hook, ended - began)
            for value in values:
                yield plugin, value

    def _tell_no_collection(self, plugin: str, hook: str, made: object, wanted: str) -> None:
        from .hook_checks import no_collection

        self.faults.report(plugin, hook, no_collection(hook, made, wanted))

    def decide(
        self, hook: str, arguments: Mapping[str, Any], *, failing_refuses: bool = True
    ) -> tuple[str, Any] | None:
        """`(plugin, answer)` of the first answer that is not None, or None.

        A plugin that raises counts as no answer, or raises `PluginFailed` where `failing_refuses` (admission).
        """
        began = perf_counter()
        for plugin, function, only, takes in self._lean.get(hook, ()):
            answer, failure = None, None
            try:
                answer = function(arguments[only]) if only else function(*[arguments[name] for name in takes])
            except KeyboardInterrupt:
                raise
            except BaseException as error:
                failure = error
                self.faults.add(plugin, hook, error)
            ended = perf_counter()
            if ended - began > SLOW_CALL:
                self._slowness.tell(plugin, hook, ended - began)
            began = ended
            if answer is not None:
                return plugin, answer
            if failure is not None and failing_refuses:
                raise _refusal(plugin, failure) from failure
        return None


def _lean(one: Implementation) -> tuple[str, Callable[..., Any], str, tuple[str, ...]]:
    """What the loops need of an implementation, read once; nearly all take one argument, which is named first."""
    function = _by_name(one) if hasattr(one.function, "__wrapped__") else one.function
    return one.plugin, function, one.takes[0] if len(one.takes) == 1 else "", one.takes


def _by_name(one: Implementation) -> Callable[..., Any]:
    """A decorated function may take by name alone what the one below takes in places."""
    return lambda *values: one.function(**dict(zip(one.takes, values, strict=True)))


def _refusal(plugin: str, error: BaseException) -> PluginFailed:
    return PluginFailed(
        f"The plugin {plugin} failed while it was asked: {worded(error)}",
        hint="Switch the plugin off, or mend it; nothing was changed.",
        details={"plugin": plugin},
    )


class Dispatcher:
    """Publishes events: numbers them, hands them to observers and to the host's tabs on ONE thread, in order.

    `notify` may be called on any thread and returns at once; call it after the change is durable and without locks.
    """

    def __init__(self, hooks: HookTable, send: Callable[[Event], None], epoch: str) -> None:
        self._hooks = hooks
        self._send = send
        self._epoch = epoch
        self._seq = 0
        self._waiting: deque[Event] = deque()
        self._changed = threading.Condition()
        self._busy = False
        self._stopping = False
        self._thread: threading.Thread | None = None
        self._listeners: tuple[Callable[[Event], None], ...] = ()

    @property
    def epoch(self) -> str:
        """Names this run of the process; every event carries it."""
        return self._epoch

    @property
    def seq(self) -> int:
        """The number of the event that was published last, 0 where there was none."""
        return self._seq

    def listen(self, listener: Callable[[Event], None]) -> None:
        """Call `listener` with each event, on the dispatcher thread, after the plugins; it must not block."""
        with self._changed:
            self._listeners = (*self._listeners, listener)

    def start(self) -> None:
        """Start the dispatcher thread; events published before wait for it."""
        self._thread = threading.Thread(target=self._run, name="penstock-dispatcher", daemon=True)
        self._thread.start()

    def stop(self, timeout: float = 5.0) -> None:
        """Deliver what waits, then end the thread."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join(timeout)

    def notify(self, event: Event) -> Event:
        """Publish `event`; returns it with its epoch and sequence number."""
        with self._changed:
            self._seq += 1
            stamped = evolve(event, epoch=self._epoch, seq=self._seq)
            self._waiting.append(stamped)
            self._changed.notify_all()
        return stamped

    def settle(self, timeout: float = 5.0) -> bool:
        """Wait until everything published so far was delivered; False where that takes longer than `timeout` s."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._waiting and not self._busy, timeout)

    def decide(self, hook: str, *, failing_refuses: bool = True, **arguments: Any) -> tuple[str, Any] | None:
        """Ask plugins until one answers: `(plugin, answer)`. In the calling thread, never on an event loop."""
        return self._hooks.decide(hook, arguments, failing_refuses=failing_refuses)

    def report(self, plugin: str, hook: str, message: str) -> None:
        """Tell, in the log and in the plugin list, that `plugin` answered `hook` with what is no answer."""
        self._hooks.faults.report(plugin, hook, message)

    def _run(self) -> None:
        while (event := self._next()) is not None:
            self._hooks.observe(event.hook, {"event": event})
            for listener in (self._send, *self._listeners):
                try:
                    listener(event)
                except Exception:
                    _LOG.exception("The event %s could not be sent to the open tabs.", event.name)
            with self._changed:
                self._busy = False
                self._changed.notify_all()

    def _next(self) -> Event | None:
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._stopping)
            if not self._waiting:
                return None
            self._busy = True
            return self._waiting.popleft()
