"""Whatever a plugin raises in a hook costs that plugin alone; the next event is delivered as ever."""

import threading
from asyncio import CancelledError
from collections.abc import Iterator
from functools import wraps
from typing import Any

import pytest
from attrs import evolve

from penstock.core.dispatch import Dispatcher, HookTable, Implementation
from penstock.core.errors import PluginFailed
from penstock.core.events.base import Event
from penstock.core.events.pools import PoolCreated
from penstock.core.faults import FaultLog
from penstock.core.hooks import hookimpl
from penstock.core.plugin import Plugin
from penstock.core.registry import Status, load
from penstock.core.sources import Origin, Source


class Speechless(Exception):
    """Its text cannot be made."""

    def __str__(self) -> str:
        raise RuntimeError("no words")


ERRORS = (
    Speechless(),
    CancelledError(),
    GeneratorExit(),
    KeyboardInterrupt(),
    BaseExceptionGroup("several", [CancelledError()]),
)
EVENT = PoolCreated(pool_id="cats", revision=1)


def raising(error: BaseException) -> Any:
    def hook(event: Event) -> None:
        raise error

    return hook


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_an_observer_ends_nobody_else(error: BaseException) -> None:
    """Its fault is kept, the observer behind it and the next event are served."""
    heard: list[int] = []
    faults = FaultLog()
    table = HookTable(
        {
            "penstock_pool_created": (
                Implementation("mine", raising(error), ("event",)),
                Implementation("other", lambda event: heard.append(event.seq), ("event",)),
            )
        },
        faults,
    )
    dispatcher = Dispatcher(table, lambda event: None, epoch="e")
    dispatcher.start()
    try:
        for _ in range(2):
            dispatcher.notify(evolve(EVENT))
            assert dispatcher.settle()
    finally:
        dispatcher.stop()
    assert heard == [1, 2]
    assert len(faults.of("mine")) == 2


@pytest.mark.parametrize(
    "error", [CancelledError(), GeneratorExit(), Speechless()], ids=lambda error: type(error).__name__
)
def test_a_decision_that_fails_is_refused_by_name(error: BaseException) -> None:
    """As every other error of an admission; one that cannot be worded, too."""
    faults = FaultLog()
    table = HookTable({"penstock_admit_slot": (Implementation("mine", raising(error), ("event",)),)}, faults)
    with pytest.raises(PluginFailed, match="mine"):
        table.decide("penstock_admit_slot", {"event": EVENT})
    assert len(faults.of("mine")) == 1


def test_an_import_that_is_cancelled_fails_alone() -> None:
    """The plugin failed, and the others are there."""

    def cancelled() -> object:
        raise CancelledError

    other = type("Other", (), {"PLUGIN": Plugin(name="other")})()
    found = load(
        Source(name=name, origin=Origin.DISTRIBUTION, location="here", version="1", load=made)
        for name, made in (("mine", cancelled), ("other", lambda: other))
    )
    assert [one.status for one in found.plugins()] == [Status.FAILED, Status.ACTIVE]


def test_a_decorated_hook_is_called_by_the_names_it_takes() -> None:
    """A decorator that hands on what it is given works, whether it takes places or names."""
    heard: list[object] = []

    def by_name(hook: Any) -> Any:
        @wraps(hook)
        def call(**given: object) -> object:
            return hook(**given)

        return call

    @hookimpl
    @by_name
    def penstock_pool_created(event: object) -> None:
        heard.append(event)

    plugin = type("Mine", (), {"penstock_pool_created": staticmethod(penstock_pool_created)})()
    found = load([Source(name="mine", origin=Origin.DISTRIBUTION, location="here", version="1", load=lambda: plugin)])
    found.hooks.observe("penstock_pool_created", {"event": EVENT})
    assert heard == [EVENT]


def test_what_could_never_run_is_refused_at_the_start() -> None:
    """Observers that yield, wrappers, and arguments that are only taken by name: each is said in words."""

    class Yielding:
        @hookimpl
        def penstock_pool_created(self, event: object) -> Iterator[int]:
            yield 1

    class Wrapping:
        @hookimpl(wrapper=True)
        def penstock_pool_created(self, event: object) -> Iterator[None]:
            yield

    class Keyword:
        @hookimpl
        def penstock_pool_created(self, *, event: object) -> None: ...

    plugins = {"yielding": Yielding(), "wrapping": Wrapping(), "keyword": Keyword()}
    found = load(
        Source(name=name, origin=Origin.DISTRIBUTION, location="here", version="1", load=lambda made=made: made)  # type: ignore[misc]
        for name, made in plugins.items()
    )
    reasons = {one.plugin.name: (one.status, one.reason) for one in found.plugins()}
    assert reasons["yielding"] == (Status.FAILED, "only collect hooks yield: penstock_pool_created")
    assert reasons["wrapping"] == (Status.FAILED, "wrappers of hooks are not called: penstock_pool_created")
    assert reasons["keyword"] == (Status.FAILED, "penstock_pool_created takes (event), not (*, event)")


def test_a_thread_of_its_own_is_what_makes_this_safe() -> None:
    """Observers never run on the main thread, where Ctrl-C arrives."""
    threads: list[threading.Thread] = []
    table = HookTable(
        {
            "penstock_pool_created": (
                Implementation("mine", lambda event: threads.append(threading.current_thread()), ("event",)),
            )
        },
        FaultLog(),
    )
    dispatcher = Dispatcher(table, lambda event: None, epoch="e")
    dispatcher.start()
    dispatcher.notify(EVENT)
    assert dispatcher.settle()
    dispatcher.stop()
    assert threads[0] is not threading.main_thread()
