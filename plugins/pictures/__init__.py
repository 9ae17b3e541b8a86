"""The plugin `pictures`: reading, writing and small pictures of files, for the plugins that keep some."""

from collections.abc import Iterable

from ...core.hooks import hookimpl
from ...core.plugin import Plugin
from ...core.services import ServiceSpec

PLUGIN = Plugin(
    name="pictures",
    title="Pictures",
    description="Reads and writes picture files for other plugins, and makes their thumbnails.",
)


@hookimpl
def penstock_services() -> Iterable[ServiceSpec[object]]:
    """The one service of this plugin."""
    from .service_specs import service_specs

    return service_specs()
