"""The plugin `pools`: curated images with remembered masks and labels, one of them flowing downstream of a node."""

from collections.abc import Iterable

from ...core.hooks import hookimpl
from ...core.nodes import NodeSpec
from ...core.plugin import Plugin
from ...core.routes import RouteSpec
from ...core.services import ServiceSpec
from ...core.settings import SettingSpec

PLUGIN = Plugin(
    name="pools",
    title="Image Pools",
    description="Curated images with remembered masks and labels; the node Image Pool (Grid).",
)


@hookimpl
def penstock_settings() -> Iterable[SettingSpec]:
    """What uploads may cost."""
    from .settings import SETTINGS

    return SETTINGS


@hookimpl
def penstock_services() -> Iterable[ServiceSpec[object]]:
    """Pools, their decoded pictures and thumbnails."""
    from .service_specs import service_specs

    return service_specs()


@hookimpl
def penstock_nodes() -> Iterable[NodeSpec]:
    """Image Pool (Grid)."""
    from .nodes import grid_image_pool

    return (grid_image_pool(),)


@hookimpl
def penstock_routes() -> Iterable[RouteSpec]:
    """Pools and slots as resources."""
    from .routes import routes

    return routes()
