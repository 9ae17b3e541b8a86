"""How the service of batches is built and closed. The database is opened by the first use, or by what goes on."""

from typing import TYPE_CHECKING, Any, cast

from ...core.clock import Clock
from ...core.contracts.batches import Batches
from ...core.contracts.database import Database
from ...core.dispatch import Dispatcher
from ...core.errors import Unavailable
from ...core.files import Files
from ...core.host import HostPaths
from ...core.services import Services, ServiceSpec
from .pending import Pending
from .schema import SCHEMA
from .service import BatchService
from .watching import BatchWatch

if TYPE_CHECKING:
    from .service_parts import Parts


def service_specs() -> tuple[ServiceSpec[Any], ...]:
    """The batches."""
    return (ServiceSpec(contract=Batches, build=_batches, close=lambda made: cast("BatchService", made).close()),)


def _batches(services: Services) -> Batches:
    if (database := services.find(Database)) is not None:
        database.declare(SCHEMA)
    pending = Pending(services.get(HostPaths).private / "batches.pending", services.get(Files))
    dispatcher = services.get(Dispatcher)
    service = BatchService(lambda: _parts(services, watch), dispatcher.notify, pending)
    watch = BatchWatch(service.parts, pending, services.get(Clock))
    service.on_close(watch.stop)
    dispatcher.listen(watch.see)
    watch.start()
    return service


def _parts(services: Services, watch: BatchWatch) -> "Parts":
    try:
        from .service_around import around_of
        from .service_parts import parts_of
    except ModuleNotFoundError as error:
        raise Unavailable(
            f"Batches need the Python package {error.name}.", hint="Install it, then start again."
        ) from error
    return parts_of(around_of(services, watch.wake))
