"""The environment and safe mode decide at a start who takes part, and switches say that they cannot change that."""

import json

import pytest

from penstock.adapters.bundled import plugin_sources
from penstock.core.application import Application, build
from penstock.core.errors import Conflict
from penstock.core.host import Host, HostPaths
from penstock.core.registry import Status
from penstock.core.sources import Origin, Source
from penstock.core.switches import PluginSwitches


def built(paths: HostPaths, environment: dict[str, str] | None = None, *, safe: bool = False) -> Application:
    host = Host(name="testing", paths=paths, environment=environment or {}, safe=safe)
    theirs = Source(name="theirs", origin=Origin.DISTRIBUTION, location="theirs", version="1", load=_never)
    return build(host, [*plugin_sources(discover=False), theirs])


def _never() -> object:
    raise AssertionError("imported")


def statuses(application: Application) -> dict[str, tuple[Status, str]]:
    return {one.plugin.name: (one.status, one.reason) for one in application.registry.plugins()}


def test_named_plugins_alone_take_part(penstock_paths: HostPaths) -> None:
    """With the essential one; the others are not imported, bring nothing, and say why."""
    application = built(penstock_paths, {"PENSTOCK_PLUGINS": "pools"})
    found = statuses(application)
    assert {name for name, (status, _) in found.items() if status is Status.ACTIVE} == {"system", "pools"}
    assert found["theirs"] == (Status.DISABLED, "not named in PENSTOCK_PLUGINS")
    assert {node.id for node in application.nodes} == {"GridImagePool"}
    assert set(application.brought) == {"system", "pools"}
    assert "GET /penstock/pools" in application.brought["pools"].routes


def test_what_requires_one_that_is_left_out_is_off_too(penstock_paths: HostPaths) -> None:
    """And names what it lacks."""
    found = statuses(built(penstock_paths, {"PENSTOCK_DISABLED_PLUGINS": "pictures,theirs"}))
    assert found["pictures"] == (Status.DISABLED, "named in PENSTOCK_DISABLED_PLUGINS")
    assert found["scenes"][0] is Status.DISABLED and "requires pictures" in found["scenes"][1]


def test_the_essential_plugin_stays_whatever_is_said(penstock_paths: HostPaths) -> None:
    """Without it nobody could switch anything on again; a file that says otherwise is not believed either."""
    private = penstock_paths.private
    private.mkdir()
    (private / "settings.json").write_text(json.dumps({"disabled_plugins": ["system"]}))
    application = built(penstock_paths, {"PENSTOCK_DISABLED_PLUGINS": "system,theirs"})
    assert statuses(application)["system"] == (Status.ACTIVE, "")
    assert application.services.get(PluginSwitches).wanted("system")


def test_safe_mode_imports_nothing_that_did_not_come_with_penstock(penstock_paths: HostPaths) -> None:
    """Neither packages nor files that were enabled; the files stay enabled for the next start."""
    folder = penstock_paths.private / "plugins"
    folder.mkdir(parents=True)
    (folder / "mine.py").write_text("raise AssertionError('imported')\n")
    first = built(penstock_paths, {"PENSTOCK_DISABLED_PLUGINS": "theirs"})
    first.services.get(PluginSwitches).enable("mine")
    found = statuses(built(penstock_paths, safe=True))
    assert {name: found[name] for name in ("theirs", "mine")} == dict.fromkeys(
        ("theirs", "mine"), (Status.DISABLED, "safe mode: only plugins that come with Penstock take part")
    )
    assert built(penstock_paths, {"PENSTOCK_SAFE": "1"}).registry.module("pools") is not None


@pytest.mark.parametrize(
    ("environment", "name", "on"),
    [
        ({"PENSTOCK_PLUGINS": "pools,gates"}, "pools", True),
        ({"PENSTOCK_PLUGINS": "pools"}, "gates", False),
        ({"PENSTOCK_DISABLED_PLUGINS": "gates,theirs"}, "gates", False),
    ],
)
def test_a_switch_that_the_environment_holds_is_a_conflict(
    penstock_paths: HostPaths, environment: dict[str, str], name: str, on: bool
) -> None:
    """Nothing is stored that would count for nothing; the answer names the variable."""
    switches = built(penstock_paths, environment).services.get(PluginSwitches)
    assert (switches.wanted(name), bool(switches.forced(name))) == (on, True)
    for switch in (switches.enable, switches.disable):
        with pytest.raises(Conflict, match="PENSTOCK_"):
            switch(name)
    assert not (penstock_paths.private / "settings.json").exists()


def test_a_name_of_nobody_is_logged(penstock_paths: HostPaths, caplog: pytest.LogCaptureFixture) -> None:
    """A misspelt name does not pass unseen."""
    built(penstock_paths, {"PENSTOCK_DISABLED_PLUGINS": "theirs,gatse"})
    assert "gatse" in caplog.text


def test_what_limits_a_start_is_told(penstock_paths: HostPaths) -> None:
    """Each variable, safe mode first, with the plugins that it keeps off and the names that are no plugin's."""
    environment = {"PENSTOCK_PLUGINS": "pools,compat,gone", "PENSTOCK_DISABLED_PLUGINS": "compat, system, nobody"}
    application = built(penstock_paths, environment, safe=True)
    safe, without, only = application.services.get(PluginSwitches).limits()
    assert (safe.by, safe.plugins, safe.unknown) == ("PENSTOCK_SAFE", ("theirs",), ())
    assert (without.by, without.plugins, without.unknown) == ("PENSTOCK_DISABLED_PLUGINS", ("compat",), ("nobody",))
    assert (only.by, only.unknown) == ("PENSTOCK_PLUGINS", ("gone",))
    off = {name for name, (status, _) in statuses(application).items() if status is Status.DISABLED}
    assert set(only.plugins) == off - {"theirs", "compat"}


def test_an_ordinary_start_has_no_limits(penstock_paths: HostPaths) -> None:
    """Without safe mode and variables nothing is said."""
    assert built(penstock_paths).services.get(PluginSwitches).limits() == ()
