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
        slowness.tell("guest", hook, 0.25)
    assert [fault.message.split()[0] for fault in faults.of("guest")] == ["penstock_nodes", "penstock_routes"]
    assert {fault.where for fault in faults.of("guest")} == {"slow"}
    assert "250 ms" in faults.of("guest")[0].message


def test_quick_calls_and_bundled_plugins_are_not_told() -> None:
    """What is slow of ours is a bug and not news for people."""
    faults = FaultLog()
    quick, slow = (Implementation("guest", tuple),), (Implementation("pools", _slow),)
    table = HookTable({"collected": quick + slow, "observed": quick + slow}, faults, frozenset({"guest"}))
    assert list(table.collect("collected")) == [("pools", "answer")]
    table.observe("observed", {})
    assert faults.of("guest") == faults.of("pools") == ()


def test_the_time_of_one_is_not_told_of_the_next() -> None:
    """Each is measured from where the one before it ended."""
    faults = FaultLog()
    both = (Implementation("slow", _slow), Implementation("quick", lambda: None))
    table = HookTable({"observed": both}, faults, frozenset({"slow", "quick"}))
    table.observe("observed", {})
    assert (len(faults.of("slow")), len(faults.of("quick"))) == (1, 0)


def test_what_is_done_with_contributions_is_not_the_time_of_their_plugin() -> None:
    """`collect` hands them out one by one; who takes them may take long."""
    faults = FaultLog()
    found = (Implementation("guest", lambda: (1,)), Implementation("other", lambda: (2,)))
    for _plugin, _value in HookTable({"collected": found}, faults, frozenset({"guest", "other"})).collect("collected"):
        _busy(SLOW_START * 1.2)
    assert faults.of("guest") == faults.of("other") == ()


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
    _busy(SLOW_CALL * 1.05)
    return ("answer",)


def _busy(seconds: float) -> None:
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        pass
