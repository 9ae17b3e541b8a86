"""How the service of workflows is built and closed. The database is opened by the first use."""

from typing import TYPE_CHECKING, Any, cast

from ...core.contracts.database import Database
from ...core.contracts.run_queue import RunQueue
from ...core.contracts.workflows import Workflows
from ...core.dispatch import Dispatcher
from ...core.errors import Unavailable
from ...core.services import Services, ServiceSpec
from .schema import SCHEMA
from .service import WorkflowService

if TYPE_CHECKING:
    from .service_parts import Parts


def service_specs() -> tuple[ServiceSpec[Any], ...]:
    """The workflows."""
    return (
        ServiceSpec(contract=Workflows, build=_workflows, close=lambda made: cast("WorkflowService", made).close()),
    )


def _workflows(services: Services) -> Workflows:
    if (database := services.find(Database)) is not None:
        database.declare(SCHEMA)
    return WorkflowService(lambda: _parts(services), lambda: services.get(RunQueue), services.get(Dispatcher).notify)


def _parts(services: Services) -> "Parts":
    try:
        from .service_around import around_of
        from .service_parts import parts_of
    except ModuleNotFoundError as error:
        raise Unavailable(
            f"Workflows need the Python package {error.name}.", hint="Install it, then start again."
        ) from error
    return parts_of(around_of(services))
