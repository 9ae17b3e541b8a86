"""Story Scene Pick: one scene of a batch, with its pictures and its text."""

from collections.abc import Mapping
from typing import Any

from ...core.contracts.scenes import SCENE_INFO, SceneInfo, Scenes
from ...core.contracts.stories import SCENE_BATCH, StoryScene
from ...core.errors import Invalid
from ...core.names import check_path_name
from ...core.nodes import BOOLEAN, IMAGE, INT, MASK, STRING, InputSpec, NodeCall, NodeResult, NodeSpec, OutputSpec
from .descriptors import order_of, sorted_batch
from .nodes_inputs import CATEGORY, check_scene
from .scene_fields import scene_of
from .scene_pictures import pictures_of


def story_scene_pick() -> NodeSpec:
    """Story Scene Pick."""
    return NodeSpec(
        id="StoryScenePick",
        display_name="Story Scene Pick",
        category=CATEGORY,
        description="One scene of Story Scene Batch: its pictures, its text, where its pictures belong.",
        is_output=True,
        inputs=(
            InputSpec(id="scene_batch", type=SCENE_BATCH, socket=True, tooltip="The scenes of Story Scene Batch."),
            InputSpec(
                id="scene_index",
                type=INT,
                default=0,
                minimum=-1_000_000,
                maximum=1_000_000,
                tooltip="Which scene, from 0; beyond the ends it is the first, or the last.",
            ),
        ),
        outputs=(
            OutputSpec(id="mask_image", type=IMAGE, tooltip="Its mask as a picture, black where it takes none."),
            OutputSpec(id="mask", type=MASK, tooltip="Its mask."),
            OutputSpec(id="depth_image", type=IMAGE, tooltip="Its depth picture."),
            OutputSpec(id="pose_image", type=IMAGE, tooltip="Its pose picture."),
            OutputSpec(id="canny_image", type=IMAGE, tooltip="Its edges."),
            OutputSpec(id="prompt", type=STRING, tooltip="Its text, put together and filled."),
            OutputSpec(id="use_pose", type=BOOLEAN, tooltip="Whether the story wants its pose."),
            OutputSpec(id="use_depth", type=BOOLEAN, tooltip="Whether the story wants its depth."),
            OutputSpec(id="use_canny", type=BOOLEAN, tooltip="Whether the story wants its edges."),
            OutputSpec(id="use_mask", type=BOOLEAN, tooltip="Whether the story wants its mask."),
            OutputSpec(id="scene_name", type=STRING, tooltip="Its name, as its files have it."),
            OutputSpec(id="scene_order", type=INT, tooltip="Its place in the story, from 0."),
            OutputSpec(id="scene_id", type=STRING, tooltip="The id of its place, which never changes."),
            OutputSpec(id="job_id", type=STRING, tooltip="The job."),
            OutputSpec(id="job_input_dir", type=STRING, tooltip="Where its pictures belong."),
            OutputSpec(id="input_image_path", type=STRING, tooltip="The first picture in its folder input, or empty."),
            OutputSpec(id="scene_info", type=SCENE_INFO, tooltip="The scene itself."),
            OutputSpec(id="exec_images_dir", type=STRING, tooltip="The execution's pictures; empty without one."),
            OutputSpec(id="exec_videos_dir", type=STRING, tooltip="The execution's videos; empty without one."),
        ),
        run=run,
    )


def run(call: NodeCall, *, scene_batch: Any = None, scene_index: int = 0) -> NodeResult:
    """The scene. `Invalid` for what is no batch, `NotFound` for a scene that is gone."""
    batch = sorted_batch(scene_batch)
    found = batch[max(0, min(len(batch) - 1, scene_index))]
    name = check_path_name(found.get("scene_name"), "scene_batch")
    info = _info(call, found.get("scene", name))
    scene = _scene(found)
    pictures = pictures_of(call.services, info, scene)
    prompt = _text(found, "positive_prompt")
    values = (
        pictures.mask_image,
        pictures.mask,
        pictures.depth,
        pictures.pose,
        pictures.canny,
        prompt,
        scene.use_pose,
        scene.use_depth,
        scene.use_canny,
        scene.use_mask,
        name,
        order_of(found),
        _text(found, "scene_id"),
        _text(found, "job_id"),
        _text(found, "job_input_dir"),
        _text(found, "input_image_path"),
        info,
        _text(found, "exec_images_dir"),
        _text(found, "exec_videos_dir"),
    )
    return NodeResult(values=values, ui={"text": [f"{order_of(found) + 1}: {name}\n{prompt}"]})


def _info(call: NodeCall, name: object) -> SceneInfo:
    scene = check_scene(call.services, check_path_name(name, "scene_batch"), "scene_batch")
    return call.services.get(Scenes).info(scene)


def _scene(found: Mapping[str, Any]) -> StoryScene:
    return scene_of(_text(found, "scene_id"), found)


def _text(found: Mapping[str, Any], key: str) -> str:
    value = found.get(key)
    if value is None or isinstance(value, str):
        return value or ""
    raise Invalid(f"{key} of a scene in scene_batch is no text.", hint="Link Story Scene Batch.", field="scene_batch")
