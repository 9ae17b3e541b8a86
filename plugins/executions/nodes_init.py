"""Story Execution Init: a run of a story gets its folder, or goes on in the one that it had."""

from typing import Any

from ...core.contracts.executions import ExecutionKey, ExecutionScene
from ...core.contracts.stories import STORY_INFO, StoryInfo
from ...core.errors import Conflict, Invalid, PenstockError
from ...core.names import check_path_name
from ...core.nodes import IMAGE, STRING, InputSpec, NodeCall, NodeResult, NodeSpec, OutputSpec
from ...core.services import Services
from .nodes_inputs import CATEGORY, checked, executions_of, never_again, shown
from .nodes_links import batch_stories


def story_execution_init() -> NodeSpec:
    """Story Execution Init."""
    return NodeSpec(
        id="StoryExecutionInit",
        display_name="Story Execution Init",
        category=CATEGORY,
        description="Begins a run of a story in a folder of its own, or goes on with one where exec_id names it.",
        search_aliases=("execution", "story run", "run folder", "resume"),
        inputs=(
            InputSpec(id="image", type=IMAGE, tooltip="The picture that the run begins with; it is kept with it."),
            InputSpec(id="story_info", type=STORY_INFO, tooltip="The story."),
            InputSpec(
                id="job_id", type=STRING, default="", optional=True, tooltip="The job it belongs to; empty: a new one."
            ),
            InputSpec(
                id="exec_id",
                type=STRING,
                default="",
                optional=True,
                tooltip="Empty: a new execution each run. A given one is made once, and continued from then on.",
            ),
        ),
        outputs=(
            OutputSpec(id="exec_id", type=STRING, tooltip="The execution."),
            OutputSpec(id="exec_root_dir", type=STRING, tooltip="Its folder."),
            OutputSpec(id="images_dir", type=STRING, tooltip="The folder of its pictures."),
            OutputSpec(id="videos_dir", type=STRING, tooltip="The folder of its videos."),
            OutputSpec(id="input_hash", type=STRING, tooltip="The hash of the picture it begins with."),
            OutputSpec(id="image", type=IMAGE, tooltip="The picture, passed on."),
            OutputSpec(id="job_id", type=STRING, tooltip="The job it belongs to."),
        ),
        run=_run,
        fingerprint=_fingerprint,
        validate=_validate,
    )


def scenes_of(story: Any) -> tuple[ExecutionScene, ...]:
    """The scenes of a story; `Invalid` for what is no story, or has none."""
    if not isinstance(story, StoryInfo):
        raise Invalid("story_info is no story.", hint="Link it from a story node.", field="story_info")
    if not story.scenes:
        raise Invalid(f"The story {story.story_name!r} has no scenes.", hint="Add some first.", field="story_info")
    return tuple(
        ExecutionScene(order=order, name=scene.scene_name, scene_id=scene.scene_id)
        for order, scene in enumerate(story.scenes)
    )


def _run(call: NodeCall, *, image: Any, story_info: StoryInfo, job_id: str = "", exec_id: str = "") -> NodeResult:
    scenes = scenes_of(story_info)
    _check_batches(call, story_info.story_name)
    found, _ = executions_of(call.services).start(
        story_info.story_name, scenes, image, job=(job_id or "").strip(), exec_id=(exec_id or "").strip()
    )
    key = found.key
    values = (
        key.exec_id,
        str(found.folder),
        str(found.images_dir),
        str(found.videos_dir),
        found.input_hash,
        image,
        key.job,
    )
    return NodeResult(values=values, ui={"execution": shown(key)})


def _check_batches(call: NodeCall, story: str) -> None:
    """Two different stories would fail in the batch, which runs when the folder is there already."""
    other = next((name for name in batch_stories(call.prompt, call.node_id) if name != story), None)
    if other is not None:
        raise Conflict(
            f"This execution is one of the story {story!r}; Story Scene Batch has {other!r}.",
            hint="Choose the same story in both, or none in Story Scene Batch: it then takes this one.",
            field="story_info",
        )


def _validate(
    services: Services, *, job_id: str | None = None, exec_id: str | None = None, **_inputs: Any
) -> bool | str:
    def check() -> None:
        for value, field in ((job_id, "job_id"), (exec_id, "exec_id")):
            if value and value.strip():
                check_path_name(value.strip(), field)

    return checked(check)


def _fingerprint(services: Services, *, exec_id: str | None = "", **_inputs: Any) -> str:
    """A new execution each run; a given one for as long as it is there."""
    wanted = None if exec_id is None else exec_id.strip()
    if wanted == "":
        return never_again()
    service = executions_of(services)

    def is_there(key: ExecutionKey) -> bool:
        return wanted in (None, key.exec_id) and service.store.metadata(key) is not None

    try:
        return repr(sorted(tuple(map(str, _names(key))) for key in service.store.places.every() if is_there(key)))
    except PenstockError:
        return never_again()


def _names(key: ExecutionKey) -> tuple[str, str, str]:
    return key.story, key.job, key.exec_id
