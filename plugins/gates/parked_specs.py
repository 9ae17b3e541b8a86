"""How the place that keeps parked gates is built from a host's services."""

from typing import Final

from ...core.clock import Clock
from ...core.contracts.run_queue import RunQueue
from ...core.files import Files
from ...core.host import Host, HostPaths
from ...core.ids import Ids
from ...core.registry import Registry
from ...core.services import Services
from ...core.settings import Settings
from .parked_folder import ParkedFolder
from .parked_rests import Rests
from .parked_store import DiskParkedRuns

_MEGABYTE: Final = 1_000_000


def parked_runs(services: Services) -> DiskParkedRuns:
    """The parked gates of this host's data folder, what a crash left behind removed."""
    faults = services.get(Registry).hooks.faults
    settings = services.get(Settings)
    folder = ParkedFolder(
        services.get(HostPaths).private / "gates" / "parked",
        services.get(Files),
        services.get(Clock),
        services.get(Ids),
        told=lambda message: faults.report("gates", "parked", message),
    )
    rests = Rests(folder, services.find(RunQueue), services.get(Host).name)
    made = DiskParkedRuns(folder, rests, lambda: int(settings.get("gates.parked_megabytes")) * _MEGABYTE)
    made.sweep()
    return made
