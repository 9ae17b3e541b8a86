"""H1: what hooks cost: 20 observers against adding a real image, and every kind of call against pluggy's own."""

import time
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any, Final

import pluggy
from bench.pictures import saved
from bench.table import Row, costs
from bench.timing import Contender, Series, interleaved
from bench.workbench import Bench

from penstock.adapters.bundled import plugin_sources
from penstock.adapters.testing.route_client import RouteClient
from penstock.core import hooks as phases
from penstock.core.application import Application, build
from penstock.core.contracts.pools import Slot
from penstock.core.dispatch import HookTable
from penstock.core.events import SlotAdded
from penstock.core.hooks import hookimpl
from penstock.core.host import Host, HostPaths
from penstock.core.registry import load
from penstock.core.sources import Origin, Source

OBSERVERS: Final = 20
PLUGINS: Final = (1, 5, 20)
KINDS: Final = ("observe", "collect", "decide")
_PICTURES: Final = (("1 MP PNG", 1024, "PNG"), ("12 MP photograph", 3464, "JPEG"))
_EVENT: Final = SlotAdded(pool_id="p", revision=1, slot=Slot(id="s", image="img_0001.png"), position=0)


def measure(bench: Bench) -> Iterator[Row]:
    """Observers beside adding an image; observe, collect and decide beside a bare pluggy call of the same plugins."""
    for name, side, kind in _PICTURES[: bench.size(2, 1)]:
        series = against_adding(bench, side, kind)
        what = f"{OBSERVERS} observers hear of a {name}, CPU of all threads"
        yield costs("H1", what, series["add"], series["publish"], 0.01, "CPU of adding it")
    for count in PLUGINS:
        for kind in KINDS:
            series = against_pluggy(kind, count, calls=bench.size(2_000, 500), rounds=bench.size(9, 5))
            yield costs("H1", f"{kind}, {count} plugins", series["pluggy"], series["ours"], 1.5, "bare pluggy")


def against_adding(bench: Bench, side: int, kind: str) -> dict[str, Series]:
    """CPU seconds of the whole process: one image from its bytes to a durable slot, and its event to 20 observers."""
    path = saved(bench.folder, side, kind)
    application = _application(bench, [_plugin() for _ in range(OBSERVERS)])
    client, files = RouteClient(application), {"images": [(path.name, path.read_bytes())]}

    def add() -> None:
        assert client.post("/penstock/pools/bench/slots", {}, files).status < 300
        application.dispatcher.settle()

    def publish() -> None:
        application.dispatcher.notify(_EVENT)
        application.dispatcher.settle()

    client.post("/penstock/pools", {"id": "bench"})
    return interleaved(
        {
            "add": Contender(run=add, calls=3, clock=time.process_time_ns),
            "publish": Contender(run=publish, calls=200, clock=time.process_time_ns),
        },
        rounds=bench.size(7, 3),
    )


def against_pluggy(kind: str, count: int, *, calls: int, rounds: int) -> dict[str, Series]:
    """Seconds of one call of `count` plugins: ours, which isolates, attributes and times each, and pluggy's."""
    plugins = [_plugin() for _ in range(count)]
    table = load([_source(number, plugin) for number, plugin in enumerate(plugins)]).hooks
    ours, theirs = _calls(table, _bare_pluggy(plugins))[kind]
    return interleaved(
        {"ours": Contender(run=ours, calls=calls), "pluggy": Contender(run=theirs, calls=calls)}, rounds=rounds
    )


def _calls(table: HookTable, manager: pluggy.PluginManager) -> dict[str, tuple[Callable[[], Any], Callable[[], Any]]]:
    hook = manager.hook
    return {
        "observe": (
            lambda: table.observe("penstock_slot_added", {"event": _EVENT}),
            lambda: hook.penstock_slot_added(event=_EVENT),
        ),
        "collect": (lambda: list(table.collect("penstock_nodes")), lambda: hook.penstock_nodes()),
        "decide": (
            lambda: table.decide("penstock_admit_slot", {"candidate": _EVENT}),
            lambda: hook.penstock_admit_slot(candidate=_EVENT),
        ),
    }


def _application(bench: Bench, plugins: list[Any]) -> Application:
    folder = bench.fresh("hooks")
    paths = HostPaths(**{name: folder / name for name in ("input", "output", "temp", "user")})
    for path in (paths.input, paths.output, paths.temp, paths.user):
        path.mkdir()
    sources = [_source(number, plugin) for number, plugin in enumerate(plugins)]
    application = build(Host(name="bench", paths=paths), [*plugin_sources(discover=False), *sources])
    application.start()
    bench.closing.callback(application.stop)
    return application


def _plugin() -> Any:
    """One that observes, brings nothing and has no opinion."""
    seen = SimpleNamespace(count=0)

    def penstock_slot_added(event: SlotAdded) -> None:
        seen.count += 1

    def penstock_nodes() -> tuple[()]:
        return ()

    def penstock_admit_slot(candidate: object) -> None:
        return None

    made = (penstock_slot_added, penstock_nodes, penstock_admit_slot)
    return SimpleNamespace(seen=seen, **{one.__name__: hookimpl(one) for one in made})


def _source(number: int, plugin: object) -> Source:
    return Source(
        name=f"observer{number}", origin=Origin.DISTRIBUTION, location="bench", version="0", load=lambda: plugin
    )


def _bare_pluggy(plugins: list[Any]) -> pluggy.PluginManager:
    manager = pluggy.PluginManager("penstock")
    for phase in phases.PHASES:
        manager.add_hookspecs(phase)
    for number, plugin in enumerate(plugins):
        manager.register(plugin, f"observer{number}")
    return manager


GOALS = {"H1": measure}
