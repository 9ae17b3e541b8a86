"""What a plugin author does wrong with hooks is told in one line, under the plugin's name, with what to do."""

import sys
import types
from collections.abc import Callable
from pathlib import Path

import pytest

from penstock.core.contributions import collected
from penstock.core.hooks import HookKind, hookimpl
from penstock.core.hooks.pools import penstock_slot_added as spec_of_another
from penstock.core.nodes import NodeSpec
from penstock.core.plugin import Plugin
from penstock.core.registry import PluginEntry, Registry, Status, load
from penstock.core.routes import RouteSpec
from penstock.core.sources import Origin, Source


def module(**names: object) -> types.ModuleType:
    made = types.ModuleType("a_plugin")
    vars(made).update(names)
    return made


def loaded(plugin: object, origin: Origin = Origin.DISTRIBUTION) -> Registry:
    return load([Source(name="mine", origin=origin, location="here", version="1", load=lambda: plugin)])


def entry(plugin: object, origin: Origin = Origin.DISTRIBUTION) -> PluginEntry:
    return loaded(plugin, origin).plugins()[0]


def said(found: PluginEntry) -> list[str]:
    return [fault.message for fault in found.faults]


def node() -> NodeSpec:
    return NodeSpec(id="Flip", display_name="Flip", category="x", run=lambda call: ())


def test_a_function_without_hookimpl_is_named() -> None:
    """The plugin takes part, and its author reads why nothing happens."""
    found = entry(module(penstock_nodes=lambda: [node()]))
    assert found.status is Status.ACTIVE
    assert said(found) == ["penstock_nodes is not marked with @hookimpl, so it is never called"]


def test_methods_without_hookimpl_are_named_together() -> None:
    """Of a plugin that is an object; what is marked is not named."""

    class Mine:
        def penstock_routes(self) -> list[RouteSpec]:
            return []

        def penstock_nodes(self) -> list[NodeSpec]:
            return []

        @hookimpl
        def penstock_slot_added(self, event: object) -> None: ...

    found = entry(Mine())
    assert said(found) == [
        "penstock_nodes, penstock_routes are not marked with @hookimpl, so they are never called",
    ]
    assert found.hooks == ("penstock_slot_added",)


def test_specs_and_other_names_are_no_forgotten_hooks() -> None:
    """A plugin may import specs of others, and call its own things what it wants."""
    plain = module(penstock_slot_added=spec_of_another, penstock_nodes="text", penstock_version=lambda: 1)
    assert said(entry(plain)) == []


def test_bundled_plugins_are_not_looked_at() -> None:
    """A start pays nothing for what our own tests see."""
    assert said(entry(module(penstock_nodes=list), Origin.BUNDLED)) == []


def test_a_misspelt_hook_is_told_with_what_was_meant() -> None:
    """And with the page that names all hooks; what is like none has no guess."""

    @hookimpl
    def mistaken() -> None: ...

    names = dict.fromkeys(("penstock_node", "penstock_slot_labeled", "penstock_xyzzy_quux"), mistaken)
    found = entry(module(**names))
    assert found.status is Status.FAILED
    assert found.reason == (
        "implements unknown hooks: penstock_node (did you mean penstock_nodes?), "
        "penstock_slot_labeled (did you mean penstock_slot_labelled?), penstock_xyzzy_quux; "
        "docs/hooks.md names all hooks"
    )
    assert said(found) == [found.reason]


def test_wrong_arguments_are_told_in_one_line_and_once() -> None:
    """With those that the hook gives; what is right is not named."""

    @hookimpl
    def penstock_slot_labelled(evt: object) -> None: ...

    @hookimpl
    def penstock_nodes(services: object) -> list[NodeSpec]:
        return []

    @hookimpl
    def penstock_slot_added(event: object, more: int = 1) -> None: ...

    functions = (penstock_slot_labelled, penstock_nodes, penstock_slot_added)
    found = entry(module(**{one.__name__: one for one in functions}))
    assert found.status is Status.FAILED
    assert found.reason == "penstock_nodes takes (), not (services); penstock_slot_labelled takes (event), not (evt)"
    assert said(found) == [found.reason]


def test_what_pluggy_refuses_otherwise_is_one_line_too() -> None:
    """A wrapper that does not yield."""

    @hookimpl(wrapper=True)
    def penstock_slot_added(event: object) -> None: ...

    found = entry(module(penstock_slot_added=penstock_slot_added))
    assert (found.status, len(found.reason.splitlines())) == (Status.FAILED, 1)


def test_a_missing_web_folder_is_told_at_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a module and of an object; a folder without index.js likewise, and one that has it is fine."""
    mine = module(PLUGIN=Plugin(name="mine", web="wbe"), __file__=str(tmp_path / "mine.py"))
    (no_folder,) = said(entry(mine))
    assert no_folder.startswith("web='wbe' names no folder beside the module")
    (tmp_path / "wbe").mkdir()
    (no_index,) = said(entry(mine))
    assert no_index.startswith("there is no index.js in its web folder 'wbe'")
    monkeypatch.setitem(sys.modules, "a_module_of_theirs", mine)
    made = type("Mine", (), {"PLUGIN": mine.PLUGIN, "__module__": "a_module_of_theirs"})()
    assert said(entry(made)) == [no_index]
    (tmp_path / "wbe" / "index.js").write_text("")
    assert said(entry(mine)) + said(entry(made)) == []


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (lambda: None, "None"),
        (dict, "a dict"),
        (node, "one NodeSpec"),
        (lambda: "text", "a str"),
        (lambda: 7, "an int"),
    ],
)
def test_what_is_no_collection_is_told_in_words(made: Callable[[], object], words: str) -> None:
    """A forgotten return, a dict, one spec by itself: each with what to give instead."""

    @hookimpl
    def penstock_nodes() -> object:
        return made()

    registry = loaded(module(penstock_nodes=penstock_nodes))
    assert registry.kinds["penstock_nodes"] is HookKind.COLLECT
    assert collected(registry, "penstock_nodes", NodeSpec, lambda spec: spec.id) == ()
    assert said(registry.plugins()[0]) == [
        f"penstock_nodes gave {words}: return a list of NodeSpecs, or yield them",
    ]
