"""Every bundled plugin can be switched off, alone and with others: the rest starts and works."""

import random
import tempfile
from pathlib import Path

import pytest

from penstock.adapters.bundled import BUNDLED, ESSENTIAL, plugin_sources
from penstock.core.application import build
from penstock.core.contracts.pools import Pools
from penstock.core.host import Host, HostPaths
from penstock.core.registry import Status

FREE = [name for module in BUNDLED if (name := module.rpartition(".")[2]) not in ESSENTIAL]
SEEDS = range(12)
MANY = range(200)


def start_without(off: list[str]) -> None:
    """Start, look, work a little, stop: no faults, and what requires something that is off says so."""
    with tempfile.TemporaryDirectory() as folder:
        paths = HostPaths(**{name: Path(folder, name) for name in ("input", "output", "temp", "user")})
        for path in (paths.input, paths.output, paths.temp, paths.user):
            path.mkdir()
        host = Host(name="testing", paths=paths, environment={"PENSTOCK_DISABLED_PLUGINS": ",".join(off)})
        application = build(host, plugin_sources(discover=False))
        application.start()
        try:
            if "pools" not in off:
                application.services.get(Pools).create("p")
                assert application.dispatcher.settle()
            entries = application.registry.plugins()
            owners = set(application.owners.values()) | set(application.brought)
        finally:
            application.stop()
    assert len(entries) == len(BUNDLED)
    for entry in entries:
        name = entry.plugin.name
        if name in off:
            assert entry.status is Status.DISABLED and entry.reason == "named in PENSTOCK_DISABLED_PLUGINS"
        elif entry.status is Status.ACTIVE:
            assert not entry.faults, (off, entry)
        elif entry.off_by_default:
            assert entry.status is Status.DISABLED and entry.reason == "off until you switch it on"
        else:
            assert entry.reason.startswith("requires "), (off, entry)
    active = {entry.plugin.name for entry in entries if entry.status is Status.ACTIVE}
    assert owners <= active


@pytest.mark.parametrize("name", FREE)
def test_each_bundled_plugin_can_be_switched_off(name: str) -> None:
    """The others start without a fault, or say that they require it."""
    start_without([name])


@pytest.mark.parametrize("seed", SEEDS)
def test_any_bundled_plugins_can_be_switched_off(seed: int) -> None:
    """Whatever is left starts without a fault."""
    start_without(chosen(seed))


@pytest.mark.nightly
def test_any_bundled_plugins_can_be_switched_off_two_hundred_times() -> None:
    """The same at length."""
    for seed in MANY:
        start_without(chosen(1_000 + seed))


def chosen(seed: int) -> list[str]:
    """Some of the plugins, the same for each seed."""
    drawn = random.Random(seed)
    return sorted(drawn.sample(FREE, drawn.randint(1, len(FREE))))
