"""A plugin that is off by default takes part once the user switched it on, like any other from then on."""

import json

import pytest

from penstock.core import sources
from penstock.core.application import Application, build
from penstock.core.host import Host, HostPaths
from penstock.core.plugin import Plugin
from penstock.core.registry import PluginEntry, Status
from penstock.core.sources import Origin, Source, installed
from penstock.core.switches import PluginSwitches

NAME = "asked"


class Asked:
    """Counts its imports."""

    PLUGIN = Plugin(name=NAME)

    def __init__(self) -> None:
        self.imports = 0

    def load(self) -> object:
        self.imports += 1
        return self


def started(paths: HostPaths, asked: Asked, environment: dict[str, str] | None = None) -> Application:
    source = Source(name=NAME, origin=Origin.BUNDLED, location=NAME, version="1", load=asked.load, off_by_default=True)
    return build(Host(name="testing", paths=paths, environment=environment or {}), [source])


def entry(application: Application) -> PluginEntry:
    return next(one for one in application.registry.plugins() if one.plugin.name == NAME)


def test_nothing_of_it_is_imported_until_it_is_switched_on(penstock_paths: HostPaths) -> None:
    """The list has it, says that it waits for the user, and offers the switch."""
    asked = Asked()
    application = started(penstock_paths, asked)
    found = entry(application)
    assert (found.status, found.reason, asked.imports) == (Status.DISABLED, "off until you switch it on", 0)
    assert not application.services.get(PluginSwitches).wanted(NAME)
    assert found.off_by_default


def test_it_is_switched_on_and_off_like_any_other(penstock_paths: HostPaths) -> None:
    """Each in force at the next start, and kept."""
    first = started(penstock_paths, Asked()).services.get(PluginSwitches)
    first.enable(NAME)
    assert first.wanted(NAME)
    second = started(penstock_paths, Asked())
    assert entry(second).status is Status.ACTIVE
    second.services.get(PluginSwitches).disable(NAME)
    third = started(penstock_paths, Asked())
    assert (entry(third).status, entry(third).reason) == (Status.DISABLED, "switched off in the settings")
    third.services.get(PluginSwitches).enable(NAME)
    assert entry(started(penstock_paths, Asked())).status is Status.ACTIVE


def test_the_environment_can_name_it(penstock_paths: HostPaths) -> None:
    """`PENSTOCK_PLUGINS` that names it counts as switched on; `PENSTOCK_DISABLED_PLUGINS` wins."""
    assert entry(started(penstock_paths, Asked(), {"PENSTOCK_PLUGINS": NAME})).status is Status.ACTIVE
    both = {"PENSTOCK_PLUGINS": NAME, "PENSTOCK_DISABLED_PLUGINS": NAME}
    assert entry(started(penstock_paths, Asked(), both)).status is Status.DISABLED


def test_what_is_switched_on_is_stored_beside_what_is_off(penstock_paths: HostPaths) -> None:
    """In a list of its own: an older release keeps it as a field that it does not know."""
    started(penstock_paths, Asked()).services.get(PluginSwitches).enable(NAME)
    stored = json.loads((penstock_paths.private / "settings.json").read_bytes())
    assert (stored["enabled_plugins"], stored["disabled_plugins"]) == ([NAME], [])


def test_a_distribution_asks_for_it_by_the_group_of_its_entry_point(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that nothing of it is imported to know that it is off."""
    points = {
        group: [sources.EntryPoint(name, "json", group)]
        for name, group in (("on", "penstock"), ("off", "penstock_off_by_default"))
    }
    monkeypatch.setattr(sources, "entry_points", lambda group: points[group])
    assert {source.name: source.off_by_default for source in installed()} == {"on": False, "off": True}
