"""How the database is built and closed. Nothing is opened before its first use."""

import logging
from typing import TYPE_CHECKING, Any, Final, cast

from ...core.clock import Clock
from ...core.contracts.database import Database
from ...core.files import Files
from ...core.host import HostPaths
from ...core.ids import Ids
from ...core.looking import Watcher
from ...core.services import Services, ServiceSpec
from ...core.settings import Settings
from .service import DatabaseService
from .settings import URL

if TYPE_CHECKING:
    from .opening import Opening

_WATCH_LOG: Final = logging.getLogger("penstock.database.watch")


def service_specs() -> tuple[ServiceSpec[Any], ...]:
    """The database."""
    return (ServiceSpec(contract=Database, build=_database, close=lambda made: cast("DatabaseService", made).close()),)


def _database(services: Services) -> Database:
    url = str(services.get(Settings).get(URL.id))
    paths, files, clock = services.get(HostPaths), services.get(Files), services.get(Clock)

    def opening() -> "Opening":
        from .opening import Opening

        return Opening(url, paths.private, files, clock=clock)

    service = DatabaseService(opening, clock, services.get(Ids).new())
    watcher = Watcher(service.look, what="the database", thread="penstock-database-watcher", log=_WATCH_LOG)
    service.on_open(watcher.start, watcher.stop)
    return service
