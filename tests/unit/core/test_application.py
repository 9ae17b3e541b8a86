"""The life of an application: load, seal, start, stop."""

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any, Protocol

import attrs
import pytest

from penstock.adapters.testing.fakes import EventRecorder
from penstock.core.application import Application, build
from penstock.core.dispatch import Dispatcher
from penstock.core.errors import ClientError, Conflict, NotFound, PluginFailed, Unavailable
from penstock.core.events.pools import PoolCreated
from penstock.core.hooks import hookimpl
from penstock.core.host import Host, HostPaths
from penstock.core.nodes import NodeSpec
from penstock.core.plugin import Plugin
from penstock.core.registry import Status
from penstock.core.routes import RouteCall, RouteSpec
from penstock.core.services import Services, ServiceSpec
from penstock.core.settings import Settings, SettingSpec
from penstock.core.sources import Origin, Source
from penstock.core.switches import PluginSwitches

Start = Callable[..., Application]


class Captions(Protocol):
    """A contract of a third-party plugin."""

    def of(self, slot: str) -> str: ...


class FixedCaptions:
    closed = False

    def of(self, slot: str) -> str:
        return f"about {slot}"

    def close(self) -> None:
        self.closed = True


class CaptionsPlugin:
    PLUGIN = Plugin(name="captions", version="1.2")

    def __init__(self, service: FixedCaptions) -> None:
        self.service = service

    @hookimpl
    def penstock_services(self) -> list[ServiceSpec[Any]]:
        return [ServiceSpec(contract=Captions, build=lambda _: self.service, close=lambda service: service.close())]

    @hookimpl
    def penstock_settings(self) -> list[SettingSpec]:
        return [SettingSpec(id="captions.language", label="Language", default="en", options=("en", "de"))]


def source(name: str, plugin: object, origin: Origin = Origin.DISTRIBUTION) -> Source:
    return Source(name=name, origin=origin, location=name, version="0", load=lambda: plugin)


def test_a_service_is_found_by_its_contract_and_closed_at_the_end(penstock_host: Host) -> None:
    """What a plugin provides is there after start, and closed by stop."""
    captions = FixedCaptions()
    application = build(penstock_host, [source("captions", CaptionsPlugin(captions))])
    application.start()
    assert application.services.get(Captions).of("a") == "about a"  # type: ignore[type-abstract]
    application.stop()
    assert captions.closed


def test_a_missing_service_says_what_to_do(penstock_host: Host) -> None:
    """Without the plugin the contract is unavailable, with a hint."""
    application = build(penstock_host, [])
    with pytest.raises(Unavailable, match="Captions"):
        application.services.get(Captions)  # type: ignore[type-abstract]


class Parts:
    """Brings a route and a service by itself, and one of each for the plugin `captions`."""

    @hookimpl
    def penstock_routes(self) -> list[RouteSpec]:
        alone = RouteSpec(name="a", method="GET", path="/penstock/alone", handler=lambda call: None)
        return [alone, attrs.evolve(alone, path="/penstock/with_captions", requires=("captions",))]

    @hookimpl
    def penstock_services(self) -> list[ServiceSpec[Any]]:
        return [
            ServiceSpec(contract=FixedCaptions, build=lambda _: FixedCaptions()),
            ServiceSpec(contract=BadService, build=lambda _: BadService(), requires=("captions",)),
        ]


def test_what_requires_a_plugin_comes_only_with_it(penstock_host: Host) -> None:
    """Without the plugin its route and its service are left out, nothing else of theirs is, and nobody is at fault."""
    for others, paths in (([], ["alone"]), ([source("captions", object())], ["alone", "with_captions"])):
        application = build(penstock_host, [source("parts", Parts()), *others])
        application.start()
        assert [spec.path.removeprefix("/penstock/") for spec in application.routes] == paths
        assert application.services.find(FixedCaptions) is not None
        assert (application.services.find(BadService) is not None) == bool(others)
        assert [entry.faults for entry in application.registry.plugins()] == [()] * (1 + len(others))
        application.stop()


class BadService:
    @hookimpl
    def penstock_services(self) -> list[ServiceSpec[Any]]:
        def fail(services: Services) -> Captions:
            raise RuntimeError("no model")

        return [ServiceSpec(contract=Captions, build=fail)]


def test_a_service_that_cannot_be_built_costs_only_itself(penstock_host: Host) -> None:
    """The host starts, the fault is in the plugin list."""
    application = build(penstock_host, [source("bad", BadService())])
    application.start()
    assert "no model" in application.registry.plugins()[0].faults[0].message
    application.stop()


def node(plugin: str) -> Any:
    class Brings:
        @hookimpl
        def penstock_nodes(self) -> list[NodeSpec]:
            return [NodeSpec(id="Same", display_name=plugin, category="x", run=lambda call: ())]

    return Brings()


def test_one_name_claimed_twice_is_a_conflict(penstock_host: Host) -> None:
    """Third parties both lose a claimed node and are named; a bundled plugin keeps it."""
    third = build(penstock_host, [source("a", node("a")), source("b", node("b"))])
    assert third.nodes == ()
    assert all("claimed by a, b" in entry.faults[0].message for entry in third.registry.plugins())
    ours = build(penstock_host, [source("a", node("a")), source("b", node("b"), Origin.BUNDLED)])
    assert [spec.display_name for spec in ours.nodes] == ["b"]


def test_events_reach_observers_and_tabs(penstock_host: Host) -> None:
    """A published event is observed and sent as a JSON message."""
    sent: list[tuple[str, Mapping[str, Any]]] = []
    recorder = EventRecorder()
    host = attrs.evolve(penstock_host, send=lambda kind, data: sent.append((kind, data)))
    application = build(host, [source("recorder", recorder)])
    application.start()
    application.dispatcher.notify(PoolCreated(pool_id="p", revision=0))
    assert application.services.get(Dispatcher).settle()
    application.stop()
    assert sent == [("penstock.pool_created", {**sent[0][1], "pool_id": "p", "seq": 1})]


def test_switching_a_plugin_counts_from_the_next_start(penstock_host: Host) -> None:
    """Disable is stored at once, in force at the next start; essential and unknown plugins are refused."""
    essential = source("system", CaptionsPlugin(FixedCaptions()))
    sources = [source("captions", CaptionsPlugin(FixedCaptions())), essential]
    switches = build(penstock_host, sources).services.get(PluginSwitches)
    switches.disable("captions")
    assert not switches.wanted("captions")
    again = build(penstock_host, sources)
    assert again.registry.plugins()[0].status is Status.DISABLED
    with pytest.raises(NotFound):
        switches.enable("nobody")
    again.services.get(PluginSwitches).enable("captions")
    assert build(penstock_host, sources).registry.plugins()[0].status is Status.ACTIVE


def test_an_essential_plugin_stays_on(penstock_host: Host) -> None:
    """What Penstock cannot do without is a conflict to switch off."""

    class Essential:
        PLUGIN = Plugin(name="system", essential=True)

    switches = build(penstock_host, [source("system", Essential())]).services.get(PluginSwitches)
    with pytest.raises(Conflict):
        switches.disable("system")


def test_a_single_file_runs_only_with_the_bytes_that_were_enabled(
    penstock_host: Host, penstock_paths: HostPaths
) -> None:
    """Name and SHA-256 must match; a changed file is not imported."""
    folder = penstock_paths.private / "plugins"
    folder.mkdir(parents=True)
    code = "from penstock import hookimpl\n\n@hookimpl\ndef penstock_slot_added(event): ...\n"
    (folder / "mine.py").write_text(code)
    settings = penstock_paths.private / "settings.json"
    assert build(penstock_host, []).registry.plugins()[0].status is Status.UNAPPROVED
    build(penstock_host, []).services.get(PluginSwitches).enable("mine")
    assert json.loads(settings.read_text())["enabled_files"] == {"mine": hashlib.sha256(code.encode()).hexdigest()}
    assert build(penstock_host, []).registry.plugins()[0].hooks == ("penstock_slot_added",)
    (folder / "mine.py").write_text(code + "import os\n")
    assert build(penstock_host, []).registry.plugins()[0].status is Status.UNAPPROVED


def test_a_wrong_value_from_the_command_line_is_said_at_the_start(penstock_host: Host) -> None:
    """An override that does not fit stops the start with its setting named."""
    host = attrs.evolve(penstock_host, overrides={"captions.language": "fr"})
    with pytest.raises(ClientError, match=r"captions\.language"):
        build(host, [source("captions", CaptionsPlugin(FixedCaptions()))])


def test_settings_of_plugins_are_a_service(penstock_host: Host) -> None:
    """Declared settings have their defaults."""
    application = build(penstock_host, [source("captions", CaptionsPlugin(FixedCaptions()))])
    assert application.services.get(Settings).get("captions.language") == "en"  # type: ignore[type-abstract]


class BrokenRoute:
    @hookimpl
    def penstock_routes(self) -> list[RouteSpec]:
        def handler(call: RouteCall[Any]) -> object:
            if call.path:
                raise NotFound("no such caption")
            raise ZeroDivisionError("out of captions")

        return [RouteSpec(name="captions.get", method="GET", path="/penstock/captions", handler=handler)]


def test_a_third_partys_broken_handler_is_named(penstock_host: Host) -> None:
    """A bug in its handler is `plugin_failed` with its name and stands in the list; its own errors pass as they are."""
    application = build(penstock_host, [source("captions", BrokenRoute())])
    handler = application.routes[0].handler
    with pytest.raises(PluginFailed, match="captions") as caught:
        handler(RouteCall(services=application.services))
    assert caught.value.status == 424
    assert "out of captions" in application.registry.plugins()[0].faults[0].message
    with pytest.raises(NotFound):
        handler(RouteCall(services=application.services, path={"slot": "a"}))


def test_a_bundled_plugins_bug_stays_ours(penstock_host: Host) -> None:
    """What a bundled handler raises reaches the edge as it is, where it is a 500 and logged as a bug."""
    application = build(penstock_host, [source("captions", BrokenRoute(), Origin.BUNDLED)])
    with pytest.raises(ZeroDivisionError):
        application.routes[0].handler(RouteCall(services=application.services))
