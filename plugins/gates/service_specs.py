"""How the services of gates are built and closed."""

from typing import Any, cast

from ...core.clock import Clock
from ...core.contracts.gates import Gates
from ...core.dispatch import Dispatcher
from ...core.errors import PenstockError
from ...core.ids import Ids
from ...core.registry import Registry
from ...core.services import Services, ServiceSpec
from ...core.settings import Settings
from .copies_on_disk import copies_on_disk
from .deciding import DecidingPlugins
from .kept_answers import kept_answers
from .masks import mask_drafts
from .parked_runs import ParkedRuns
from .parked_specs import parked_runs
from .parked_store import DiskParkedRuns
from .pictures import GatePictures
from .process_lives import ProcessLives
from .registry import GateRegistry
from .run_watch import RunWatch
from .safety_copies import Copies, NoCopies, SafetyCopies
from .service import GateService
from .service_parts import Parts, Workers
from .service_unparked import NothingParked


def service_specs() -> tuple[ServiceSpec[Any], ...]:
    """The registry of gates, and what is parked."""
    return (
        ServiceSpec(contract=Gates, build=_gates, close=lambda gates: cast("GateService", gates).close()),
        ServiceSpec(contract=ParkedRuns, build=_parked),
    )


def _gates(services: Services) -> Gates:
    clock, parked = services.get(Clock), _parked(services)
    services.put(ParkedRuns, parked)
    notify, workers = services.get(Dispatcher).notify, Workers()
    copies = _copies(services, parked, workers)
    order = 1 + max((gate.order for gate in parked.open()), default=0)
    parts = Parts(
        registry=GateRegistry(clock, notify, first_order=order, ended=copies.ended),
        clock=clock,
        ids=services.get(Ids),
        plugins=DecidingPlugins(services.get(Registry).hooks),
        pictures=GatePictures(),
        drafts=mask_drafts(services),
        kept=kept_answers(services),
        parked=parked,
        workers=workers,
        copies=copies,
    )
    service = GateService(parts, services.get(Settings))
    watch = RunWatch(service.look_at_parked)
    service.on_close(watch.stop)
    if (lives := services.find(ProcessLives)) is not None:
        service.on_close(lives.end)
    watch.start()
    return service


def _copies(services: Services, parked: ParkedRuns, workers: Workers) -> Copies:
    """Safety copies of what waits, where it could be parked as well."""
    if not isinstance(parked, DiskParkedRuns):
        return NoCopies()
    settings = services.get(Settings)
    return SafetyCopies(copies_on_disk(parked), workers.start, lambda: bool(settings.get("gates.survive_crashes")))


def _parked(services: Services) -> ParkedRuns:
    """One for both: services are built by the names of their contracts, and `Gates` comes first."""
    found = services.find(ParkedRuns)
    return _opened(services) if found is None else found


def _opened(services: Services) -> ParkedRuns:
    """What is parked. Where that cannot be read gates still wait and are answered."""
    try:
        return parked_runs(services)
    except (OSError, PenstockError) as error:
        services.get(Registry).hooks.faults.add("gates", "parked gates", error)
        return NothingParked()
