"""What the service of workflows takes from its host."""

from ...core.clock import Clock
from ...core.contracts.database import Database
from ...core.contracts.node_catalog import NodeCatalog
from ...core.contracts.pictures import Pictures
from ...core.dispatch import Dispatcher
from ...core.files import Files
from ...core.host import HostPaths
from ...core.ids import Ids
from ...core.parameter_rules import ParameterRules
from ...core.services import Services
from ...core.settings import Settings
from .service_parts import Around
from .settings import MAX_MEGABYTES, MAX_NODES


def around_of(services: Services) -> Around:
    """All of it; settings are asked each time, since they may change."""
    settings = services.get(Settings)
    return Around(
        database=services.get(Database),
        catalog=lambda: services.find(NodeCatalog),
        pictures=lambda: services.get(Pictures),
        rules=services.get(ParameterRules),
        paths=services.get(HostPaths),
        files=services.get(Files),
        clock=services.get(Clock),
        ids=services.get(Ids),
        limits=lambda: (int(settings.get(MAX_MEGABYTES.id)), int(settings.get(MAX_NODES.id))),
        notify=services.get(Dispatcher).notify,
    )
