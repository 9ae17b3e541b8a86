"""The plugin `profiles`: named pools, chosen by a node of their own and shared by any number of pool nodes."""

from collections.abc import Iterable

from ...core.hooks import hookimpl
from ...core.nodes import NodeSpec
from ...core.plugin import Plugin
from ...core.routes import RouteSpec

PLUGIN = Plugin(
    name="profiles",
    title="Pool Profiles",
    description="Named pools; the node Pool Profile. Reads the registry of Dataset Gates.",
    requires=("pools",),
)


@hookimpl
def penstock_nodes() -> Iterable[NodeSpec]:
    """Pool Profile."""
    from .nodes import pool_profile

    return (pool_profile(),)


@hookimpl
def penstock_routes() -> Iterable[RouteSpec]:
    """The list of profiles."""
    from .routes import routes

    return routes()
