"""Dispatch: observers are isolated and in order, deciders are attributed."""

import threading

import pytest

from penstock.core.dispatch import Dispatcher, HookTable, Implementation
from penstock.core.errors import PluginFailed
from penstock.core.events.base import Event
from penstock.core.events.plugins import PluginEnabled
from penstock.core.faults import FaultLog


def table(**functions: object) -> HookTable:
    made = tuple(Implementation(name, call, ("event",)) for name, call in functions.items())  # type: ignore[arg-type]
    return HookTable({"penstock_plugin_enabled": made, "penstock_ask": made}, FaultLog())


def broken(event: object) -> None:
    raise RuntimeError("out of paint")


def test_an_observer_that_raises_costs_only_itself() -> None:
    """The others are called, and the fault is kept under the plugin's name."""
    heard: list[object] = []
    hooks = table(first=broken, second=lambda event: heard.append(event))
    hooks.observe("penstock_plugin_enabled", {"event": 1})
    assert heard == [1]
    assert "out of paint" in hooks.faults.of("first")[0].message
    assert hooks.faults.of("second") == ()


def test_an_observer_that_calls_sys_exit_does_not_end_the_dispatcher() -> None:
    """Its thread would be gone, and no plugin and no tab would ever hear of anything again."""
    heard: list[object] = []

    def leaving(event: object) -> None:
        raise SystemExit(3)

    hooks = table(first=leaving, second=lambda event: heard.append(event))
    hooks.observe("penstock_plugin_enabled", {"event": 1})
    assert heard == [1]
    assert "SystemExit" in hooks.faults.of("first")[0].message


def test_events_arrive_in_order_on_one_thread_with_epoch_and_seq() -> None:
    """Events of many threads are numbered without a gap and delivered in that order on the dispatcher thread."""
    heard: list[Event] = []
    threads: set[str] = set()

    def listen(event: Event) -> None:
        heard.append(event)
        threads.add(threading.current_thread().name)

    sent: list[Event] = []
    dispatcher = Dispatcher(table(listener=listen), sent.append, epoch="e1")
    dispatcher.start()
    workers = [
        threading.Thread(target=lambda: [dispatcher.notify(PluginEnabled(plugin="p")) for _ in range(50)])
        for _ in range(4)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert dispatcher.settle()
    dispatcher.stop()
    assert [event.seq for event in heard] == list(range(1, 201))
    assert {event.epoch for event in heard} == {"e1"}
    assert threads == {"penstock-dispatcher"}
    assert sent == heard


def test_a_tab_that_cannot_be_reached_stops_nothing() -> None:
    """A sink that raises is logged; later events are still observed."""
    heard: list[Event] = []

    def unreachable(event: Event) -> None:
        raise OSError("gone")

    dispatcher = Dispatcher(table(listener=lambda event: heard.append(event)), unreachable, epoch="e1")
    dispatcher.start()
    dispatcher.notify(PluginEnabled(plugin="a"))
    dispatcher.notify(PluginEnabled(plugin="b"))
    dispatcher.stop()
    assert len(heard) == 2


def test_the_first_answer_that_is_not_none_decides() -> None:
    """None passes on; the deciding plugin is named."""
    hooks = table(silent=lambda event: None, loud=lambda event: "no", late=broken)
    assert hooks.decide("penstock_ask", {"event": 1}) == ("loud", "no")
    assert table().decide("penstock_ask", {"event": 1}) is None


def test_a_decider_that_raises_refuses_or_is_passed_over() -> None:
    """Admission is refused with the plugin's name; where failing is no answer the next one is asked."""
    hooks = table(bad=broken, good=lambda event: "yes")
    with pytest.raises(PluginFailed, match="bad"):
        hooks.decide("penstock_ask", {"event": 1})
    assert hooks.decide("penstock_ask", {"event": 1}, failing_refuses=False) == ("good", "yes")


def test_one_bad_collector_loses_its_own_contribution_only() -> None:
    """Values are named for their plugin; one that raises midway brings nothing."""

    def half() -> object:
        yield 1
        raise RuntimeError("half")

    implementations = (Implementation("bad", half), Implementation("good", lambda: [2, 3]))
    hooks = HookTable({"penstock_nodes": implementations}, FaultLog())
    assert list(hooks.collect("penstock_nodes")) == [("good", 2), ("good", 3)]
