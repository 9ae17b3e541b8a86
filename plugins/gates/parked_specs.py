"""How the place that keeps parked gates is built from a host's services."""

import logging
from typing import Final

from ...core.clock import Clock
from ...core.contracts.run_queue import RunQueue
from ...core.errors import ReadOnly
from ...core.files import Files
from ...core.host import Host, HostPaths
from ...core.ids import Ids
from ...core.registry import Registry
from ...core.services import Services
from ...core.settings import Settings
from .adopting import adopt_waiting
from .parked_folder import ParkedFolder
from .parked_rests import Rests
from .parked_store import DiskParkedRuns
from .process_lives import ProcessLives

_LOG: Final = logging.getLogger("penstock.gates")
_MEGABYTE: Final = 1_000_000


def parked_runs(services: Services) -> DiskParkedRuns:
    """The parked gates of this host's data folder, with those that waited when a process died; litter is removed."""
    faults = services.get(Registry).hooks.faults
    lives = process_lives(services)
    writable = _begun(lives)
    services.put(ProcessLives, lives)
    settings = services.get(Settings)
    folder = ParkedFolder(
        services.get(HostPaths).private / "gates" / "parked",
        services.get(Files),
        services.get(Clock),
        services.get(Ids),
        told=lambda message: faults.report("gates", "parked", message),
    )
    if writable:
        adopt_waiting(folder, lives.is_alive)
    rests = Rests(folder, services.find(RunQueue), lives.own, lives.is_alive)
    made = DiskParkedRuns(folder, rests, lambda: int(settings.get("gates.parked_megabytes")) * _MEGABYTE)
    if writable:
        made.sweep()
    return made


def _begun(lives: ProcessLives) -> bool:
    """Whether this process could say that it runs; where the disk cannot be written what is parked is only shown."""
    try:
        lives.begin()
    except ReadOnly as error:
        _LOG.warning("Gates cannot be parked: %s", error)
        return False
    return True


def process_lives(services: Services) -> ProcessLives:
    """This process among those that work on the data folder, by the name of its host and an id of its own."""
    folder = services.get(HostPaths).private / "gates" / "processes"
    return ProcessLives(folder, services.get(Files), f"{services.get(Host).name}-{services.get(Ids).new()}")
