"""How the service of data sets is built."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...core.clock import Clock
from ...core.contracts.datasets import Datasets
from ...core.contracts.pictures import Pictures
from ...core.contracts.pools import Pools
from ...core.dispatch import Dispatcher
from ...core.events.base import Event
from ...core.files import Files
from ...core.host import HostPaths
from ...core.ids import Ids
from ...core.jobs import Jobs
from ...core.services import Services, ServiceSpec
from ...core.settings import Settings
from ...core.trash import Trash
from .folders import Folders
from .service import DatasetService
from .settings import FOLDERS, LOAD_FOLDERS

if TYPE_CHECKING:
    from .service_parts import Parts


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

    def parts() -> "Parts":
        from .exporting import Exporting
        from .journal import Journal
        from .measuring import Measuring
        from .saving import SavingSidecars
        from .service_parts import Parts

        journal = Journal(journal_folder(paths), files)
        trash = Trash(paths.private / "trash", paths.output / ".penstock-trash", files, clock, ids)
        return Parts(
            measuring=Measuring(folders, pools, pictures),
            exporting=Exporting(folders, pools, pictures, files, journal, trash, notify),
            saving=SavingSidecars(folders, files, journal, notify, clock),
        )

    return DatasetService(folders, pictures, parts)


def journal_folder(paths: HostPaths) -> Path:
    """Where it is noted what is being moved into place."""
    return paths.private / "datasets" / "journal"


def _datasets(services: Services) -> Datasets:
    settings, paths = services.get(Settings), services.get(HostPaths)
    made = assembled(
        paths,
        services.get(Files),
        services.get(Clock),
        services.get(Ids),
        services.get(Pools),
        services.get(Pictures),
        services.get(Dispatcher).notify,
        lambda: (str(settings.get(FOLDERS)), str(settings.get(LOAD_FOLDERS))),
    )
    if any(journal_folder(paths).glob("*.json")):
        services.get(Jobs).submit("Finish what was being saved", lambda _progress: made.exporting.tidy())
    return made
