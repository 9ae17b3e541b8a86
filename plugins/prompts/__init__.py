"""The plugin `prompts`: any number of named texts a folder, composed by name; nothing of what was before is lost."""

from collections.abc import Iterable

from ...core.hooks import hookimpl
from ...core.node_replacements import NodeReplacement
from ...core.nodes import NodeSpec
from ...core.plugin import Plugin
from ...core.routes import RouteSpec
from ...core.services import ServiceSpec

PLUGIN = Plugin(
    name="prompts",
    title="Prompts",
    description="Any number of named prompts in place of five fixed ones, and compositions of them; the nodes Prompt "
    "Collection Edit and Prompt Composer.",
)


@hookimpl
def penstock_services() -> Iterable[ServiceSpec[object]]:
    """Prompts."""
    from .service_specs import service_specs

    return service_specs()


@hookimpl
def penstock_nodes() -> Iterable[NodeSpec]:
    """Prompt Collection Edit and Prompt Composer."""
    from .nodes import nodes

    return nodes()


@hookimpl
def penstock_routes() -> Iterable[RouteSpec]:
    """Collections, their trash, names and uses of prompts, texts that are made of them."""
    from .routes import routes

    return routes()


@hookimpl
def penstock_node_replacements() -> Iterable[NodeReplacement]:
    """The composer of ComfyUI-FBTools."""
    from .replacements import REPLACEMENTS

    return REPLACEMENTS
