"""What the routes of this plugin do."""

from typing import Any, Literal

from attrs import evolve

from ...core.application import Application
from ...core.brought import Brought
from ...core.dispatch import Dispatcher
from ...core.host import Host
from ...core.jobs import Job, Jobs
from ...core.prompt_replacements import Replacements, as_comfyui
from ...core.registry import PluginEntry, Registry, Status
from ...core.routes import EventFeed, RouteCall
from ...core.settings import Settings, SettingSpec
from ...core.sources import Origin
from ...core.switches import PluginSwitches
from ...core.troubles import Troubles
from .answers import (
    About,
    BroughtLine,
    FaultLine,
    Health,
    JobList,
    NodeReplacementLine,
    NodeReplacementList,
    PluginLine,
    PluginList,
    SettingChange,
    SettingLine,
    SettingList,
    Switched,
)
from .feeds import EventFeeds
from .introductions import introduction
from .web_build import WEB, web_build

API = 1
"""Grows when a route changes so that older pages no longer work; routes otherwise only gain fields."""


def about(call: RouteCall[Any]) -> About:
    """GET /penstock/about."""
    from ... import __version__

    dispatcher = call.services.get(Dispatcher)
    return About(
        name="penstock",
        version=__version__,
        api=API,
        web=web_build(),
        host=call.services.get(Host).name,
        epoch=dispatcher.epoch,
        seq=dispatcher.seq,
    )


def health(call: RouteCall[Any]) -> Health:
    """GET /penstock/health."""
    troubles = call.services.get(Troubles).list()
    faulty = tuple(sorted(one.plugin.name for one in call.services.get(Registry).plugins() if one.faults))
    status: Literal["ok", "troubled"] = "troubled" if troubles or faulty else "ok"
    return Health(status=status, epoch=call.services.get(Dispatcher).epoch, troubles=troubles, faulty=faulty)


def events(call: RouteCall[Any]) -> EventFeed:
    """GET /penstock/events."""
    return call.services.get(EventFeeds).open()


def node_replacements(call: RouteCall[Any]) -> NodeReplacementList:
    """GET /penstock/node_replacements."""
    found = sorted(call.services.get(Replacements), key=lambda one: one.old_id)
    return NodeReplacementList(replacements={one.old_id: (NodeReplacementLine(**as_comfyui(one)),) for one in found})


def plugins(call: RouteCall[Any]) -> PluginList:
    """GET /penstock/plugins."""
    switches = call.services.get(PluginSwitches)
    entries, brought = call.services.get(Registry).plugins(), call.services.get(Application).brought
    nothing = Brought()
    return PluginList(
        plugins=tuple(_plugin_line(entry, switches, brought.get(entry.plugin.name, nothing)) for entry in entries),
        limits=switches.limits(),
    )


def _plugin_line(entry: PluginEntry, switches: PluginSwitches, brought: Brought) -> PluginLine:
    plugin = entry.plugin
    if entry.status is Status.DISABLED and entry.origin is Origin.BUNDLED and not plugin.title:
        plugin = evolve(plugin, **introduction(entry.location))
    has_web = plugin.web is not None or (WEB / plugin.name / "index.js").is_file()
    served = has_web and entry.status is Status.ACTIVE
    return PluginLine(
        name=plugin.name,
        title=plugin.title or plugin.name,
        version=plugin.version,
        description=plugin.description,
        origin=entry.origin.value,
        location=entry.location,
        status=entry.status.value,
        reason=entry.reason,
        essential=plugin.essential,
        wanted=switches.wanted(plugin.name),
        requires=plugin.requires,
        hooks=entry.hooks,
        faults=tuple(
            FaultLine(where=fault.where, message=fault.message, traceback=fault.traceback) for fault in entry.faults
        ),
        web=f"/penstock/web/{plugin.name}/index.js" if served else None,
        distribution=entry.distribution,
        forced=switches.forced(plugin.name),
        brought=BroughtLine(
            nodes=brought.nodes,
            routes=brought.routes,
            settings=brought.settings,
            services=brought.services,
            commands=brought.commands,
        ),
    )


def enable_plugin(call: RouteCall[Any]) -> Switched:
    """POST /penstock/plugins/{plugin}/enable."""
    call.services.get(PluginSwitches).enable(call.path["plugin"])
    return Switched(name=call.path["plugin"], wanted=True)


def disable_plugin(call: RouteCall[Any]) -> Switched:
    """POST /penstock/plugins/{plugin}/disable."""
    call.services.get(PluginSwitches).disable(call.path["plugin"])
    return Switched(name=call.path["plugin"], wanted=False)


def settings(call: RouteCall[Any]) -> SettingList:
    """GET /penstock/settings."""
    kept = call.services.get(Settings)
    return SettingList(settings=tuple(_setting_line(kept, spec) for spec in kept.specs()))


def setting(call: RouteCall[Any]) -> SettingLine:
    """GET /penstock/settings/{setting}."""
    return _line_of(call.services.get(Settings), call.path["setting"])


def change_setting(call: RouteCall[SettingChange]) -> SettingLine:
    """PUT /penstock/settings/{setting}."""
    kept = call.services.get(Settings)
    kept.set(call.path["setting"], call.body.value)
    return _line_of(kept, call.path["setting"])


def _line_of(kept: Settings, setting_id: str) -> SettingLine:
    kept.get(setting_id)  # NotFound names an unknown one
    return next(_setting_line(kept, spec) for spec in kept.specs() if spec.id == setting_id)


def _setting_line(kept: Settings, spec: SettingSpec) -> SettingLine:
    return SettingLine(
        id=spec.id,
        label=spec.label,
        description=spec.description,
        type=type(spec.default).__name__,
        value=spec.shown(kept.get(spec.id)),
        default=spec.default,
        options=spec.options,
        minimum=spec.minimum,
        maximum=spec.maximum,
        restart=spec.restart,
        variable=spec.variable,
        forced=kept.forced(spec.id) is not None,
    )


def jobs(call: RouteCall[Any]) -> JobList:
    """GET /penstock/jobs."""
    return JobList(jobs=call.services.get(Jobs).list())


def job(call: RouteCall[Any]) -> Job:
    """GET /penstock/jobs/{job}."""
    return call.services.get(Jobs).get(call.path["job"])


def cancel_job(call: RouteCall[Any]) -> Job:
    """POST /penstock/jobs/{job}/cancel."""
    return call.services.get(Jobs).cancel(call.path["job"])
