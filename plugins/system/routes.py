"""The routes of this plugin."""

from typing import TYPE_CHECKING

from ...core.jobs import Job
from ...core.later import later
from ...core.routes import EventFeed, RouteSpec

if TYPE_CHECKING:
    from . import answers, handlers
else:
    answers = later(__package__, "answers")
    handlers = later(__package__, "handlers")


def routes() -> tuple[RouteSpec, ...]:
    """About, plugins, settings, jobs and events."""
    return (
        RouteSpec(
            name="system.about",
            method="GET",
            path="/penstock/about",
            handler=handlers.about,
            summary="Name, version, API number, build of the pages and host.",
            answer=answers.About,
        ),
        RouteSpec(
            name="system.health",
            method="GET",
            path="/penstock/health",
            handler=handlers.health,
            summary="What was damaged on the disk since the start, what became of it, and which plugins have faults.",
            answer=answers.Health,
        ),
        RouteSpec(
            name="system.events",
            method="GET",
            path="/penstock/events",
            handler=handlers.events,
            summary="Every event as server-sent events. The first one is penstock.connected with epoch and seq; a "
            "client that falls behind by 256 events is disconnected and reads its state again.",
            answer=EventFeed,
        ),
        RouteSpec(
            name="system.node_replacements",
            method="GET",
            path="/penstock/node_replacements",
            handler=handlers.node_replacements,
            summary="What stands in for nodes of other packs in saved workflows, by the old id, as ComfyUI lists it.",
            answer=answers.NodeReplacementList,
        ),
        *_plugin_routes(),
        *_setting_routes(),
        *_job_routes(),
    )


def _plugin_routes() -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name="system.plugins",
            method="GET",
            path="/penstock/plugins",
            handler=handlers.plugins,
            summary="Every plugin that was found: status, reason, faults, hooks.",
            answer=answers.PluginList,
        ),
        RouteSpec(
            name="system.enable_plugin",
            method="POST",
            path="/penstock/plugins/{plugin}/enable",
            handler=handlers.enable_plugin,
            summary="Switch a plugin on, from the next start on.",
            answer=answers.Switched,
        ),
        RouteSpec(
            name="system.disable_plugin",
            method="POST",
            path="/penstock/plugins/{plugin}/disable",
            handler=handlers.disable_plugin,
            summary="Switch a plugin off, from the next start on; 409 for one that Penstock cannot do without.",
            answer=answers.Switched,
        ),
    )


def _setting_routes() -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name="system.settings",
            method="GET",
            path="/penstock/settings",
            handler=handlers.settings,
            summary="Every setting with its value in force.",
            answer=answers.SettingList,
        ),
        RouteSpec(
            name="system.setting",
            method="GET",
            path="/penstock/settings/{setting}",
            handler=handlers.setting,
            summary="One setting.",
            answer=answers.SettingLine,
        ),
        RouteSpec(
            name="system.change_setting",
            method="PUT",
            path="/penstock/settings/{setting}",
            handler=handlers.change_setting,
            summary="Store a value; 409 where the environment or the command line sets it.",
            body=answers.SettingChange,
            answer=answers.SettingLine,
        ),
    )


def _job_routes() -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name="system.jobs",
            method="GET",
            path="/penstock/jobs",
            handler=handlers.jobs,
            summary="The jobs that are still known, oldest first.",
            answer=answers.JobList,
        ),
        RouteSpec(
            name="system.job",
            method="GET",
            path="/penstock/jobs/{job}",
            handler=handlers.job,
            summary="One job with its progress and result.",
            answer=Job,
        ),
        RouteSpec(
            name="system.cancel_job",
            method="POST",
            path="/penstock/jobs/{job}/cancel",
            handler=handlers.cancel_job,
            summary="Ask a job to stop; 409 where it has ended.",
            answer=Job,
        ),
    )
