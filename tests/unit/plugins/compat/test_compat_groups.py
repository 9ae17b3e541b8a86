"""The old paths come in groups: each while the plugin that does its work is on, whichever others are off."""

import json
from collections.abc import Callable

import pytest

from penstock.core.application import Application
from penstock.core.contracts.gates import Gates
from penstock.core.host import HostPaths
from penstock.core.registry import Status

Start = Callable[..., Application]
GROUPS = {
    "pools": "grid_pool",
    "profiles": "grid_profiles",
    "gates": "datasete_",
    "libbers": "fbtools_libber",
    "prompts": "fbtools_prompts",
    "scenes": "fbtools_scene",
    "workflows": "comfyui_workflows",
}
"""Beginnings of the names of the routes that a plugin brings back."""


@pytest.fixture
def without(penstock_application: Start, penstock_paths: HostPaths) -> Callable[..., Application]:
    """`without("gates")`: an application that was started with these plugins switched off."""

    def start(*plugins: str) -> Application:
        settings = penstock_paths.private / "settings.json"
        settings.parent.mkdir(parents=True, exist_ok=True)
        settings.write_text(json.dumps({"disabled_plugins": list(plugins)}))
        return penstock_application()

    return start


@pytest.mark.parametrize(
    ("off", "gone"),
    [
        ((), set()),
        (("profiles",), {"profiles"}),
        (("gates",), {"gates"}),
        (("pools",), {"pools", "profiles"}),
        (("profiles", "gates"), {"profiles", "gates"}),
        (("libbers",), {"libbers"}),
        (("prompts",), {"prompts", "scenes"}),
        (("scenes",), {"scenes"}),
        (("stories",), set()),
        (("database",), {"workflows"}),
        (("pools", "gates", "libbers", "prompts", "workflows"), set(GROUPS)),
    ],
)
def test_a_group_goes_with_its_plugin_and_no_other(
    without: Callable[..., Application], off: tuple[str, ...], gone: set[str]
) -> None:
    """The plugin stays on, says nothing, and has the groups of the others; pools take their profiles along."""
    application = without(*off)
    names = {spec.name.partition(".")[0] for spec in application.routes if spec.legacy}
    left = {plugin for plugin, start in GROUPS.items() if any(name.startswith(start) for name in names)}
    assert left == set(GROUPS) - gone
    (entry,) = (entry for entry in application.registry.plugins() if entry.plugin.name == "compat")
    assert (entry.status, entry.faults) == (Status.ACTIVE, ())
    assert (application.services.find(Gates) is None) == ("gates" in gone)  # type: ignore[type-abstract]
    applies = "fbtools_prompts.apply_libber" in {spec.name for spec in application.routes}
    assert applies == gone.isdisjoint({"libbers", "prompts"})
    listed = "fbtools_scene.list_scenes" in {spec.name for spec in application.routes}
    assert listed == ("scenes" not in gone and "stories" not in off)


def test_what_compat_finds_late_does_not_hang_on_the_order_of_plugins(
    penstock_application: Start, penstock_paths: HostPaths
) -> None:
    """With `compat` first in the user's order its services are built before those that they use, and work."""
    settings = penstock_paths.private / "settings.json"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(json.dumps({"plugin_order": ["compat", "gates", "profiles", "pools"]}))
    application = penstock_application()
    assert application.registry.active()[0].name == "compat"
    assert [entry.faults for entry in application.registry.plugins() if entry.faults] == []
