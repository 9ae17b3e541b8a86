"""Story Transitions: from scene to scene, the pictures that a video begins and ends with."""

from pathlib import Path
from typing import Any

from ...core.contracts.executions import ExecutionKey, Transition
from ...core.contracts.pictures import Pictures
from ...core.contracts.stories import SCENE_BATCH
from ...core.errors import Invalid, NotFound
from ...core.nodes import IMAGE, INT, STRING, InputSpec, Interrupted, NodeCall, NodeResult, NodeSpec, OutputSpec
from ...core.services import Services
from .folder_fingerprint import folder_fingerprint
from .nodes_inputs import CATEGORY, batch_scenes, checked, executions_of, images_dir, shown
from .service import ExecutionService


def story_transitions() -> NodeSpec:
    """Story Transitions."""
    return NodeSpec(
        id="StoryTransitions",
        display_name="Story Transitions",
        category=CATEGORY,
        description="The pairs of pictures between the scenes of an execution, one video each: the chosen picture of "
        "each scene, else its first.",
        search_aliases=("first last frame", "scene pairs", "story video", "transitions"),
        inputs=(
            images_dir(optional=True),
            InputSpec(
                id="scene_batch",
                type=SCENE_BATCH,
                default=(),
                optional=True,
                tooltip="From Story Scene Batch: brings the video prompts, and the execution where none is given.",
            ),
        ),
        outputs=(
            OutputSpec(id="first_images", type=IMAGE, is_list=True, tooltip="What each video begins with."),
            OutputSpec(id="last_images", type=IMAGE, is_list=True, tooltip="What each video ends with."),
            OutputSpec(id="filename_prefixes", type=STRING, is_list=True, tooltip="The name of each video."),
            OutputSpec(id="scene_orders", type=INT, is_list=True, tooltip="The place of the scene it begins with."),
            OutputSpec(id="scene_names", type=STRING, is_list=True, tooltip="The scene that it begins with."),
            OutputSpec(id="next_scene_names", type=STRING, is_list=True, tooltip="The scene that it ends with."),
            OutputSpec(
                id="video_prompts",
                type=STRING,
                is_list=True,
                tooltip="The video prompt of the scene it begins with; empty without scene_batch.",
            ),
            OutputSpec(id="count", type=INT, tooltip="How many videos there are: one less than scenes."),
            OutputSpec(
                id="video_prefixes",
                type=STRING,
                is_list=True,
                tooltip="Where each video goes, from the output folder on: what nodes that save take as prefix.",
            ),
        ),
        run=_run,
        fingerprint=_fingerprint,
        validate=_validate,
    )


def _run(call: NodeCall, *, exec_images_dir: str = "", scene_batch: Any = ()) -> NodeResult:
    service = executions_of(call.services)
    prompts = _prompts(scene_batch)
    key = service.find(_folder(exec_images_dir, scene_batch)).key
    pairs = service.transitions(key)
    if not pairs:
        raise NotFound(
            f"The execution {key.exec_id} has one scene: there is nothing to lead from one to the next.",
            hint="Add scenes to the story, and begin a new execution.",
            field="exec_images_dir",
        )
    return NodeResult(values=_values(call, service, key, pairs, prompts), ui={"execution": shown(key)})


def _values(
    call: NodeCall,
    service: ExecutionService,
    key: ExecutionKey,
    pairs: tuple[Transition, ...],
    prompts: dict[int, str],
) -> tuple[Any, ...]:
    images = _read(call, pairs)
    videos = service.store.places.relative(service.get(key).videos_dir)
    return (
        [images[pair.first.path] for pair in pairs],
        [images[pair.last.path] for pair in pairs],
        [pair.file_name for pair in pairs],
        [pair.order for pair in pairs],
        [pair.scene for pair in pairs],
        [pair.next_scene for pair in pairs],
        [prompts.get(pair.order, "") for pair in pairs],
        len(pairs),
        [f"{videos}/{pair.file_name}" for pair in pairs],
    )


def _read(call: NodeCall, pairs: tuple[Transition, ...]) -> dict[Path, Any]:
    """Each picture once: that a scene ends with, the next one begins with."""
    pictures = call.services.get(Pictures)
    images: dict[Path, Any] = {}
    for path in dict.fromkeys(one.path for pair in pairs for one in (pair.first, pair.last)):
        if call.interrupted():
            raise Interrupted
        images[path] = pictures.read(path).image
    return images


def _prompts(scene_batch: Any) -> dict[int, str]:
    return {} if _is_unlinked(scene_batch) else {one.order: one.video_prompt for one in batch_scenes(scene_batch)}


def _folder(exec_images_dir: str, scene_batch: Any) -> str:
    given = (exec_images_dir or "").strip()
    if not given and not _is_unlinked(scene_batch):
        given = next((one.exec_images_dir for one in batch_scenes(scene_batch) if one.exec_images_dir), "")
    if given:
        return given
    raise _nothing_chosen()


def _nothing_chosen() -> Invalid:
    return Invalid(
        "Nothing says which execution it is.",
        hint="Choose one, or link exec_images_dir, or a scene_batch that was made with an execution.",
        field="exec_images_dir",
    )


def _is_unlinked(scene_batch: Any) -> bool:
    """Where nothing is linked it has its default, the empty tuple."""
    return scene_batch is None or scene_batch == ()


def _validate(services: Services, *, exec_images_dir: str | None = None, scene_batch: Any = ()) -> bool | str:
    """Linked inputs (None) are known in the run only; where none says the execution, none can."""

    def check() -> None:
        if exec_images_dir and exec_images_dir.strip():
            executions_of(services).store.places.of_a_run(exec_images_dir)
        elif exec_images_dir is not None and scene_batch == ():
            raise _nothing_chosen()

    return checked(check)


def _fingerprint(_services: Services, call: NodeCall, *, exec_images_dir: str | None = None, **_inputs: Any) -> str:
    """Without a folder of its own the batch says which it is: then it may be any."""
    return folder_fingerprint(call, exec_images_dir or None)
