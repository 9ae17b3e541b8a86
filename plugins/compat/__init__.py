"""The plugin `compat`: old HTTP paths of the systems that Penstock replaces, so that people's scripts go on working."""

from collections.abc import Iterable

from ...core.hooks import hookimpl
from ...core.plugin import Plugin
from ...core.routes import RouteSpec

PLUGIN = Plugin(
    name="compat",
    title="Compatibility",
    description="Old HTTP paths: /grid_pool/* of Dataset Gates. They stand aside where another pack has them.",
    requires=("pools",),
)


@hookimpl
def penstock_routes() -> Iterable[RouteSpec]:
    """The pool routes of Dataset Gates."""
    from .grid_pool_routes import routes

    return routes()
