"""Whatever plugin is switched off: all of it is gone from both hosts, all else is there, and no page misses it."""

import re
import shutil
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen

from penstock.adapters.bundled import BUNDLED, ESSENTIAL

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

from .conftest import PHOTOGRAPHS, RunningServer
from .plugin_hosts import Watched, open_editor, prepare, walk_app, walk_editor
from .standalone_page import ask, fill_pool, make_pool
from .workflow_page import put_workflow

FREE = [name for module in BUNDLED if (name := module.rpartition(".")[2]) not in ESSENTIAL]
# What each adds to the side bar of ComfyUI, and to the navigation of the standalone app.
TABS = {name: f"penstock-{name}" for name in ("batches", "gates", "runs", "workflows")}
ENTRIES = {"runs": ("/runs", "/gallery"), "system": ("/plugins",)}
SAME = ("pools", "profiles", "datasets", "gates", "scenes", "stories", "executions", "workflows", "batches")
ENTRIES |= {name: (f"/{name}",) for name in (*SAME, "prompts", "libbers")}
PATTERN = re.compile(r":[^/]*}")
# A route of another plugin (here of workflows) that is left out without this one.
LEAVES = {"pools": "POST /penstock/workflow_images"}
# Together they are every plugin; in each, none requires another one.
GROUPS = (
    ("compat", "libbers", "executions", "batches", "profiles"),
    ("gates", "stories", "runs", "datasets"),
    ("scenes", "workflows"),
    ("pools", "prompts", "pictures", "database"),
)


@frozen
class Seen:
    """What a host said and showed."""

    plugins: dict[str, dict[str, Any]]
    routes: frozenset[str]
    settings: frozenset[str]
    editor: dict[str, list[str]]
    entries: list[str]
    problems: frozenset[str]
    asked: frozenset[str]


def look(server: RunningServer, chromium: Any) -> Seen:
    """Ask the server, and walk through both of its pages."""
    context = chromium.new_context(viewport={"width": 1400, "height": 900})
    try:
        editor = open_editor(context.new_page(), server.address)
        shown = walk_editor(editor)
        app = Watched(context.new_page())
        entries = walk_app(app, server.address, DETAILS)
    finally:
        context.close()
    paths = ask(server, "GET", "/penstock/openapi.json")["paths"]
    return Seen(
        plugins={one["name"]: one for one in ask(server, "GET", "/penstock/plugins")["plugins"]},
        routes=frozenset(f"{method.upper()} {path}" for path, methods in paths.items() for method in methods),
        settings=frozenset(one["id"] for one in ask(server, "GET", "/penstock/settings")["settings"]),
        editor=shown,
        entries=entries,
        problems=frozenset([*editor.problems, *app.problems]),
        asked=frozenset(editor.asked | app.asked),
    )


DETAILS = ("/pools/cats", "/datasets/pools/cats", "/scenes/beach")


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a pool, a scene and a workflow."""
    data = prepare(tmp_path_factory.mktemp("furnished"))
    server = RunningServer(data)
    server.start()
    fill_pool(server, make_pool(server, "cats"), PHOTOGRAPHS[:1])
    ask(server, "POST", "/penstock/scenes", {"name": "beach"})
    put_workflow(server, "plain")
    server.stop()
    return data


@pytest.fixture(scope="module")
def looked(furnished: Path, chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Seen]:
    """`looked(names)`: the host without these plugins, on a copy of the furnished folder."""

    def without(off: tuple[str, ...]) -> Seen:
        data = tmp_path_factory.mktemp("off") / "data"
        shutil.copytree(furnished, data)
        server = RunningServer(prepare(data, off=off), frontend=True)
        server.start()
        try:
            seen = look(server, chromium)
            for name in off:
                assert status_of(server, f"/penstock/web/{name}/index.js") == 404
        finally:
            server.stop()
        return seen

    return without


@pytest.fixture(scope="module")
def whole(looked: Callable[..., Seen]) -> Seen:
    """The host with every plugin that is on by itself."""
    return looked(())


def status_of(server: RunningServer, path: str) -> int:
    try:
        with urllib.request.urlopen(server.address + path, timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def gone_with(off: tuple[str, ...], whole: Seen) -> set[str]:
    """`off`, and what was active and requires one of them."""
    gone = set(off)
    active = {name: set(one["requires"]) for name, one in whole.plugins.items() if one["status"] == "active"}
    while more := {name for name, requires in active.items() if gone & requires} - gone:
        gone |= more
    return gone


def brought(names: set[str], kind: str, whole: Seen) -> set[str]:
    """What the whole host says that these bring; routes as the OpenAPI document writes them."""
    return {PATTERN.sub("}", one) for name in names for one in whole.plugins[name]["brought"][kind]}


def problems_of(seen: Seen) -> list[str]:
    """What went wrong; a document that there is not yet is none where its route is served."""
    served = [re.sub(r"\{[^}]*\}", "[^/]+", one) for one in seen.routes if "/penstock/web/" not in one]
    return sorted(one for one in seen.problems if not any(re.fullmatch(f"404 {route}", one) for route in served))


def check(off: tuple[str, ...], whole: Seen, seen: Seen) -> None:
    gone = gone_with(off, whole)
    check_list(off, gone, whole, seen)
    check_server(gone, whole, seen)
    check_pages(gone, whole, seen)
    assert not problems_of(seen)
    for name in gone:
        assert not [path for path in seen.asked if path.startswith(f"/penstock/web/{name}/")]


def check_list(off: tuple[str, ...], gone: set[str], whole: Seen, seen: Seen) -> None:
    """Each says whether it takes part, and why not."""
    assert seen.plugins.keys() == whole.plugins.keys()
    for name, one in seen.plugins.items():
        if name in off:
            assert (one["status"], one["reason"]) == ("disabled", "switched off in the settings")
            assert not one["wanted"] and not one["faults"]
        elif name in gone:
            assert one["status"] == "disabled" and one["reason"].startswith("requires ")
            assert any(lacking in one["reason"] for lacking in gone & set(one["requires"]))
        else:
            assert (one["status"], one["faults"]) == (whole.plugins[name]["status"], [])
        if name in gone:
            assert not any(one["brought"].values()) and one["web"] is None


def check_server(gone: set[str], whole: Seen, seen: Seen) -> None:
    """Routes and settings; `compat` has routes that stand for those of others."""
    lost = whole.routes - seen.routes
    assert brought(gone, "routes", whole) & seen.routes == set()
    assert lost <= brought(gone | {"compat"}, "routes", whole) | {LEAVES[name] for name in gone & LEAVES.keys()}
    assert seen.settings == whole.settings - brought(gone, "settings", whole)


def check_pages(gone: set[str], whole: Seen, seen: Seen) -> None:
    """Nodes, tabs, commands, keys and switches of the editor; the navigation of the app."""
    tabs = {TABS[name] for name in gone & TABS.keys()}
    toggles = {f"Workspace.ToggleSidebarTab.{tab}" for tab in tabs}
    entries = {path for name in gone for path in ENTRIES.get(name, ())}
    assert set(seen.editor["nodes"]) == set(whole.editor["nodes"]) - brought(gone, "nodes", whole)
    assert set(seen.editor["tabs"]) == set(whole.editor["tabs"]) - tabs
    assert set(seen.editor["commands"]) == set(whole.editor["commands"]) - toggles
    assert set(seen.editor["keys"]) == set(whole.editor["keys"]) - toggles
    assert seen.editor["settings"] == whole.editor["settings"]
    assert seen.entries == [path for path in whole.entries if path not in entries]


def test_the_whole_host_shows_what_the_tables_say(whole: Seen) -> None:
    """The tables above are complete, and a host without anything switched off has no problems of its own."""
    assert {plugin for group in GROUPS for plugin in group} == {
        name for name in FREE if whole.plugins[name]["status"] == "active"
    }
    assert set(whole.editor["tabs"]) == set(TABS.values())
    assert set(whole.entries) == {path for paths in ENTRIES.values() for path in paths}
    assert set(whole.editor["nodes"]) == brought(set(whole.plugins), "nodes", whole)
    assert not problems_of(whole)


@pytest.mark.parametrize("off", GROUPS, ids="-".join)
def test_several_plugins_are_off(off: tuple[str, ...], whole: Seen, looked: Callable[..., Seen]) -> None:
    """Nothing of them is left, and nobody asks for them."""
    assert not [name for name in off if set(off) & set(whole.plugins[name]["requires"])]
    check(off, whole, looked(off))


@pytest.mark.nightly
@pytest.mark.parametrize("off", FREE)
def test_each_plugin_is_off(off: str, whole: Seen, looked: Callable[..., Seen]) -> None:
    """Each alone."""
    check((off,), whole, looked((off,)))
