"""The plugin `scenes`: folders with prompts, a pose, loras, masks and pictures."""

from collections.abc import Iterable

from ...core.hooks import hookimpl
from ...core.node_replacements import NodeReplacement
from ...core.nodes import NodeSpec
from ...core.plugin import Plugin
from ...core.routes import RouteSpec
from ...core.services import ServiceSpec

PLUGIN = Plugin(
    name="scenes",
    title="Scenes",
    description="Folders with prompts, a pose, loras, masks and pictures; nodes that make, choose and change them.",
    requires=("pictures", "prompts"),
)


@hookimpl
def penstock_services() -> Iterable[ServiceSpec[object]]:
    """Scenes."""
    from .service_specs import service_specs

    return service_specs()


@hookimpl
def penstock_nodes() -> Iterable[NodeSpec]:
    """Scene Select, Create, Update, View, Save and Load."""
    from .nodes import nodes

    return nodes()


@hookimpl
def penstock_node_replacements() -> Iterable[NodeReplacement]:
    """What stands in for nodes of ComfyUI-FBTools in saved workflows."""
    from .replacements import REPLACEMENTS

    return REPLACEMENTS


@hookimpl
def penstock_routes() -> Iterable[RouteSpec]:
    """Scenes, their trash, drafts and pictures."""
    from .routes import routes

    return routes()
