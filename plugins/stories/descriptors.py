"""The descriptors that travel on a SCENE_BATCH link: dictionaries with the keys of fbTools, and ours beside."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from ...core.contracts.prompts import LEGACY_NAMES, PromptCollection
from ...core.contracts.scenes import legacy_prompt
from ...core.contracts.stories import ScenePrompts, StoryInfo, StoryScene
from ...core.errors import Invalid
from ...core.values import frozen

_DEPTH_KEYS: Final = {
    "depth": "depth_image",
    "depth_any": "depth_any_image",
    "midas": "depth_midas_image",
    "zoe": "depth_zoe_image",
    "zoe_any": "depth_zoe_any_image",
}
_EXTENSIONS: Final = ("png", "jpg", "jpeg", "webp")
_NO_BACKGROUND: Final = "_no_bg"


@frozen(kw_only=True)
class Place:
    """Where the files of a scene's run belong: a job, and an execution where there is one (else empty).

    `variants` is how many pictures the scene shall have there, 0 where nobody said so.
    """

    job: str
    job_root: Path
    input: Path
    output: Path
    exec_id: str = ""
    images: str = ""
    videos: str = ""
    variants: int = 0


@frozen(kw_only=True)
class Described:
    """A scene with what was found of it; `name` is the one that its files have, see `scene` of a descriptor."""

    order: int
    name: str
    scene: StoryScene
    folder: Path
    prompts: ScenePrompts
    collection: PromptCollection


def descriptor(story: StoryInfo, found: Described, place: Place) -> dict[str, Any]:
    """The dictionary of a scene; nothing in it is shared.

    `scene_name` is what its files are named by, `scene` the scene itself: they differ where a scene was renamed since
    the execution began.
    """
    return {
        **_choices(found.scene, found.order),
        "scene_name": found.name,
        "scene": found.scene.scene_name,
        "scene_dir": str(found.folder),
        "story_dir": story.story_dir,
        "story_name": story.story_name,
        "job_id": place.job,
        "job_root": str(place.job_root),
        "job_input_dir": str(place.input),
        "job_output_dir": str(place.output),
        "source_input_dir": str(found.folder / "input"),
        "source_output_dir": str(found.folder / "output"),
        "positive_prompt": found.prompts.prompt,
        "video_prompt": found.prompts.video_prompt,
        **_old_prompts(found.collection),
        "prompt_data": _old_prompts(found.collection),
        "input_image_path": _first_input(found.folder),
        "exec_id": place.exec_id,
        "exec_images_dir": place.images,
        "exec_videos_dir": place.videos,
        "variants": place.variants,
    }


def sorted_batch(value: object) -> list[Mapping[str, Any]]:
    """The descriptors of a link by their order; `Invalid` for what is none, and for an empty list."""
    if not isinstance(value, Sequence) or isinstance(value, str) or not all(isinstance(one, Mapping) for one in value):
        raise Invalid("scene_batch is no list of scenes.", hint="Link Story Scene Batch.", field="scene_batch")
    if not value:
        raise Invalid("scene_batch has no scenes.", hint="Add some to the story.", field="scene_batch")
    return sorted(value, key=order_of)


def order_of(one: Mapping[str, Any]) -> int:
    """The place of a scene in its story, 0 where that is not said."""
    order = one.get("scene_order", 0)
    return order if isinstance(order, int) else 0


def _choices(scene: StoryScene, order: int) -> dict[str, Any]:
    return {
        "scene_id": scene.scene_id,
        "scene_name": scene.scene_name,
        "scene_order": order,
        "mask_name": scene.mask_name,
        "mask_background": scene.mask_background,
        "mask_key": mask_key(scene),
        "prompt_source": scene.prompt_source,
        "prompt_key": scene.prompt_key,
        "custom_prompt": scene.custom_prompt,
        "prompt_type": "",
        "video_prompt_source": scene.video_prompt_source,
        "video_prompt_key": scene.video_prompt_key,
        "video_custom_prompt": scene.video_custom_prompt,
        "depth_type": scene.depth_type,
        "depth_key": _DEPTH_KEYS.get(scene.depth_type, "depth_image"),
        "pose_type": scene.pose_type,
        "pose_key": f"pose_{scene.pose_type}_image",
        "use_depth": scene.use_depth,
        "use_mask": scene.use_mask,
        "use_pose": scene.use_pose,
        "use_canny": scene.use_canny,
    }


def mask_key(scene: StoryScene) -> str:
    """The name of the mask with its background told by its end, as older nodes look for it; empty for none."""
    bare = scene.mask_name.removesuffix(_NO_BACKGROUND)
    return bare if scene.mask_background or not bare else f"{bare}{_NO_BACKGROUND}"


def _old_prompts(collection: PromptCollection) -> dict[str, str]:
    return {name: legacy_prompt(collection, name) for name in LEGACY_NAMES}


def _first_input(folder: Path) -> str | None:
    """The first picture in the folder `input` of a scene, those of the first kind that there is."""
    home = folder / "input"
    if home.is_symlink() or not home.is_dir():
        return None
    found = sorted(home.iterdir())
    for extension in _EXTENSIONS:
        for path in found:
            if path.suffix == f".{extension}" and path.is_file() and not path.is_symlink():
                return str(path)
    return None
