"""The plugin `executions`: runs of stories, whose files sort themselves."""

from collections.abc import Iterable

from ...core.hooks import hookimpl
from ...core.node_replacements import NodeReplacement
from ...core.nodes import NodeSpec
from ...core.plugin import Plugin
from ...core.routes import RouteSpec
from ...core.services import ServiceSpec

PLUGIN = Plugin(
    name="executions",
    title="Executions",
    description="Runs of a story in folders of their own, whose files sort themselves; nodes that name, save, collect.",
    requires=("pictures", "stories"),
)


@hookimpl
def penstock_services() -> Iterable[ServiceSpec[object]]:
    """The executions."""
    from .service_specs import service_specs

    return service_specs()


@hookimpl
def penstock_routes() -> Iterable[RouteSpec]:
    """Executions, their files, choices and trash."""
    from .routes import routes

    return routes()


@hookimpl
def penstock_nodes() -> Iterable[NodeSpec]:
    """The nodes that begin executions, save into them, and collect from them."""
    from .nodes import nodes

    return nodes()


@hookimpl
def penstock_node_replacements() -> Iterable[NodeReplacement]:
    """What stands in for fbTools' node that saves pictures of a story."""
    from .replacements import REPLACEMENTS

    return REPLACEMENTS
