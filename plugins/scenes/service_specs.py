"""How the services of scenes are built and closed."""

import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any, Final

from ...core.clock import Clock
from ...core.contracts.pictures import Pictures
from ...core.contracts.prompts import Prompts
from ...core.contracts.scenes import SceneEditing, SceneRenames, Scenes
from ...core.dispatch import Dispatcher
from ...core.drafts import Drafts
from ...core.editing import DocumentEditing
from ...core.events.base import Event
from ...core.files import Files
from ...core.host import HostPaths
from ...core.ids import Ids
from ...core.looking import Watcher
from ...core.services import Services, ServiceSpec
from ...core.trash import Trash
from . import closing
from .documents import SceneDocuments
from .notes import Notes
from .picture_files import PictureFiles
from .scene_files import SceneFiles
from .service import SceneService
from .service_turn import Turns
from .watch import SparingLook

SCENES: Final = "scenes"
"""The folder below the output folder that holds the scenes."""

_WATCH_LOG: Final = logging.getLogger("penstock.scenes.watch")


def service_specs() -> tuple[ServiceSpec[Any], ...]:
    """The scenes and their drafts."""
    return (
        ServiceSpec(contract=SceneEditing, build=_editing),
        ServiceSpec(contract=SceneService, build=_service, close=lambda service: service.close()),
        ServiceSpec(contract=Scenes, build=lambda services: services.get(SceneService)),
    )


def assembled(
    paths: HostPaths,
    files: Files,
    clock: Clock,
    ids: Ids,
    notify: Callable[[Event], object],
    prompts: Callable[[], Prompts],
    pictures: Callable[[], Pictures],
) -> SceneService:
    """The service on the folders of a host; it starts nothing, and changes nothing before its `start`."""
    root, private = paths.output / SCENES, paths.private
    trash = Trash(private / "trash", root / ".trash", files, clock, ids)
    scenes = SceneFiles(root, private / "scenes", files, clock)
    notes = Notes(scenes, prompts, clock)
    return SceneService(scenes, trash, Turns(scenes, notify), notes, PictureFiles(files, trash), prompts, pictures)


def _service(services: Services) -> SceneService:
    service = assembled(
        services.get(HostPaths),
        services.get(Files),
        services.get(Clock),
        services.get(Ids),
        services.get(Dispatcher).notify,
        lambda: services.get(Prompts),
        lambda: services.get(Pictures),
    )
    service.start(_renaming(services))
    sparing = SparingLook(service.turns.look, services.get(Clock))
    watcher = Watcher(sparing.look, what="scenes", thread="penstock-scene-watcher", log=_WATCH_LOG, rest=sparing.rest)
    watcher.start()
    service.on_close(watcher.stop)
    return service


def _editing(services: Services) -> SceneEditing:
    return DocumentEditing(SceneDocuments(lambda: services.get(SceneService)), services.get(Drafts))


def _renaming(services: Services) -> Callable[[str, str], AbstractContextManager[None]]:
    @contextmanager
    def renaming(old_name: str, new_name: str) -> Iterator[None]:
        closing.before_rename(services, old_name)
        editing = services.get(SceneEditing)
        if not isinstance(editing, DocumentEditing):
            raise TypeError(editing)
        followers = services.find(SceneRenames)
        following = nullcontext() if followers is None else followers.renaming(old_name, new_name)
        with editing.renaming(old_name, new_name), following:
            yield

    return renaming
