"""Plugins as strangers write them, sound and broken, for tests that start hosts with them."""

import time
from collections.abc import Callable
from types import ModuleType, SimpleNamespace
from typing import Any

from hypothesis import strategies as st

from penstock.core.commands import CommandSpec
from penstock.core.hooks import deprecated, hookimpl, observe
from penstock.core.nodes import NodeSpec
from penstock.core.plugin import Plugin
from penstock.core.routes import RouteSpec
from penstock.core.services import ServiceSpec
from penstock.core.settings import SettingSpec
from penstock.core.sources import Origin, Source
from penstock.core.values import frozen

SLOWEST_SECONDS = 0.2
NAMES = tuple(f"guest_{number}" for number in range(12))
BUNDLED_NAME = "pools"

SOUND = ("sound", "own_hooks", "no_plugin_value")
"""They take part, and nothing is said against them."""

REFUSED = ("misspelt", "async", "wrong_argument", "stray_hooks", "import_error", "import_exits", "syntax_error", "trap")
"""They never take part, and the list says why."""

FAULTY = (
    "raising",
    "wrong_type",
    "no_iterable",
    "breaks_off",
    "exits",
    "thief",
    "deprecated",
    "service_raises",
    "service_exits",
)
"""They take part with what is sound of them, and the list says what is not."""

KINDS = SOUND + REFUSED + FAULTY
SLOW_IN = ("import", "nodes", "event")


@frozen(kw_only=True)
class Guest:
    """A plugin that was drawn: how it behaves, whom it requires, and how many seconds it takes where."""

    name: str
    kind: str
    requires: tuple[str, ...] = ()
    slow: float = 0.0
    slow_in: str = "import"

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
        self.dawdle("import")
        if self.kind == "import_error":
            raise ImportError(f"{self.name} lacks something")
        if self.kind == "import_exits":
            raise SystemExit(f"{self.name} is a script")
        if self.kind == "syntax_error":
            compile("def broken(:", f"{self.name}.py", "exec")
        return _module(self)

    def dawdle(self, where: str) -> None:
        """Keep the processor busy where this guest is slow."""
        end = time.perf_counter() + (self.slow if self.slow_in == where else 0.0)
        while time.perf_counter() < end:
            pass


class _Trap(SimpleNamespace):
    """An object whose names cannot even be looked at."""

    def __dir__(self) -> list[str]:
        raise RuntimeError("do not look at me")


def _module(guest: Guest) -> object:
    said: object = Plugin(name=guest.name, requires=guest.requires, hookspecs=_hookspecs(guest))
    if guest.kind == "no_plugin_value":
        said = SimpleNamespace(name=7)
    kind = _Trap if guest.kind == "trap" else SimpleNamespace
    return kind(PLUGIN=said, **_hooks(guest))


def _hookspecs(guest: Guest) -> ModuleType | None:
    @observe
    def spec(event: object) -> None:
        """Something happened."""

    if guest.kind not in {"own_hooks", "stray_hooks", "deprecated"}:
        return None
    if guest.kind == "deprecated":
        spec = deprecated(since="1.0", instead="another", until="3.0")(spec)
    specs = ModuleType(f"{guest.name}_hooks")
    setattr(specs, "penstock_saved" if guest.kind == "stray_hooks" else f"penstock_{guest.name}_saved", spec)
    return specs


def _hooks(guest: Guest) -> dict[str, Callable[..., Any]]:
    @hookimpl
    def penstock_nodes() -> object:
        guest.dawdle("nodes")
        return NODES[guest.kind](guest) if guest.kind in NODES else (_node(f"Node_{guest.name}"),)

    @hookimpl
    def penstock_settings() -> object:
        return (SettingSpec(id=f"{guest.name}.on", label="On", default=True),)

    @hookimpl
    def penstock_commands() -> object:
        return (CommandSpec(name=guest.name.replace("_", "-"), summary="Nothing.", run=lambda _call: None),)

    @hookimpl
    def penstock_routes() -> object:
        if guest.kind == "raising":
            raise RuntimeError(f"{guest.name} has no routes")
        return (RouteSpec(name=guest.name, method="GET", path=f"/penstock/{guest.name}", handler=lambda _call: None),)

    @hookimpl
    def penstock_services() -> object:
        errors = {"service_raises": RuntimeError("no service"), "service_exits": SystemExit(3)}
        return (_service(errors[guest.kind]),) if guest.kind in errors else ()

    @hookimpl
    def penstock_pool_created(event: object) -> None:
        guest.dawdle("event")
        if guest.kind == "raising":
            raise RuntimeError(f"{guest.name} does not like pools")

    made: dict[str, Callable[..., Any]] = {
        one.__name__: one
        for one in (
            penstock_nodes,
            penstock_settings,
            penstock_commands,
            penstock_routes,
            penstock_services,
            penstock_pool_created,
        )
    }
    return made | _odd_hooks(guest)


def _odd_hooks(guest: Guest) -> dict[str, Callable[..., Any]]:
    """What only some kinds implement."""

    @hookimpl
    def plain(event: object) -> None: ...

    @hookimpl
    async def pending(event: object) -> None: ...

    @hookimpl
    def curious(event: object, nobody_gives_this: object) -> None: ...

    odd: dict[str, dict[str, Callable[..., Any]]] = {
        "misspelt": {"penstock_pool_craeted": plain},
        "async": {"penstock_pool_deleted": pending},
        "wrong_argument": {"penstock_pool_deleted": curious},
        "own_hooks": {f"penstock_{guest.name}_saved": plain},
        "deprecated": {f"penstock_{guest.name}_saved": plain},
    }
    return odd.get(guest.kind, {})


def _service(error: BaseException) -> ServiceSpec[Any]:
    def build(_services: object) -> object:
        raise error

    return ServiceSpec(contract=type("Contract", (), {"__qualname__": f"Contract{id(error)}"}), build=build)


def _node(node_id: str) -> NodeSpec:
    return NodeSpec(id=node_id, display_name=node_id, category="Guests", run=lambda _call: ())


def _exit(_guest: Guest) -> object:
    raise SystemExit(3)


def _breaks_off(guest: Guest) -> object:
    yield _node(f"Node_{guest.name}")
    raise RuntimeError(f"{guest.name} breaks off")


NODES: dict[str, Callable[[Guest], object]] = {
    "wrong_type": lambda guest: ("no node", 7, _node(f"Node_{guest.name}")),
    "no_iterable": lambda _guest: 7,
    "breaks_off": _breaks_off,
    "exits": _exit,
    "thief": lambda _guest: (_node("GridImagePool"), _node("Node_of_thieves")),
}


@st.composite
def guests(draw: st.DrawFn, most: int = 20, slow: bool = False) -> list[Guest]:
    """Guests in any order, some with the name of another, some requiring each other in circles, some `slow`."""
    seconds = st.one_of(st.just(0.0), st.just(0.0), st.just(0.0), st.floats(0.0, SLOWEST_SECONDS))
    return draw(
        st.lists(
            st.builds(
                Guest,
                name=st.sampled_from([*NAMES, BUNDLED_NAME]),
                kind=st.sampled_from(KINDS),
                requires=st.lists(st.sampled_from([*NAMES, BUNDLED_NAME, "nobody"]), max_size=2).map(tuple),
                slow=seconds if slow else st.just(0.0),
                slow_in=st.sampled_from(SLOW_IN),
            ),
            max_size=most,
        )
    )
