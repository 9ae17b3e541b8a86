"""Plugins that take long are named in the plugin list, once for each hook."""

import time

from penstock.core.dispatch import HookTable, Implementation
from penstock.core.faults import FaultLog
from penstock.core.slowness import SLOW_CALL, SLOW_START, Slowness


def test_a_slow_call_is_told_once_for_each_plugin_and_hook() -> None:
    """The list says what is slow without filling up."""
    faults = FaultLog()
    slowness = Slowness(faults, frozenset({"guest"}))
    for hook in ("penstock_nodes", "penstock_nodes", "penstock_routes"):
        slowness.ended("guest", hook, slowness.began() - 2 * SLOW_CALL, SLOW_START)
    assert [fault.message.split()[0] for fault in faults.of("guest")] == ["penstock_nodes", "penstock_routes"]
    assert {fault.where for fault in faults.of("guest")} == {"slow"}


def test_quick_calls_and_bundled_plugins_are_not_told() -> None:
    """What is slow of ours is a bug and not news for people."""
    faults = FaultLog()
    slowness = Slowness(faults, frozenset({"guest"}))
    slowness.ended("guest", "penstock_nodes", slowness.began(), SLOW_START)
    slowness.ended("pools", "penstock_nodes", slowness.began() - 2, SLOW_START)
    assert faults.of("guest") == faults.of("pools") == ()


def test_each_kind_of_call_is_watched() -> None:
    """Observers, contributions and decisions, whatever the call ends with."""
    faults = FaultLog()
    found = (Implementation("guest", _slow),)
    table = HookTable(dict.fromkeys(("observed", "collected", "decided"), found), faults, frozenset({"guest"}))
    table.observe("observed", {})
    assert list(table.collect("collected")) == [("guest", "answer")]
    assert table.decide("decided", {}) == ("guest", ("answer",))
    assert [fault.message.split()[0] for fault in faults.of("guest")] == ["observed", "collected", "decided"]


def _slow() -> tuple[str, ...]:
    """Busy for longer than any call may take."""
    end = time.perf_counter() + SLOW_CALL * 1.05
    while time.perf_counter() < end:
        pass
    return ("answer",)
