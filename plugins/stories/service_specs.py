"""How the services of stories are built and closed."""

import logging
from collections.abc import Callable, Sequence
from typing import Any, Final, cast

from ...core.clock import Clock
from ...core.contracts.prompts import Prompts
from ...core.contracts.scenes import SceneRenames, Scenes
from ...core.contracts.stories import Stories, StoryEditing
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
from .documents import StoryDocuments
from .following import RenamesFollowed
from .kept_renames import KeptRenames
from .prompt_texts import PromptTexts
from .service import Neighbours, StoryService
from .story_files import StoryFiles

STORIES: Final = "stories"
"""The folder below the output folder that holds the folders of stories."""

_WATCH_LOG: Final = logging.getLogger("penstock.stories.watch")


def service_specs() -> tuple[ServiceSpec[Any], ...]:
    """The stories, their drafts, the renames of scenes that they follow."""
    return (
        ServiceSpec(contract=KeptRenames, build=_renames),
        ServiceSpec(contract=SceneRenames, build=lambda services: services.get(KeptRenames)),
        ServiceSpec(contract=StoryEditing, build=_editing),
        ServiceSpec(contract=Stories, build=_service, close=lambda service: cast("StoryService", service).close()),
        ServiceSpec(contract=StoryService, build=lambda services: cast("StoryService", services.get(Stories))),
    )


def assembled(
    paths: HostPaths,
    files: Files,
    clock: Clock,
    ids: Ids,
    notify: Callable[[Event], object],
    neighbours: Neighbours,
) -> StoryService:
    """The service on the folders of a host; it starts nothing, and changes nothing before its `start`."""
    root, private = paths.output / STORIES, paths.private
    trash = Trash(private / "trash", root / ".trash", files, clock, ids)
    return StoryService(StoryFiles(root, private / STORIES, files, clock), trash, notify, neighbours)


def neighbours_of(scenes: Callable[[], Scenes], prompts: Callable[[], Prompts]) -> Neighbours:
    """What stories want of scenes and prompts."""

    def names() -> Sequence[str]:
        return scenes().names()

    texts = PromptTexts(prompts=prompts, is_scene=lambda scene: scenes().signature(scene) != "")
    return Neighbours(scenes=names, prompts=prompts, texts=texts)


def renames_kept(paths: HostPaths, files: Files, scenes: Callable[[], Scenes]) -> KeptRenames:
    """Where renames of scenes are kept until stories have followed."""
    return KeptRenames(paths.private / STORIES / ".renames", files, lambda scene: scenes().signature(scene) != "")


def _renames(services: Services) -> KeptRenames:
    return renames_kept(services.get(HostPaths), services.get(Files), lambda: services.get(Scenes))


def _service(services: Services) -> Stories:
    service = assembled(
        services.get(HostPaths),
        services.get(Files),
        services.get(Clock),
        services.get(Ids),
        services.get(Dispatcher).notify,
        neighbours_of(lambda: services.get(Scenes), lambda: services.get(Prompts)),
    )
    service.start()
    renames = RenamesFollowed(service, services.get(Drafts), services.get(KeptRenames))

    def look() -> None:
        service.look()
        renames.follow()

    watcher = Watcher(look, what="stories", thread="penstock-story-watcher", log=_WATCH_LOG)
    watcher.start()
    service.on_close(watcher.stop)
    return service


def _editing(services: Services) -> StoryEditing:
    return DocumentEditing(StoryDocuments(lambda: services.get(StoryService)), services.get(Drafts))
