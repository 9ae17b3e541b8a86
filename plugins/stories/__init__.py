"""The plugin `stories`: scenes in an order, each with what of it a run takes."""

from collections.abc import Iterable

from ...core.hooks import hookimpl
from ...core.node_replacements import NodeReplacement
from ...core.nodes import NodeSpec
from ...core.plugin import Plugin
from ...core.routes import RouteSpec
from ...core.services import ServiceSpec

PLUGIN = Plugin(
    name="stories",
    title="Stories",
    description="Scenes in an order, each with its mask, depth, pose and prompt; nodes that make and run them.",
    requires=("scenes",),
)


@hookimpl
def penstock_services() -> Iterable[ServiceSpec[object]]:
    """Stories and their drafts."""
    from .service_specs import service_specs

    return service_specs()


@hookimpl
def penstock_nodes() -> Iterable[NodeSpec]:
    """Nodes that make, show, save and run stories."""
    from .nodes import nodes

    return nodes()


@hookimpl
def penstock_routes() -> Iterable[RouteSpec]:
    """Stories, their trash and drafts, texts of their scenes."""
    from .routes import routes

    return routes()


@hookimpl
def penstock_node_replacements() -> Iterable[NodeReplacement]:
    """The story nodes of ComfyUI-FBTools."""
    from .replacements import REPLACEMENTS

    return REPLACEMENTS
