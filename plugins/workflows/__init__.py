"""The plugin `workflows`: any ComfyUI workflow becomes a form."""

from collections.abc import Iterable

from ...core.hooks import hookimpl
from ...core.plugin import Plugin
from ...core.routes import RouteSpec
from ...core.services import ServiceSpec
from ...core.settings import SettingSpec

PLUGIN = Plugin(
    name="workflows",
    title="Workflows",
    description="Keeps workflows with versions and tags, and makes forms of their parameters, with presets.",
    requires=("database",),
)


@hookimpl
def penstock_settings() -> Iterable[SettingSpec]:
    """How large workflows may be."""
    from .settings import SETTINGS

    return SETTINGS


@hookimpl
def penstock_services() -> Iterable[ServiceSpec[object]]:
    """The workflows."""
    from .service_specs import service_specs

    return service_specs()


@hookimpl
def penstock_routes() -> Iterable[RouteSpec]:
    """Workflows, their versions, parameters, presets and trash."""
    from .routes import routes

    return routes()
