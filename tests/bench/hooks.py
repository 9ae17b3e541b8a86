"""H1: what hooks cost, against adding a slot and against pluggy's own call."""

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pluggy
from bench.contenders import StorePool
from bench.table import Row, costs
from bench.timing import Contender, interleaved
from bench.workbench import Bench

from penstock.core import hooks as phases
from penstock.core.contracts.pools import Slot
from penstock.core.dispatch import Dispatcher, HookTable
from penstock.core.events import SlotAdded
from penstock.core.hooks import hookimpl
from penstock.core.registry import load
from penstock.core.sources import Origin, Source

_OBSERVERS = 5


def measure(bench: Bench) -> Iterator[Row]:
    """Five observers against one durable add, and against a bare pluggy call of the same five."""
    plugins = [_observer() for _ in range(_OBSERVERS)]
    table = load([_source(number, plugin) for number, plugin in enumerate(plugins)]).hooks
    event = SlotAdded(pool_id="p", revision=1, slot=Slot(id="s", image="img_0001.png"), position=0)
    manager = _bare_pluggy(plugins)
    pool = StorePool(bench.fresh("hooks"))
    bench.closing.callback(pool.close)
    calls = bench.size(2_000, 500)
    series = interleaved(
        {
            "add": Contender(run=pool.add, prepare=pool.staged, calls=50),
            "hooks": Contender(run=_published(table, event), calls=calls),
            "observe": Contender(run=lambda: table.observe("penstock_slot_added", {"event": event}), calls=calls),
            "pluggy": Contender(run=lambda: manager.hook.penstock_slot_added(event=event), calls=calls),
        },
        rounds=bench.size(9, 5),
    )
    yield costs("H1", "publish to 5 observers, of one add", series["add"], series["hooks"], 0.05, "adding a slot")
    yield costs("H1", "5 observers, isolated and attributed", series["pluggy"], series["observe"], 1.5, "bare pluggy")


def _published(table: HookTable, event: SlotAdded) -> Callable[[], None]:
    """Both halves in one thread: what `notify` costs the adding thread, what observing costs the dispatcher's.

    The dispatcher is made anew for each call (that is counted, too), so that its queue stays short.
    """

    def publish() -> None:
        stamped = Dispatcher(table, lambda _event: None, epoch="e").notify(event)
        table.observe(stamped.hook, {"event": stamped})

    return publish


def _observer() -> Any:
    seen = SimpleNamespace(count=0)

    def penstock_slot_added(event: SlotAdded) -> None:
        seen.count += 1

    return SimpleNamespace(penstock_slot_added=hookimpl(penstock_slot_added), seen=seen)


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
