"""The routes of this plugin."""

from typing import Any

from ...core.jobs import Job
from ...core.routes import EventFeed, RouteCall, RouteSpec
from .answers import About, JobList, PluginList, SettingChange, SettingLine, SettingList, Switched
from .feeds import EventFeeds
from .handlers import (
    about,
    cancel_job,
    change_setting,
    disable_plugin,
    enable_plugin,
    job,
    jobs,
    plugins,
    setting,
    settings,
)


def _events(call: RouteCall[Any]) -> EventFeed:
    return call.services.get(EventFeeds).open()


def routes() -> tuple[RouteSpec, ...]:
    """About, plugins, settings, jobs and events."""
    return (
        RouteSpec(
            name="system.about",
            method="GET",
            path="/penstock/about",
            handler=about,
            summary="Name, version, API number, build of the pages and host.",
            answer=About,
        ),
        RouteSpec(
            name="system.events",
            method="GET",
            path="/penstock/events",
            handler=_events,
            summary="Every event as server-sent events. The first one is penstock.connected with epoch and seq; a "
            "client that falls behind by 256 events is disconnected and reads its state again.",
            answer=EventFeed,
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
            handler=plugins,
            summary="Every plugin that was found: status, reason, faults, hooks.",
            answer=PluginList,
        ),
        RouteSpec(
            name="system.enable_plugin",
            method="POST",
            path="/penstock/plugins/{plugin}/enable",
            handler=enable_plugin,
            summary="Switch a plugin on, from the next start on.",
            answer=Switched,
        ),
        RouteSpec(
            name="system.disable_plugin",
            method="POST",
            path="/penstock/plugins/{plugin}/disable",
            handler=disable_plugin,
            summary="Switch a plugin off, from the next start on; 409 for one that Penstock cannot do without.",
            answer=Switched,
        ),
    )


def _setting_routes() -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name="system.settings",
            method="GET",
            path="/penstock/settings",
            handler=settings,
            summary="Every setting with its value in force.",
            answer=SettingList,
        ),
        RouteSpec(
            name="system.setting",
            method="GET",
            path="/penstock/settings/{setting}",
            handler=setting,
            summary="One setting.",
            answer=SettingLine,
        ),
        RouteSpec(
            name="system.change_setting",
            method="PUT",
            path="/penstock/settings/{setting}",
            handler=change_setting,
            summary="Store a value; 409 where the environment or the command line sets it.",
            body=SettingChange,
            answer=SettingLine,
        ),
    )


def _job_routes() -> tuple[RouteSpec, ...]:
    return (
        RouteSpec(
            name="system.jobs",
            method="GET",
            path="/penstock/jobs",
            handler=jobs,
            summary="The jobs that are still known, oldest first.",
            answer=JobList,
        ),
        RouteSpec(
            name="system.job",
            method="GET",
            path="/penstock/jobs/{job}",
            handler=job,
            summary="One job with its progress and result.",
            answer=Job,
        ),
        RouteSpec(
            name="system.cancel_job",
            method="POST",
            path="/penstock/jobs/{job}/cancel",
            handler=cancel_job,
            summary="Ask a job to stop; 409 where it has ended.",
            answer=Job,
        ),
    )
