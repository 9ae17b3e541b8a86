"""`penstock plugins`: what is installed, what runs, what went wrong; switching on and off."""

from collections.abc import Iterable
from typing import Any, Final

from ...core.application import Application
from ...core.brought import Brought
from ...core.registry import PluginEntry, Status
from ...core.switches import PluginSwitches

_NEXT_START: Final = "from the next start on;"


def as_json(application: Application) -> list[dict[str, Any]]:
    """Every plugin that was found, for programs."""
    switches, nothing = application.services.get(PluginSwitches), Brought()
    return [
        _line(
            entry,
            application.brought.get(entry.plugin.name, nothing),
            wanted=switches.wanted(entry.plugin.name),
            forced=switches.forced(entry.plugin.name),
        )
        for entry in switches.list()
    ]


def _line(entry: PluginEntry, brought: Brought, *, wanted: bool, forced: str) -> dict[str, Any]:
    return {
        "name": entry.plugin.name,
        "title": entry.plugin.title,
        "version": entry.plugin.version,
        "description": entry.plugin.description,
        "origin": entry.origin.value,
        "location": entry.location,
        "distribution": entry.distribution,
        "status": entry.status.value,
        "reason": entry.reason,
        "enabled": wanted,
        "forced": forced,
        "requires": list(entry.plugin.requires),
        "hooks": list(entry.hooks),
        "brought": {
            "nodes": list(brought.nodes),
            "routes": list(brought.routes),
            "settings": list(brought.settings),
            "services": list(brought.services),
            "commands": list(brought.commands),
        },
        "faults": [
            {"where": fault.where, "message": fault.message, "traceback": fault.traceback} for fault in entry.faults
        ],
    }


def as_text(plugins: list[dict[str, Any]]) -> str:
    """The same for people: a line each, and one more for each fault that is not its reason."""
    width = max((len(plugin["name"]) for plugin in plugins), default=0)
    lines = []
    for plugin in plugins:
        state = _state(plugin)
        reason = "" if state.endswith(_NEXT_START) else plugin["reason"]  # it tells of this start, which is over
        about = reason or plugin["title"] or plugin["description"]
        lines.append(f"{plugin['name']:<{width}}  {plugin['version']:<13} {state:<11} {plugin['origin']:<12} {about}")
        told = [fault for fault in plugin["faults"] if not reason or fault["message"] != reason]
        lines += [f"{'':<{width}}  ! {fault['where']}: {fault['message']}" for fault in told]
    return "\n".join(lines)


def _state(plugin: dict[str, Any]) -> str:
    """What it does now, and what it will do after the next start where that is something else."""
    now = str(plugin["status"])
    if now == Status.ACTIVE.value and not plugin["enabled"]:
        return f"{now}, off {_NEXT_START}"
    switched_off = now == Status.DISABLED.value and not plugin["reason"].startswith("requires") and not plugin["forced"]
    if plugin["enabled"] and (switched_off or now == Status.UNAPPROVED.value):
        return f"{now}, on {_NEXT_START}"
    return now


def switched(plugins: list[dict[str, Any]], names: Iterable[str]) -> str:
    """What became of the plugins that were just switched: a line each."""
    lines = {plugin["name"]: plugin for plugin in plugins}
    return "\n".join(_switched(name, lines[name]) for name in names)


def _switched(name: str, plugin: dict[str, Any]) -> str:
    word = "enabled" if plugin["enabled"] else "disabled"
    return f"{name} is {word}, from the next start on." if _NEXT_START in _state(plugin) else f"{name} is {word}."
