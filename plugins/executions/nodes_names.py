"""Story Image Namer and Story Video Namer: the one grammar of file names, as nodes."""

from typing import Any

from ...core.execution_names import image_name, video_name
from ...core.nodes import INT, STRING, InputSpec, NodeCall, NodeSpec, OutputSpec
from ...core.services import Services
from .nodes_inputs import CATEGORY, checked, named, scene_name, scene_order


def story_image_namer() -> NodeSpec:
    """Story Image Namer."""
    return NodeSpec(
        id="StoryImageNamer",
        display_name="Story Image Namer",
        category=CATEGORY,
        description="The file name of a scene's picture, without folder and extension: 003_the_mill_00.",
        search_aliases=("file name", "filename prefix", "scene picture name"),
        inputs=(
            scene_order(),
            scene_name(),
            InputSpec(
                id="variant_index",
                type=INT,
                default=0,
                minimum=0,
                maximum=99_999,
                tooltip="Which of the scene's pictures it is, from 0.",
            ),
        ),
        outputs=(
            OutputSpec(id="filename_prefix", type=STRING, tooltip="For Story Path Resolver, or a node that saves."),
        ),
        run=_image,
        validate=_check_image,
    )


def story_video_namer() -> NodeSpec:
    """Story Video Namer."""
    return NodeSpec(
        id="StoryVideoNamer",
        display_name="Story Video Namer",
        category=CATEGORY,
        description="The file name of a video from a scene to the next, without folder and extension: "
        "003_the_mill_to_the_sea.",
        search_aliases=("file name", "filename prefix", "transition name"),
        inputs=(
            scene_order(),
            scene_name(),
            InputSpec(
                id="next_scene_name",
                type=STRING,
                default="",
                tooltip="The name of the scene that the video leads to; empty for a video of one scene.",
            ),
        ),
        outputs=(OutputSpec(id="filename_prefix", type=STRING, tooltip="For Story Video Path Resolver."),),
        run=_video,
        validate=_check_video,
    )


def _image(_call: NodeCall, *, scene_order: int, scene_name: str, variant_index: int = 0) -> tuple[str]:
    return (image_name(scene_order, named(scene_name), variant_index),)


def _video(_call: NodeCall, *, scene_order: int, scene_name: str, next_scene_name: str = "") -> tuple[str]:
    return (video_name(scene_order, named(scene_name), next_scene_name.strip() and next_scene_name),)


def _check_image(
    _services: Services,
    *,
    scene_order: int | None = None,
    scene_name: str | None = None,
    variant_index: int | None = None,
    **_inputs: Any,
) -> bool | str:
    """Linked inputs (None) are known in the run only."""
    name = "a" if scene_name is None else scene_name
    return checked(lambda: image_name(scene_order or 0, named(name), variant_index or 0))


def _check_video(
    _services: Services, *, scene_order: int | None = None, scene_name: str | None = None, **_inputs: Any
) -> bool | str:
    name = "a" if scene_name is None else scene_name
    return checked(lambda: video_name(scene_order or 0, named(name)))
