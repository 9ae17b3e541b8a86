"""What the nodes of executions share: the folders that they are given, scenes of a batch, what they depend on."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, cast

from ...core.contracts.executions import ExecutionKey, Executions, ExecutionScene
from ...core.errors import Invalid, PenstockError
from ...core.nodes import INT, STRING, InputSpec
from ...core.services import Services
from ...core.values import frozen
from .saving import check_variants
from .service import ExecutionService

CATEGORY: Final = "Penstock/Stories"
_MOST_ORDER: Final = 99_999


def images_dir(*, optional: bool = False) -> InputSpec:
    """The input for the folder of an execution's pictures."""
    return InputSpec(
        id="exec_images_dir",
        type=STRING,
        default="",
        optional=optional,
        tooltip="The folder of an execution's pictures: link it, or choose an execution.",
    )


def scene_order(*, optional: bool = False) -> InputSpec:
    """The input for a scene's place in the story."""
    return InputSpec(
        id="scene_order",
        type=INT,
        default=0,
        minimum=0,
        maximum=_MOST_ORDER,
        optional=optional,
        tooltip="The place of the scene in the story, from 0.",
    )


def scene_name(name: str = "scene_name", *, optional: bool = False) -> InputSpec:
    """The input for a scene's name."""
    return InputSpec(id=name, type=STRING, default="", optional=optional, tooltip="The name of the scene.")


def executions_of(services: Services) -> ExecutionService:
    """The service of executions."""
    return cast("ExecutionService", services.get(Executions))


@frozen
class BatchScene:
    """A scene as StorySceneBatch describes it; texts that it does not have are empty, `variants` is 0."""

    order: int
    name: str
    exec_images_dir: str = ""
    job_input_dir: str = ""
    video_prompt: str = ""
    variants: int = 0

    @property
    def scene(self) -> ExecutionScene:
        """What files are named by."""
        return ExecutionScene(order=self.order, name=self.name)


def batch_scenes(scene_batch: Any) -> tuple[BatchScene, ...]:
    """The scenes of a SCENE_BATCH by their order; `Invalid`."""
    if not isinstance(scene_batch, Sequence) or isinstance(scene_batch, str) or not scene_batch:
        raise _no_batch("it has no scenes")
    return tuple(sorted((_batch_scene(one) for one in scene_batch), key=lambda one: one.order))


def scene_at(scene_batch: Any, index: int) -> BatchScene:
    """The scene at this index, which is held to the scenes that there are, as Story Scene Pick does."""
    scenes = batch_scenes(scene_batch)
    return scenes[max(0, min(index, len(scenes) - 1))]


def _batch_scene(one: Any) -> BatchScene:
    if not isinstance(one, Mapping):
        raise _no_batch("a scene of it is no object")
    order, name = one.get("scene_order"), one.get("scene_name")
    if not isinstance(order, int) or isinstance(order, bool) or not isinstance(name, str) or not name:
        raise _no_batch("a scene of it has no order, or no name")
    texts = [one.get(key) or "" for key in ("exec_images_dir", "job_input_dir", "video_prompt")]
    folder, job, video = (text if isinstance(text, str) else "" for text in texts)
    return BatchScene(order, name, folder, job, video, check_variants(one.get("variants", 0)))


def _no_batch(why: str) -> Invalid:
    return Invalid(f"scene_batch cannot be used: {why}.", hint="Link it from Story Scene Batch.", field="scene_batch")


def named(name: str | None, field: str = "scene_name") -> str:
    """The name of a scene that was given; `Invalid` without one."""
    if not name or not name.strip():
        raise Invalid(f"{field} is empty.", hint="Link it from Story Scene Pick, or type it.", field=field)
    return name


def checked(check: Callable[[], object]) -> bool | str:
    """True, or what `check` raises, as a node says it before a run."""
    try:
        check()
    except PenstockError as error:
        return f"{error.message} {error.hint}".strip()
    return True


def shown(key: ExecutionKey) -> list[dict[str, str]]:
    """The execution, for the page."""
    return [{"story": key.story, "job": key.job, "exec_id": key.exec_id}]


def never_again() -> str:
    """A fingerprint for what is to run each time."""
    return secrets.token_hex(16)
