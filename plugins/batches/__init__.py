"""The plugin `batches`: one workflow with many variations of its parameters."""

from collections.abc import Iterable

from ...core.hooks import hookimpl
from ...core.plugin import Plugin
from ...core.routes import RouteSpec
from ...core.services import ServiceSpec
from ...core.settings import SettingSpec

PLUGIN = Plugin(
    name="batches",
    title="Batches",
    description="Runs a workflow with many variations of its parameters, and compares what came out.",
    requires=("database", "workflows", "runs"),
)


@hookimpl
def penstock_settings() -> Iterable[SettingSpec]:
    """How large batches may be, and where their webhooks may go."""
    from .settings import SETTINGS

    return SETTINGS


@hookimpl
def penstock_services() -> Iterable[ServiceSpec[object]]:
    """The batches."""
    from .service_specs import service_specs

    return service_specs()


@hookimpl
def penstock_routes() -> Iterable[RouteSpec]:
    """Batches, their cells and grids."""
    from .routes import routes

    return routes()
