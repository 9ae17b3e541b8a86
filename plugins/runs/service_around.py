"""What the service of runs takes from its host."""

from ...core.clock import Clock
from ...core.contracts.comfy_servers import ComfyServers
from ...core.contracts.database import Database
from ...core.contracts.pictures import Pictures
from ...core.contracts.workflows import Workflows
from ...core.dispatch import Dispatcher
from ...core.files import Files
from ...core.host import HostPaths
from ...core.ids import Ids
from ...core.services import Services
from ...core.settings import Settings
from .ports import MakeLink
from .service_parts import Around
from .settings import AHEAD, DRIVE, KEEP_EVENTS


def around_of(services: Services) -> Around:
    """All of it; settings are asked each time, since they may change."""
    settings = services.get(Settings)
    return Around(
        database=services.get(Database),
        workflows=lambda: services.get(Workflows),
        servers=lambda: services.find(ComfyServers),
        pictures=lambda: services.get(Pictures),
        paths=services.get(HostPaths),
        files=services.get(Files),
        clock=services.get(Clock),
        ids=services.get(Ids),
        ahead=lambda: int(settings.get(AHEAD.id)),
        keep_events=lambda: int(settings.get(KEEP_EVENTS.id)),
        drives=lambda: bool(settings.get(DRIVE.id)),
        make_link=lambda: _links(services),
        notify=services.get(Dispatcher).notify,
    )


def _links(services: Services) -> MakeLink:
    from .comfy.connection import link_maker
    from .comfy.limits import Limits

    return link_maker(services.get(Clock), services.get(Files), services.find(Limits) or Limits())
