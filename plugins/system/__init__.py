"""The plugin `system`: what Penstock tells of itself, plugin switches, settings, jobs and the feed of events."""

from collections.abc import Iterable

from ...core.hooks import hookimpl
from ...core.plugin import Plugin
from ...core.routes import RouteSpec
from ...core.services import ServiceSpec

PLUGIN = Plugin(
    name="system",
    title="System",
    description="Version, plugins, settings, jobs and live events of this Penstock.",
    essential=True,
)


@hookimpl
def penstock_services() -> Iterable[ServiceSpec[object]]:
    """The feeds of events."""
    from .feeds import feeds_service

    return (feeds_service(),)


@hookimpl
def penstock_routes() -> Iterable[RouteSpec]:
    """The routes under `/penstock` that belong to no feature."""
    from .routes import routes

    return routes()
