"""The scenes that a batch runs: those of a story, or those with which an execution of it began."""

from ...core.contracts.executions import Execution, ExecutionKey, Executions, ExecutionScene
from ...core.contracts.scenes import Scenes
from ...core.contracts.stories import StoryInfo, StoryScene
from ...core.errors import Conflict, Invalid, NotFound, PenstockError
from ...core.names import check_path_name
from ...core.services import Services
from ...core.values import frozen
from .batch_places import Runs
from .batch_story import check_same_story
from .begun_scenes import matched
from .descriptors import Described
from .nodes_inputs import chosen
from .service import StoryService


@frozen
class RunScene:
    """A scene with its order, and the name that its files have: that with which the execution began."""

    order: int
    name: str
    scene: StoryScene


@frozen(kw_only=True)
class Wanted:
    """The scenes to run; `notes` are sentences for people."""

    story: StoryInfo
    scenes: tuple[RunScene, ...]
    execution: Execution | None
    notes: tuple[str, ...] = ()


def wanted_scenes(services: Services, story: StoryInfo, job_id: str, exec_id: str) -> Wanted:
    """The scenes of a story, or those with which an execution began. `NotFound`, `Conflict`."""
    if not exec_id.strip():
        return Wanted(story=story, scenes=_in_order(story), execution=None)
    execution = find_execution(services, story.story_name, job_id, exec_id)
    if not execution.scenes:
        return Wanted(story=story, scenes=_in_order(story), execution=execution)
    pairs = list(zip(execution.scenes, matched(story.scenes, execution.scenes), strict=True))
    scenes = sorted((_as_begun(story, execution, one, scene) for one, scene in pairs), key=lambda one: one.order)
    return Wanted(story=story, scenes=tuple(scenes), execution=execution, notes=_notes(story, pairs))


def _in_order(story: StoryInfo) -> tuple[RunScene, ...]:
    return tuple(RunScene(order, scene.scene_name, scene) for order, scene in enumerate(story.scenes))


def _as_begun(story: StoryInfo, execution: Execution, one: ExecutionScene, scene: StoryScene | None) -> RunScene:
    """A scene with its order and name when the execution began: its files are named by these."""
    if scene is None:
        raise Conflict(
            f"The scene {one.name!r} (order {one.order}) of the execution {execution.key.exec_id} is not in the "
            f"story {story.story_name!r} any more.",
            hint="Put it back, or start a new execution.",
            field="exec_id",
        )
    return RunScene(one.order, one.name, scene)


def _notes(story: StoryInfo, pairs: list[tuple[ExecutionScene, StoryScene | None]]) -> tuple[str, ...]:
    ids = {scene.scene_id for _, scene in pairs if scene is not None}
    more = len(story.scenes) - len(ids)
    again = [f"{one.name!r} (order {one.order})" for one, _ in pairs if one.scene_id and one.scene_id not in ids]
    added = (f"{more} scene(s) that were added since the execution began are not part of it.",) if more > 0 else ()
    if not again:
        return added
    return (*added, f"Taken out and added again since the execution began, and part of it: {', '.join(again[:20])}.")


def find_execution(services: Services, story: str, job_id: str, exec_id: str) -> Execution:
    """An execution of a story, of that job where one is given.

    `NotFound`; `Conflict` where two jobs have one, or it is one of another story.
    """
    executions = services.get(Executions)
    name, job = check_path_name(exec_id.strip(), "exec_id"), chosen(job_id)
    if job:
        try:
            return executions.get(ExecutionKey(story, check_path_name(job, "job_id"), name))
        except NotFound:
            check_same_story(services, story, name)
            raise
    found = [one for one in executions.list(story) if one.key.exec_id == name]
    if not found:
        check_same_story(services, story, name)
        raise NotFound(
            f"The story {story!r} has no execution {name!r}.",
            hint="Choose another one, or begin one with Story Execution Init.",
            field="exec_id",
        )
    if len(found) > 1:
        raise Conflict(
            f"Several jobs of the story {story!r} have an execution {name!r}.",
            hint=f"Give its job: {', '.join(one.key.job for one in found[:5])}.",
            field="job_id",
        )
    return found[0]


def described(services: Services, one: RunScene, seed: int) -> Described:
    """A scene with its texts. Raises what is not there, by its name and its place."""
    service, scene = services.get(StoryService), one.scene
    try:
        prompts = service.prompts(scene, seed)
        collection = service.collection(scene.scene_name)
        folder = services.get(Scenes).folder(scene.scene_name)
    except PenstockError as error:
        raise _at(one.order, error) from error
    return Described(order=one.order, name=one.name, scene=scene, folder=folder, prompts=prompts, collection=collection)


def lacking(services: Services, execution: Execution, variants: int, found: list[Described]) -> Runs:
    """Which of the scenes lack pictures in an execution."""
    orders = frozenset(services.get(Executions).missing(execution.key, max(variants, 1)))
    return Runs(lacking=tuple(place for place, one in enumerate(found) if one.order in orders))


def check_scenes(services: Services, story: StoryInfo) -> None:
    """Raise what a run of the story would not find."""
    if not story.scenes:
        raise Invalid(f"The story {story.story_name!r} has no scenes.", hint="Add some first.", field="story_name")
    service = services.get(StoryService)
    for order, scene in enumerate(story.scenes):
        try:
            service.check_prompts(scene)
        except PenstockError as error:
            raise _at(order, error) from error


def _at(order: int, error: PenstockError) -> PenstockError:
    """The error with the number that the scene has on the board."""
    return type(error)(f"Scene {order + 1} of the story: {error.message}", hint=error.hint, field="story_name")
