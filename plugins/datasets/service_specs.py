"""How the service of data sets is built."""

from collections.abc import Callable
from typing import Any

from ...core.clock import Clock
from ...core.contracts.datasets import Datasets
from ...core.contracts.pictures import Pictures
from ...core.contracts.pools import Pools
from ...core.dispatch import Dispatcher
from ...core.events.base import Event
from ...core.files import Files
from ...core.host import HostPaths
from ...core.ids import Ids
from ...core.services import Services, ServiceSpec
from ...core.settings import Settings
from ...core.trash import Trash
from .exporting import Exporting
from .folders import Folders
from .journal import Journal
from .measuring import Measuring
from .saving import SavingSidecars
from .service import DatasetService
from .settings import FOLDERS, LOAD_FOLDERS


def service_specs() -> tuple[ServiceSpec[Any], ...]:
    """Data sets."""
    return (ServiceSpec(contract=Datasets, build=_datasets),)


def assembled(
    paths: HostPaths,
    files: Files,
    clock: Clock,
    ids: Ids,
    pools: Pools,
    pictures: Pictures,
    notify: Callable[[Event], object],
    allowed: Callable[[], tuple[str, str]] = lambda: ("", ""),
) -> DatasetService:
    """The service; it starts nothing and changes nothing by itself. `allowed` tells the two settings of folders."""
    folders = Folders(paths, allowed)
    journal = Journal(paths.private / "datasets" / "journal", files)
    trash = Trash(paths.private / "trash", paths.output / ".penstock-trash", files, clock, ids)
    return DatasetService(
        folders,
        Measuring(folders, pools, pictures),
        Exporting(folders, pools, pictures, files, journal, trash, notify),
        SavingSidecars(folders, files, journal, notify),
    )


def _datasets(services: Services) -> Datasets:
    settings = services.get(Settings)
    return assembled(
        services.get(HostPaths),
        services.get(Files),
        services.get(Clock),
        services.get(Ids),
        services.get(Pools),
        services.get(Pictures),
        services.get(Dispatcher).notify,
        lambda: (str(settings.get(FOLDERS)), str(settings.get(LOAD_FOLDERS))),
    )
