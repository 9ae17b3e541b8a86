"""The plugin `gates`: human decisions inside a run: route an image, choose from a batch, edit a text."""

from collections.abc import Iterable

from ...core.hooks import hookimpl
from ...core.nodes import NodeSpec
from ...core.plugin import Plugin
from ...core.routes import RouteSpec
from ...core.services import ServiceSpec
from ...core.settings import SettingSpec

PLUGIN = Plugin(
    name="gates",
    title="Gates",
    description="Decisions inside a run: route an image, choose from a batch, edit a text, now or tomorrow.",
)


@hookimpl
def penstock_settings() -> Iterable[SettingSpec]:
    """What happens when nobody answers, and what parked gates may keep."""
    from .settings import SETTINGS

    return SETTINGS


@hookimpl
def penstock_services() -> Iterable[ServiceSpec[object]]:
    """The registry of gates, and what it keeps on disk."""
    from .nodes_fingerprint import replays
    from .service_specs import service_specs

    return (*service_specs(), replays())


@hookimpl
def penstock_nodes() -> Iterable[NodeSpec]:
    """Image Gate, Image Chooser Gate, Text Gate."""
    from .nodes import gate_nodes

    return gate_nodes()


@hookimpl
def penstock_routes() -> Iterable[RouteSpec]:
    """Open gates as resources."""
    from .routes import routes

    return routes()
