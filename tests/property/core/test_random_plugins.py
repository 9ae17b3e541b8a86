"""Whatever strangers install, the host starts, says what is wrong with each, and the sound ones work."""

import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings

from penstock.adapters.bundled import plugin_sources
from penstock.core.application import Application, build
from penstock.core.contracts.pools import Pools
from penstock.core.host import Host, HostPaths
from penstock.core.registry import PluginEntry, Status
from penstock.core.slowness import SLOW_START

from .random_plugins import FAULTY, KINDS, NAMES, REFUSED, SLOWEST_SECONDS, Guest, guests

ENVIRONMENT = {"PENSTOCK_DISABLED_PLUGINS": "runs,batches,workflows,scenes,stories,executions,compat"}


@contextmanager
def started(wanted: list[Guest]) -> Iterator[Application]:
    with tempfile.TemporaryDirectory() as folder:
        paths = HostPaths(**{name: Path(folder, name) for name in ("input", "output", "temp", "user")})
        for path in (paths.input, paths.output, paths.temp, paths.user):
            path.mkdir()
        host = Host(name="testing", paths=paths, environment=ENVIRONMENT)
        application = build(host, [*plugin_sources(discover=False), *(guest.source for guest in wanted)])
        application.start()
        try:
            yield application
        finally:
            application.stop()


def check(wanted: list[Guest]) -> None:
    """The host with these guests does what it does without them, and tells of each guest what is true."""
    count = Counter(guest.name for guest in wanted)
    alone = {guest.name: guest for guest in wanted if count[guest.name] == 1 and guest.name != "pools"}
    with started(wanted) as application:
        pools = application.services.get(Pools)
        pools.create("p")
        assert application.dispatcher.settle(60)
        assert [pool.id for pool in pools.store.pools()] == ["p"]
        found = {one.plugin.name: one for one in application.registry.plugins()}
        nodes = {node.id for node in application.nodes}
    assert found["pools"].status is Status.ACTIVE and "GridImagePool" in nodes
    for name in count:
        if count[name] > 1 and name != "pools":
            assert found[name].status is Status.CONFLICT and found[name].faults
    for guest in alone.values():
        _check_one(guest, found, nodes)


def _check_one(guest: Guest, found: dict[str, PluginEntry], nodes: set[str]) -> None:
    entry = found[guest.name]
    requires = () if guest.kind == "no_plugin_value" else guest.requires
    lacks = [one for one in requires if one not in found or found[one].status is not Status.ACTIVE]
    assert (entry.status is Status.ACTIVE) == (guest.kind not in REFUSED and not lacks), (guest, entry)
    faults = [fault for fault in entry.faults if fault.where != "slow"]
    if entry.status is not Status.ACTIVE:
        assert entry.reason and faults
        assert f"Node_{guest.name}" not in nodes
    elif guest.kind in FAULTY:
        assert faults, guest
    else:
        assert not faults, entry
        assert f"Node_{guest.name}" in nodes
    if entry.status is Status.ACTIVE and guest.slow > SLOW_START and guest.slow_in in {"import", "nodes"}:
        assert "slow" in [fault.where for fault in entry.faults], (guest, entry)


@settings(max_examples=60)
@given(guests())
def test_the_host_starts_with_any_plugins(wanted: list[Guest]) -> None:
    """Raising, misspelt, of wrong types, claiming names, failing to import, requiring each other: in any order."""
    check(wanted)


@pytest.mark.nightly
@pytest.mark.timeout(3600)
@settings(max_examples=1000)
@given(guests(most=40, slow=True))
def test_the_host_starts_with_any_plugins_a_thousand_times(wanted: list[Guest]) -> None:
    """The same at length, and every fourth plugin takes up to 200 ms."""
    check(wanted)


@pytest.mark.parametrize("kind", KINDS)
def test_one_of_each_kind(kind: str) -> None:
    """Beside a sound one, which works."""
    check([Guest(name="guest_0", kind=kind), Guest(name="guest_1", kind="sound")])


@pytest.mark.parametrize("around", [1, 2, 5])
def test_a_circle_is_told_to_everybody_in_it(around: int) -> None:
    """Each says the way round; what requires one of them is off, and names it."""
    ring = [Guest(name=NAMES[place], kind="sound", requires=(NAMES[(place + 1) % around],)) for place in range(around)]
    outside = Guest(name=NAMES[around], kind="sound", requires=(NAMES[0],))
    with started([outside, *ring]) as application:
        found = {one.plugin.name: one for one in application.registry.plugins()}
    for guest in ring:
        entry = found[guest.name]
        assert entry.status is Status.FAILED
        assert entry.reason.count(guest.name) == 2, entry.reason
        assert all(other.name in entry.reason for other in ring)
    assert found[outside.name].reason == f"requires {NAMES[0]}, which is not active"


@pytest.mark.parametrize("slow_in", ["import", "nodes"])
def test_slow_plugins_are_named_and_waited_for(slow_in: str) -> None:
    """A plugin that takes 200 ms takes part, and the list says that it is slow."""
    with started([Guest(name="guest_0", kind="sound", slow=SLOWEST_SECONDS, slow_in=slow_in)]) as application:
        entry = next(one for one in application.registry.plugins() if one.plugin.name == "guest_0")
        assert entry.status is Status.ACTIVE
        assert [fault.where for fault in entry.faults] == ["slow"]
