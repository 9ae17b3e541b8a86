"""The plugin `runs`: sends workflows to ComfyUI servers, watches them, and keeps what they make."""

from collections.abc import Iterable

from ...core.hooks import hookimpl
from ...core.plugin import Plugin
from ...core.routes import RouteSpec
from ...core.services import ServiceSpec
from ...core.settings import SettingSpec

PLUGIN = Plugin(
    name="runs",
    title="Runs",
    description="Sends workflows to one or many ComfyUI servers, shows how far they are, and keeps what they make.",
    requires=("database", "workflows"),
)


@hookimpl
def penstock_settings() -> Iterable[SettingSpec]:
    """How servers are used."""
    from .settings import SETTINGS

    return SETTINGS


@hookimpl
def penstock_services() -> Iterable[ServiceSpec[object]]:
    """The runs."""
    from .service_specs import service_specs

    return service_specs()


@hookimpl
def penstock_routes() -> Iterable[RouteSpec]:
    """Runs, their progress and outputs, and servers."""
    from .routes import routes

    return routes()
