"""One running Penstock: plugins loaded and sealed, services built, events flowing. Both hosts hold exactly one.

The life cycle is `build` (load and seal), `start`, `stop`; nothing relies on the stop.
"""

import logging
from collections.abc import Iterable, Mapping
from typing import Any, Final

from attrs import field

from .attribution import attributed
from .brought import Brought, brought_by
from .clock import Clock
from .commands import CommandSpec
from .contributions import collected
from .dispatch import Dispatcher
from .draft_watch import DraftWatch, folder_of, shared_drafts
from .drafts import Drafts
from .events.base import Event
from .events.jobs import JobChanged
from .files import Files
from .host import Host, HostPaths
from .ids import Ids
from .jobs import Jobs
from .node_replacements import NodeReplacement
from .nodes import NodeSpec
from .parameter_rules import ParameterRule, ParameterRules
from .prompt_replacements import Replacements
from .registry import Registry, load
from .routes import RouteSpec
from .services import Services, ServiceSpec
from .settings import Settings, SettingSpec
from .settings_file import LayeredSettings, SettingsFile, check_overrides
from .sources import Origin, Source, single_files
from .switched_off import switched_off
from .switches import PluginSwitches
from .text_functions import TextFunction, TextFunctions
from .troubles import Troubles
from .values import frozen
from .wire import message_of

_LOG: Final = logging.getLogger("penstock")


@frozen
class Application:
    """A sealed Penstock. Routes, nodes and commands are sorted by name; `services` are ready once `start` returned.

    `owners` says which plugin brought a node (by its id) or a route (by `<path> <method>`), `brought` what each did.
    """

    host: Host
    registry: Registry
    services: Services
    dispatcher: Dispatcher
    nodes: tuple[NodeSpec, ...]
    routes: tuple[RouteSpec, ...]
    commands: tuple[CommandSpec, ...] = ()
    owners: Mapping[str, str] = field(factory=dict, repr=False)
    brought: Mapping[str, Brought] = field(factory=dict, repr=False)
    _built: list[tuple[ServiceSpec[object], object]] = field(factory=list, repr=False)
    _specs: tuple[tuple[str, ServiceSpec[object]], ...] = field(default=(), repr=False)

    def start(self) -> None:
        """Build the services in `requires` order and start the dispatcher and the jobs."""
        self.dispatcher.start()
        self.services.get(Jobs).start()
        self.services.get(DraftWatch).start()
        order = {plugin.name: place for place, plugin in enumerate(self.registry.active())}
        for plugin, spec in sorted(self._specs, key=lambda pair: order[pair[0]]):
            try:
                service = spec.build(self.services)
            except KeyboardInterrupt:
                raise
            except BaseException as error:  # sys.exit() in a plugin would end the host
                self.registry.hooks.faults.add(plugin, "penstock_services", error)
                continue
            self.services.put(spec.contract, service)
            self._built.append((spec, service))

    def stop(self) -> None:
        """Deliver the events, then close the services in reverse."""
        self.services.get(Troubles).detach()
        self.services.get(Jobs).stop()
        self.services.get(DraftWatch).stop()
        self.dispatcher.settle()
        while self._built:
            spec, service = self._built.pop()
            if spec.close is not None:
                try:
                    spec.close(service)
                except KeyboardInterrupt:
                    raise
                except BaseException:
                    _LOG.exception("The service %s could not be closed.", spec.contract.__name__)
        self.dispatcher.stop()


def build(host: Host, sources: Iterable[Source]) -> Application:
    """Load the plugins of `sources` and of the user's plugin folder for `host`. Nothing runs before `start`."""
    troubles = Troubles(host.clock)
    troubles.attach()
    try:
        return _built(host, sources, troubles)
    except BaseException:
        troubles.detach()
        raise


def _built(host: Host, sources: Iterable[Source], troubles: Troubles) -> Application:
    file = SettingsFile(host.paths.private / "settings.json", host.files)
    stored = file.read()
    found = [*sources, *single_files(host.paths.private / "plugins", stored.approved)]
    off = switched_off(stored.disabled, host.environment, on=stored.enabled, safe=host.safe)
    registry = load(_in_users_order(found, stored.order), off=off)
    _tell_strangers(off.strangers(one.plugin.name for one in registry.plugins()))
    dispatcher = Dispatcher(registry.hooks, lambda event: _send(host, event), epoch=host.ids.new())
    declared = collected(registry, "penstock_settings", SettingSpec, _setting_id)
    settings = LayeredSettings(file, (spec for _, spec in declared), host.overrides, host.environment)
    _check(settings)
    services = Services()
    specs = collected(registry, "penstock_services", ServiceSpec, lambda spec: spec.contract.__qualname__)
    nodes = collected(registry, "penstock_nodes", NodeSpec, lambda spec: spec.id)
    routes = collected(registry, "penstock_routes", RouteSpec, route_key)
    commands = collected(registry, "penstock_commands", CommandSpec, lambda spec: spec.name)
    application = Application(
        host=host,
        registry=registry,
        services=services,
        dispatcher=dispatcher,
        nodes=tuple(spec for _, spec in nodes),
        routes=_owned(registry, routes),
        commands=tuple(spec for _, spec in commands),
        owners={spec.id: owner for owner, spec in nodes} | {route_key(spec): owner for owner, spec in routes},
        brought=brought_by(nodes=nodes, routes=routes, settings=declared, services=specs, commands=commands),
        specs=specs,
    )
    drafts = shared_drafts(host.paths, host.files, host.clock, host.ids, dispatcher.notify)
    for given, theirs in _given(host):
        services.put(given, theirs)
    for contract, service in (
        (Settings, settings),
        (Dispatcher, dispatcher),
        (Registry, registry),
        (Troubles, troubles),
        (Services, services),
        (PluginSwitches, PluginSwitches(registry, file, dispatcher.notify, off)),
        (Drafts, drafts),
        (DraftWatch, DraftWatch(drafts, folder_of(host.paths), host.clock)),
        (Jobs, Jobs(host.clock, host.ids, lambda job: dispatcher.notify(JobChanged(job=job)))),
        (Replacements, _replacements(registry, application.nodes)),
        (ParameterRules, _parameter_rules(registry)),
        (TextFunctions, _text_functions(registry)),
        (Application, application),
    ):
        services.put(contract, service)
    return application


def _given(host: Host) -> tuple[tuple[type[Any], object], ...]:
    """The services that the host itself brings."""
    return (Host, host), (HostPaths, host.paths), (Clock, host.clock), (Ids, host.ids), (Files, host.files)


def _check(settings: LayeredSettings) -> None:
    for fault in check_overrides(settings):
        raise fault


def _tell_strangers(names: Iterable[str]) -> None:
    for name in names:
        _LOG.warning("The environment names a plugin %s, and there is none.", name)


def _replacements(registry: Registry, nodes: tuple[NodeSpec, ...]) -> Replacements:
    found = collected(registry, "penstock_node_replacements", NodeReplacement, lambda one: one.old_id)
    return Replacements((one for _, one in found), nodes)


def _parameter_rules(registry: Registry) -> ParameterRules:
    found = collected(registry, "penstock_parameter_rules", ParameterRule, lambda rule: rule.class_type)
    return ParameterRules(rule for _, rule in found)


def _text_functions(registry: Registry) -> TextFunctions:
    """A file that is changed in its place has the same version and another digest."""
    found = collected(registry, "penstock_text_functions", TextFunction, lambda one: one.name)
    entries = registry.plugins()
    releases = {one.plugin.name: f"{one.plugin.version} {one.digest}" for one in entries}
    guests = frozenset(one.plugin.name for one in entries if one.origin is not Origin.BUNDLED)
    return TextFunctions(found, registry.hooks.faults, releases, guests)


def _owned(registry: Registry, routes: Iterable[tuple[str, RouteSpec]]) -> tuple[RouteSpec, ...]:
    """A bundled plugin's bug is ours, a third party's is named."""
    ours = {one.plugin.name for one in registry.plugins() if one.origin is Origin.BUNDLED}
    log = registry.hooks.faults
    return tuple(spec if owner in ours else attributed(owner, spec, log) for owner, spec in routes)


def _setting_id(spec: SettingSpec) -> str:
    return spec.id


def route_key(spec: RouteSpec) -> str:
    """What identifies a route: `<path> <method>`."""
    return f"{spec.path} {spec.method}"


def _in_users_order(found: list[Source], order: tuple[str, ...]) -> list[Source]:
    places = {name: place for place, name in enumerate(order)}
    return sorted(found, key=lambda source: places.get(source.name, len(places)))


def _send(host: Host, event: Event) -> None:
    host.send(*message_of(event))
