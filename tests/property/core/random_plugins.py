"""Plugins as strangers write them, sound and broken, for tests that start hosts with them."""

import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from hypothesis import strategies as st

from penstock.core.hooks import hookimpl
from penstock.core.nodes import NodeSpec
from penstock.core.plugin import Plugin
from penstock.core.routes import RouteSpec
from penstock.core.settings import SettingSpec
from penstock.core.sources import Origin, Source
from penstock.core.values import frozen

SLOW_SECONDS = 0.2
NAMES = tuple(f"guest_{number}" for number in range(8))
KINDS = ("sound", "raising", "misspelt", "wrong_type", "no_iterable", "async", "import_error", "exits", "thief")


@frozen(kw_only=True)
class Guest:
    """A plugin that was drawn: how it behaves, whom it requires, whether it is slow."""

    name: str
    kind: str
    requires: tuple[str, ...] = ()
    slow: bool = False

    @property
    def source(self) -> Source:
        """What a host is given."""
        return Source(
            name=self.name,
            origin=Origin.DISTRIBUTION,
            location=f"{self.name} ({self.kind})",
            version="1",
            load=self.load,
        )

    def load(self) -> object:
        """Import it, which may fail."""
        if self.slow:
            _wait()
        if self.kind == "import_error":
            raise ImportError(f"{self.name} lacks something")
        return SimpleNamespace(PLUGIN=Plugin(name=self.name, requires=self.requires), **_hooks(self))


def _wait() -> None:
    end = time.perf_counter() + SLOW_SECONDS
    while time.perf_counter() < end:
        pass


def _hooks(guest: Guest) -> dict[str, Callable[..., Any]]:
    @hookimpl
    def penstock_nodes() -> object:
        return NODES[guest.kind](guest) if guest.kind in NODES else (_node(f"Node_{guest.name}"),)

    @hookimpl
    def penstock_settings() -> object:
        return (SettingSpec(id=f"{guest.name}.on", label="On", default=True),)

    @hookimpl
    def penstock_routes() -> object:
        if guest.kind == "raising":
            raise RuntimeError(f"{guest.name} has no routes")
        return (RouteSpec(name=guest.name, method="GET", path=f"/penstock/{guest.name}", handler=lambda _call: None),)

    @hookimpl
    def penstock_pool_created(event: object) -> None:
        if guest.kind == "raising":
            raise RuntimeError(f"{guest.name} does not like pools")

    @hookimpl
    async def penstock_pool_deleted(event: object) -> None: ...

    made: dict[str, Callable[..., Any]] = {
        "penstock_nodes": penstock_nodes,
        "penstock_settings": penstock_settings,
        "penstock_routes": penstock_routes,
        "penstock_pool_created": penstock_pool_created,
    }
    if guest.kind == "misspelt":
        made["penstock_pool_craeted"] = made.pop("penstock_pool_created")
    if guest.kind == "async":
        made["penstock_pool_deleted"] = penstock_pool_deleted
    return made


def _node(node_id: str) -> NodeSpec:
    return NodeSpec(id=node_id, display_name=node_id, category="Guests", run=lambda _call: ())


def _exit(_guest: Guest) -> object:
    raise SystemExit(3)


NODES: dict[str, Callable[[Guest], object]] = {
    "wrong_type": lambda guest: ("no node", 7, _node(f"Node_{guest.name}")),
    "no_iterable": lambda _guest: 7,
    "exits": _exit,
    "thief": lambda _guest: (_node("GridImagePool"), _node("Node_of_thieves")),
}


@st.composite
def guests(draw: st.DrawFn, most: int = 20) -> list[Guest]:
    """Guests in any order, some with the name of another, some requiring each other in circles."""
    return draw(
        st.lists(
            st.builds(
                Guest,
                name=st.sampled_from([*NAMES, "pools"]),
                kind=st.sampled_from(KINDS),
                requires=st.lists(st.sampled_from([*NAMES, "pools", "nobody"]), max_size=2).map(tuple),
            ),
            max_size=most,
        )
    )
