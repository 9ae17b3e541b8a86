"""How the services of libraries are built and closed."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, cast

from ...core.clock import Clock
from ...core.contracts.libbers import LibberEditing, Libbers
from ...core.dispatch import Dispatcher
from ...core.drafts import Drafts
from ...core.editing import DocumentEditing
from ...core.errors import PenstockError
from ...core.events.base import Event
from ...core.files import Files
from ...core.host import HostPaths
from ...core.ids import Ids
from ...core.looking import Watcher
from ...core.services import Services, ServiceSpec
from ...core.text_functions import TextFunctions
from .documents import LibberDocuments
from .editing import NamedEditing
from .folders import libbers_folder
from .library_files import LibraryFiles
from .service import LibberService
from .service_turn import Turns

_LOG: Final = logging.getLogger("penstock.libbers")
_WATCH_LOG: Final = logging.getLogger("penstock.libbers.watch")

_INTERVAL: Final = 0.3
"""Seconds between two looks: what is settled by the second is told within one."""


def service_specs() -> tuple[ServiceSpec[Any], ...]:
    """The libraries and their drafts."""
    return (
        ServiceSpec(contract=LibberEditing, build=_editing),
        ServiceSpec(contract=Libbers, build=_libbers, close=lambda made: cast("LibberService", made).close()),
    )


def assembled(
    paths: HostPaths,
    files: Files,
    clock: Clock,
    ids: Ids,
    notify: Callable[[Event], object],
    functions: TextFunctions,
) -> LibberService:
    """The service; it starts nothing and changes nothing by itself."""
    private = paths.private
    libraries = LibraryFiles(libbers_folder(paths), private / "libbers", private / "trash", files, clock, ids)
    return LibberService(libraries, Turns(libraries, notify), functions)


def editing_of(libbers: Callable[[], Libbers], drafts: Drafts) -> NamedEditing:
    """The drafts of these libraries."""
    return NamedEditing(DocumentEditing(LibberDocuments(libbers), drafts), lambda: libbers().names())


def _libbers(services: Services) -> Libbers:
    paths = services.get(HostPaths)
    service = assembled(
        paths,
        services.get(Files),
        services.get(Clock),
        services.get(Ids),
        services.get(Dispatcher).notify,
        services.get(TextFunctions),
    )
    _begin(service, libbers_folder(paths))
    watcher = Watcher(
        service.turns.look, what="the libbers", thread="penstock-libber-watcher", log=_WATCH_LOG, interval=_INTERVAL
    )
    watcher.start()
    service.start(watcher.stop, cast("NamedEditing", services.get(LibberEditing)).renaming)
    return service


def _editing(services: Services) -> LibberEditing:
    """Built before the libraries, which it asks for once it is used."""
    return editing_of(lambda: services.get(Libbers), services.get(Drafts))


def _begin(service: LibberService, folder: Path) -> None:
    """A disk that fails now is said when somebody asks for a library."""
    try:
        service.turns.begin()
        if folder.is_dir():
            service.libraries.expire()
    except PenstockError as error:
        _LOG.warning("the libbers could not be looked at: %s", error)
