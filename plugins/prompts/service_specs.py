"""How the services of prompts are built and closed."""

import logging
from collections.abc import Callable
from typing import Any, Final

from ...core.clock import Clock
from ...core.contracts.libbers import Libbers
from ...core.contracts.prompts import PromptEditing, Prompts
from ...core.dispatch import Dispatcher
from ...core.drafts import Drafts
from ...core.editing import DocumentEditing
from ...core.events.base import Event
from ...core.files import Files
from ...core.host import HostPaths
from ...core.ids import Ids
from ...core.looking import Watcher
from ...core.services import Services, ServiceSpec
from .documents import PromptDocuments
from .prompt_files import PromptFiles
from .service import PromptService
from .trash import PromptTrash

SCENES: Final = "scenes"
"""The folder below the output folder that holds the folders of prompts."""

_WATCH_LOG: Final = logging.getLogger("penstock.prompts.watch")


def service_specs() -> tuple[ServiceSpec[Any], ...]:
    """The collections and their drafts."""
    return (
        ServiceSpec(contract=PromptEditing, build=_editing),
        ServiceSpec(contract=PromptService, build=_service, close=lambda service: service.close()),
        ServiceSpec(contract=Prompts, build=lambda services: services.get(PromptService)),
    )


def assembled(
    paths: HostPaths,
    files: Files,
    clock: Clock,
    ids: Ids,
    notify: Callable[[Event], object],
    libbers: Callable[[], Libbers | None] = lambda: None,
) -> PromptService:
    """The service on the folders of a host; it starts nothing, and changes nothing before its `start`."""
    root, private = paths.output / SCENES, paths.private
    trash = PromptTrash(private / "trash", root / ".trash", files, clock, ids)
    return PromptService(PromptFiles(root, private / "prompts", files, clock), trash, notify, libbers)


def _service(services: Services) -> PromptService:
    service = assembled(
        services.get(HostPaths),
        services.get(Files),
        services.get(Clock),
        services.get(Ids),
        services.get(Dispatcher).notify,
        lambda: services.find(Libbers),
    )
    service.start()
    watcher = Watcher(service.look, what="prompts", thread="penstock-prompt-watcher", log=_WATCH_LOG)
    watcher.start()
    service.on_close(watcher.stop)
    return service


def _editing(services: Services) -> PromptEditing:
    documents = PromptDocuments(lambda: services.get(PromptService))
    services.get(Dispatcher).listen(documents.see)
    return DocumentEditing(documents, services.get(Drafts))
