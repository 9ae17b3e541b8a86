"""The pages that are written from the code hold all of it."""

import sys
from pathlib import Path

import pytest

from penstock.core.events.base import event_types
from penstock.core.hooks import PHASES, kind_of

sys.path.append(str(Path(__file__).resolve().parents[1] / "lint"))
from reference import events, hooks, routes, tables, values
from reference.running import application


def test_every_hook_says_its_kind_and_since_when() -> None:
    """As `**observe** `name(arguments)``, and the release it came with."""
    page = hooks.page()
    for phase in PHASES:
        for name, spec in hooks.specs_of(phase):
            section = page.partition(f"\n### {name}\n")[2].partition("\n### ")[0]
            assert f"**{kind_of(spec).value}** `{name}(" in section
            assert "since 0.1" in section, name


def test_every_event_has_its_fields_its_hook_and_its_message() -> None:
    """Of every event that a hook is told."""
    page = events.page()
    for phase in PHASES:
        for name, _ in hooks.specs_of(phase):
            kinds = {kind.name: kind for kind in event_types()}
            if kind := kinds.get(name.removeprefix("penstock_")):
                section = page.partition(f"\n### {kind.__name__}\n")[2].partition("\n### ")[0]
                assert f"[`{name}`](../hooks.md#{name})" in section
                assert f"message `penstock.{kind.name}`" in section


def test_every_route_node_and_setting_is_there() -> None:
    """Each under its own heading, or in its table."""
    page = routes.page()
    for route in application().routes:
        assert f"\n### {route.method} {route.path.partition(':')[0]}" in page
    nodes, settings = tables.nodes_page(), tables.settings_page()
    for node in application().nodes:
        assert f"`{node.id}`, of the plugin" in nodes
    assert settings.count("\n| `") == len(application().services.get(tables.Settings).specs())


@pytest.mark.parametrize("name", ["Slot", "Pool", "GateAnswer", "Pools", "PoolStore", "Executions", "RunStatus"])
def test_contracts_are_there(name: str) -> None:
    """Values, services and words of the contracts."""
    assert f"\n### {name}\n" in values.values_page()


@pytest.mark.parametrize(
    "name", ["Plugin", "NodeSpec", "RouteSpec", "SettingSpec", "CommandSpec", "TextFunction", "NotFound"]
)
def test_declarations_are_there(name: str) -> None:
    """What a plugin says and brings."""
    assert f"\n### {name}\n" in values.declared_page()
