"""How the service of runs is built and closed. The database is opened by the first use, or where runs wait."""

import threading
from typing import TYPE_CHECKING, Any, Final, cast

from ...core.contracts.database import Database
from ...core.contracts.runs import Runs
from ...core.dispatch import Dispatcher
from ...core.errors import Unavailable
from ...core.files import Files
from ...core.host import HostPaths
from ...core.services import Services, ServiceSpec
from ...core.settings import Settings
from .hub import RunHub
from .schema import SCHEMA
from .service import RunService
from .settings import DRIVE
from .waiting import pending_mark

if TYPE_CHECKING:
    from .service_parts import Parts

_DATABASE_URL: Final = "database.url"


def service_specs() -> tuple[ServiceSpec[Any], ...]:
    """The runs, and what tells of them."""
    return (
        ServiceSpec(contract=RunHub, build=_hub),
        ServiceSpec(contract=Runs, build=_runs, close=lambda made: cast("RunService", made).close()),
    )


def _hub(services: Services) -> RunHub:
    """Built first: services of one plugin are built by name."""
    return RunHub(lambda: cast("RunService", services.get(Runs)).store(), services.get(Dispatcher).notify)


def _runs(services: Services) -> Runs:
    if (database := services.find(Database)) is not None:
        database.declare(SCHEMA)
    service = RunService(lambda hub: _parts(services, hub), services.get(RunHub), services.get(Dispatcher).notify)
    if services.get(Settings).get(DRIVE.id) and _has_work(services):
        threading.Thread(target=service.drive, name="penstock-runs-start", daemon=True).start()
    return service


def _has_work(services: Services) -> bool:
    """A cheap look: a mark on the disk, or a database that others may have left runs in."""
    if pending_mark(services.get(HostPaths), services.get(Files)).is_set:
        return True
    settings = services.get(Settings)
    known = {spec.id for spec in settings.specs()}
    return _DATABASE_URL in known and str(settings.get(_DATABASE_URL)).startswith("postgres")


def _parts(services: Services, hub: RunHub) -> "Parts":
    try:
        from .service_around import around_of
        from .service_parts import parts_of
    except ModuleNotFoundError as error:
        raise Unavailable(
            f"Runs need the Python package {error.name}.", hint="Install it, then start again."
        ) from error
    return parts_of(around_of(services), hub)
