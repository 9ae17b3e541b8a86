"""The plugin `profiles`: named pools, chosen by a node of their own and shared by any number of pool nodes."""

from collections.abc import Iterable

from ...core.hooks import hookimpl
from ...core.nodes import NodeSpec
from ...core.plugin import Plugin
from ...core.routes import RouteSpec
from ...core.services import ServiceSpec
from ...core.settings import SettingSpec

PLUGIN = Plugin(
    name="profiles",
    title="Pool Profiles",
    description="Named pools, reused in any workflow and carried between machines; the node Pool Profile.",
    requires=("pools",),
)


@hookimpl
def penstock_settings() -> Iterable[SettingSpec]:
    """What zip files may cost."""
    from .settings import SETTINGS

    return SETTINGS


@hookimpl
def penstock_services() -> Iterable[ServiceSpec[object]]:
    """Profiles."""
    from .service_specs import service_specs

    return service_specs()


@hookimpl
def penstock_nodes() -> Iterable[NodeSpec]:
    """Pool Profile."""
    from .nodes import pool_profile

    return (pool_profile(),)


@hookimpl
def penstock_routes() -> Iterable[RouteSpec]:
    """Profiles, their trash and their zip files."""
    from .routes import routes

    return routes()
