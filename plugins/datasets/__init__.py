"""The plugin `datasets`: folders of pictures with their texts: load, fit into buckets, save, export, count."""

from collections.abc import Iterable

from ...core.hooks import hookimpl
from ...core.nodes import NodeSpec
from ...core.plugin import Plugin
from ...core.routes import RouteSpec
from ...core.services import ServiceSpec
from ...core.settings import SettingSpec

PLUGIN = Plugin(
    name="datasets",
    title="Data sets",
    description="Folders of pictures with their texts: load them one by one, fit them into buckets, save and export.",
    requires=("pictures", "pools"),
)


@hookimpl
def penstock_settings() -> Iterable[SettingSpec]:
    """Which folders may be used."""
    from .settings import SETTINGS

    return SETTINGS


@hookimpl
def penstock_services() -> Iterable[ServiceSpec[object]]:
    """Data sets, and what keeps saving whole."""
    from .service_specs import service_specs

    return service_specs()


@hookimpl
def penstock_nodes() -> Iterable[NodeSpec]:
    """Folder Image Loader, Bucket Resize, Sidecar, Save Image (Sidecars), Pool Export, Dataset Statistics."""
    from .nodes import nodes

    return nodes()


@hookimpl
def penstock_routes() -> Iterable[RouteSpec]:
    """Folders, their pictures, statistics, exports."""
    from .routes import routes

    return routes()
