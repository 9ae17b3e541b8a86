"""The registry: what loads, what fails alone, and who is named for it."""

import sys
import types

import attrs
import pytest

from penstock.core.hooks import PHASES, HookKind, deprecated, hookimpl, kind_of, observe
from penstock.core.plugin import Plugin
from penstock.core.registry import Registry, Status, load
from penstock.core.sources import Origin, Source
from penstock.core.switched_off import SwitchedOff


def module(**names: object) -> types.ModuleType:
    made = types.ModuleType("a_plugin")
    vars(made).update(names)
    return made


def source(name: str, loaded: object = None, *, origin: Origin = Origin.DISTRIBUTION, approved: bool = True) -> Source:
    def run() -> object:
        if isinstance(loaded, BaseException):
            raise loaded
        return loaded if loaded is not None else module()

    return Source(name=name, origin=origin, location=f"{name} 1.0", version="1.0", load=run, approved=approved)


def status(registry: Registry) -> dict[str, Status]:
    return {entry.plugin.name: entry.status for entry in registry.plugins()}


def test_a_plugin_that_cannot_be_imported_fails_alone() -> None:
    """A failing import marks that plugin as failed, with the reason, and the others are active."""
    registry = load([source("bad", ImportError("no captions")), source("good")])
    assert status(registry) == {"bad": Status.FAILED, "good": Status.ACTIVE}
    assert "no captions" in registry.plugins()[0].reason
    assert registry.plugins()[0].faults


def test_a_module_that_ends_the_process_when_it_is_imported_fails_alone() -> None:
    """A script that somebody put into the folder of plugins may call sys.exit(); the host starts."""
    registry = load([source("script", SystemExit(2)), source("good")])
    assert status(registry) == {"script": Status.FAILED, "good": Status.ACTIVE}
    assert "SystemExit" in registry.plugins()[0].faults[0].message


def test_a_module_that_raises_when_its_names_are_asked_for_fails_alone() -> None:
    """Whatever `dir()` or an attribute does is that plugin's fault."""

    class Trap(types.ModuleType):
        def __dir__(self) -> list[str]:
            raise RuntimeError("do not look")

    registry = load([source("trap", Trap("trap")), source("good")])
    assert status(registry) == {"trap": Status.FAILED, "good": Status.ACTIVE}
    assert "do not look" in registry.plugins()[0].reason


def test_a_disabled_plugin_is_never_imported() -> None:
    """Nothing of a switched-off plugin runs."""
    registry = load([source("off", RuntimeError("imported"))], off=SwitchedOff(stored=frozenset({"off"})))
    assert status(registry) == {"off": Status.DISABLED}


def test_an_unapproved_file_is_never_imported() -> None:
    """A single file that was not enabled with exactly these bytes does not run."""
    registry = load([source("loose", RuntimeError("imported"), origin=Origin.FILE, approved=False)])
    assert status(registry) == {"loose": Status.UNAPPROVED}


def test_requirements_disable_their_dependants_and_say_so() -> None:
    """What requires a disabled plugin, even through another one, is disabled with the reason."""
    chain = [
        source("c", module(PLUGIN=Plugin(name="c", requires=("b",)))),
        source("b", module(PLUGIN=Plugin(name="b", requires=("a",)))),
        source("a"),
    ]
    registry = load(chain, off=SwitchedOff(stored=frozenset({"a"})))
    assert set(status(registry).values()) == {Status.DISABLED}
    assert any("requires b" in entry.reason for entry in registry.plugins())


def test_active_plugins_stand_after_those_they_require() -> None:
    """The order of active plugins is that of their requirements."""
    chain = [source("c", module(PLUGIN=Plugin(name="c", requires=("b",)))), source("b")]
    assert [plugin.name for plugin in load(chain).active()] == ["b", "c"]


def test_plugins_that_require_each_other_in_a_circle_are_refused_and_say_the_way() -> None:
    """No order would start each after what it requires; whoever requires one of them is off, too."""
    ring = {"a": ("b",), "b": ("c",), "c": ("a",), "d": ("a",), "self": ("self",), "good": ()}
    registry = load(source(name, module(PLUGIN=Plugin(name=name, requires=needs))) for name, needs in ring.items())
    assert status(registry) == {
        **dict.fromkeys(("a", "b", "c", "self"), Status.FAILED),
        "d": Status.DISABLED,
        "good": Status.ACTIVE,
    }
    reasons = {entry.plugin.name: entry.reason for entry in registry.plugins()}
    assert reasons["b"] == "requires itself in a circle: b -> c -> a -> b"
    assert reasons["self"] == "requires itself in a circle: self -> self"


def test_a_misspelt_hook_is_an_error_of_its_plugin() -> None:
    """A hook that nobody declares fails its plugin, named, and nobody else."""

    @hookimpl
    def penstock_slot_aded(event: object) -> None: ...

    registry = load([source("typo", module(penstock_slot_aded=penstock_slot_aded)), source("good")])
    assert status(registry) == {"typo": Status.FAILED, "good": Status.ACTIVE}
    assert "penstock_slot_aded" in registry.plugins()[0].reason


def test_a_deprecated_hook_still_works_and_names_who_implements_it() -> None:
    """With the release that it goes with and its replacement; who does not implement it is not bothered."""
    specs = types.ModuleType("old_hooks")

    @deprecated(since="1.2", instead="penstock_captions_written", until="2.0")
    @observe
    def penstock_captions_saved(event: object) -> None: ...

    @hookimpl
    def heard(event: object) -> None:
        called.append(event)

    called: list[object] = []
    specs.penstock_captions_saved = penstock_captions_saved  # type: ignore[attr-defined]
    owner = module(PLUGIN=Plugin(name="captions", hookspecs=specs))
    registry = load([source("captions", owner), source("user", module(penstock_captions_saved=heard)), source("other")])
    registry.hooks.observe("penstock_captions_saved", {"event": 1})
    faults = {entry.plugin.name: [fault.message for fault in entry.faults] for entry in registry.plugins()}
    said = "deprecated since 1.2, gone with 2.0: use penstock_captions_written instead"
    assert faults == {"captions": [], "user": [f"penstock_captions_saved is {said}"], "other": []}
    assert (called, set(status(registry).values())) == ([1], {Status.ACTIVE})


def test_an_async_implementation_is_refused() -> None:
    """A coroutine would win a decision, so hooks are never async."""

    @hookimpl
    async def penstock_admit_slot(candidate: object) -> None: ...

    registry = load([source("later", module(penstock_admit_slot=penstock_admit_slot))])
    assert status(registry) == {"later": Status.FAILED}


def test_a_wrong_argument_is_refused() -> None:
    """An implementation that asks for an argument that the hook does not have fails its plugin."""

    @hookimpl
    def penstock_slot_added(evnt: object) -> None: ...

    assert status(load([source("args", module(penstock_slot_added=penstock_slot_added))])) == {"args": Status.FAILED}


def test_third_parties_that_claim_one_name_both_lose_it() -> None:
    """Two distributions with one plugin name are a conflict that names both; a bundled one would win."""
    twins = load([source("same"), source("same")])
    assert status(twins) == {"same": Status.CONFLICT}
    with_bundled = load([source("same"), source("same", origin=Origin.BUNDLED)])
    assert [entry.origin for entry in with_bundled.plugins()] == [Origin.BUNDLED]


def test_hooks_run_in_the_order_of_the_plugins() -> None:
    """Implementations are called in the user's order, not in pluggy's last-in-first-out."""
    calls: list[str] = []

    def make(name: str) -> Source:
        @hookimpl
        def penstock_slot_added(event: object) -> None:
            calls.append(name)

        return source(name, module(penstock_slot_added=penstock_slot_added))

    load([make("one"), make("two"), make("three")]).hooks.observe("penstock_slot_added", {"event": object()})
    assert calls == ["one", "two", "three"]


def test_plugins_may_declare_hooks_under_their_own_prefix_only() -> None:
    """Own specs are called like any other; a spec outside the prefix fails its plugin."""

    @observe
    def penstock_captions_written(event: object) -> None:
        """A caption was written."""

    specs = module(penstock_captions_written=penstock_captions_written)
    heard: list[object] = []

    @hookimpl(specname="penstock_captions_written")
    def penstock_captions_written_impl(event: object) -> None: ...

    @hookimpl
    def listen(event: object) -> None:
        heard.append(event)

    listen.__name__ = "penstock_captions_written"
    listener = source("listener", module(penstock_captions_written=listen))
    owner = source("captions", module(PLUGIN=Plugin(name="captions", hookspecs=specs)))
    registry = load([listener, owner])
    registry.hooks.observe("penstock_captions_written", {"event": 7})
    assert heard == [7]
    stray = source("other", module(PLUGIN=Plugin(name="other", hookspecs=specs)))
    assert status(load([stray])) == {"other": Status.FAILED}


def test_the_registry_is_sealed() -> None:
    """Nothing can be added or replaced after loading."""
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        load([]).kinds = {}  # type: ignore[misc]


@pytest.mark.parametrize("phase", PHASES, ids=lambda phase: phase.__name__.rpartition(".")[2])
def test_every_hook_says_what_a_plugin_author_must_know(phase: types.ModuleType) -> None:
    """Every spec has a kind, the release that brought it, and the phase says when and where it is called."""
    specs = [value for value in vars(phase).values() if hasattr(value, "penstock_kind")]
    assert specs
    assert "thread" in (phase.__doc__ or "")
    for spec in specs:
        assert kind_of(spec) in HookKind
        assert "Since 0." in (spec.__doc__ or ""), spec.__name__


def test_importing_the_public_face_loads_nothing_heavy(tmp_path: object) -> None:
    """`import penstock` pulls in no torch, PIL, aiohttp or SQLAlchemy."""
    import subprocess

    heavy = ("torch", "PIL", "aiohttp", "sqlalchemy", "numpy")
    code = f"import penstock, penstock.core.application, sys; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=str(tmp_path))
    assert done.stdout.strip() == "[]"
