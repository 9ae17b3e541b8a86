"""How the service of executions is built and closed."""

import logging
from collections.abc import Callable
from typing import Any, Final, cast

from ...core.clock import Clock
from ...core.contracts.executions import Executions
from ...core.contracts.pictures import Pictures
from ...core.dispatch import Dispatcher
from ...core.errors import PenstockError
from ...core.events.base import Event
from ...core.files import Files
from ...core.host import HostPaths
from ...core.ids import Ids
from ...core.looking import Watcher
from ...core.services import Services, ServiceSpec
from ...core.trash import Trash
from .places import Places, stories_folder
from .rubbish import Rubbish
from .saving import Saving
from .service import ExecutionService
from .starting import Starting
from .store import ExecutionStore

_LOG: Final = logging.getLogger("penstock.executions")
_WATCH_LOG: Final = logging.getLogger("penstock.executions.watch")

_INTERVAL: Final = 0.3
"""Seconds between two looks: what is settled by the second is told within one."""


def service_specs() -> tuple[ServiceSpec[Any], ...]:
    """The executions."""
    return (
        ServiceSpec(contract=Executions, build=_executions, close=lambda made: cast("ExecutionService", made).close()),
    )


def assembled(
    paths: HostPaths,
    files: Files,
    clock: Clock,
    ids: Ids,
    pictures: Callable[[], Pictures],
    notify: Callable[[Event], object],
) -> ExecutionService:
    """The service; it starts nothing and changes nothing by itself."""
    root = stories_folder(paths)
    store = ExecutionStore(Places(root), files, clock)
    saving = Saving(files, clock, store.pictures)
    trash = Trash(paths.private / "trash", root / ".trash", files, clock, ids)
    return ExecutionService(store, Starting(store, saving, ids), saving, Rubbish(store, trash), pictures, notify)


def _executions(services: Services) -> Executions:
    service = assembled(
        services.get(HostPaths),
        services.get(Files),
        services.get(Clock),
        services.get(Ids),
        lambda: services.get(Pictures),
        services.get(Dispatcher).notify,
    )
    try:
        service.rubbish.expire()
    except PenstockError as error:
        _LOG.warning("the trash of executions could not be tidied: %s", error)
    watcher = Watcher(
        service.look, what="the executions", thread="penstock-execution-watcher", log=_WATCH_LOG, interval=_INTERVAL
    )
    watcher.start()
    service.on_close(watcher.stop)
    return service
