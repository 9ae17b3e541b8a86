"""The plugin `libbers`: libraries of named text snippets that texts refer to as `%key%`."""

from collections.abc import Iterable

from ...core.hooks import hookimpl
from ...core.node_replacements import NodeReplacement
from ...core.nodes import NodeSpec
from ...core.plugin import Plugin
from ...core.routes import RouteSpec
from ...core.services import ServiceSpec
from ...core.text_functions import TextFunction

PLUGIN = Plugin(
    name="libbers",
    title="Libbers",
    description="Libraries of named text snippets, edited together and put into texts; the nodes Libber Manager and "
    "Libber Apply.",
)


@hookimpl
def penstock_services() -> Iterable[ServiceSpec[object]]:
    """The libraries, and the drafts of those that people edit."""
    from .service_specs import service_specs

    return service_specs()


@hookimpl
def penstock_nodes() -> Iterable[NodeSpec]:
    """Libber Manager and Libber Apply."""
    from .nodes import nodes

    return nodes()


@hookimpl
def penstock_routes() -> Iterable[RouteSpec]:
    """Libraries, their trash, their files, and what texts become with them."""
    from .routes import routes

    return routes()


@hookimpl
def penstock_node_replacements() -> Iterable[NodeReplacement]:
    """The libber nodes of ComfyUI-FBTools."""
    from .replacements import REPLACEMENTS

    return REPLACEMENTS


@hookimpl
def penstock_text_functions() -> Iterable[TextFunction]:
    """What texts may make of a snippet without any other plugin."""
    from .functions import FUNCTIONS

    return FUNCTIONS
