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

from .random_plugins import Guest, guests

FAULTY = {"raising", "misspelt", "wrong_type", "no_iterable", "async", "import_error", "exits"}
NEVER_ACTIVE = {"misspelt", "async", "import_error"}
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
        assert application.dispatcher.settle()
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
    lacks = [one for one in guest.requires if one not in found or found[one].status is not Status.ACTIVE]
    sound = guest.kind not in NEVER_ACTIVE
    assert (entry.status is Status.ACTIVE) == (sound and not lacks), (guest, entry)
    if entry.status is not Status.ACTIVE:
        assert entry.reason and entry.faults
        assert f"Node_{guest.name}" not in nodes
    elif guest.kind in FAULTY or guest.kind == "thief":
        assert entry.faults, guest
    else:
        assert not entry.faults
        assert f"Node_{guest.name}" in nodes


@settings(max_examples=60)
@given(guests())
def test_the_host_starts_with_any_plugins(wanted: list[Guest]) -> None:
    """Raising, misspelt, of wrong types, claiming names, failing to import, requiring each other: in any order."""
    check(wanted)


@pytest.mark.nightly
@settings(max_examples=1000)
@given(guests(most=40))
def test_the_host_starts_with_any_plugins_a_thousand_times(wanted: list[Guest]) -> None:
    """The same at length."""
    check(wanted)


def test_slow_plugins_are_named_and_waited_for() -> None:
    """A plugin that takes 200 ms takes part, and the list says that it is slow."""
    with started([Guest(name="guest_0", kind="sound", slow=True)]) as application:
        entry = next(one for one in application.registry.plugins() if one.plugin.name == "guest_0")
        assert entry.status is Status.ACTIVE
        assert [fault.where for fault in entry.faults] == ["slow"]
