"""Scene View and Scene Save: what to do with a scene of a link."""

from typing import Any

from ...core.contracts.scenes import Scenes
from ...core.nodes import IMAGE, MASK, STRING, InputSpec, NodeCall, NodeResult, NodeSpec, OutputSpec
from ...core.services import Services
from .nodes_inputs import CATEGORY, DEPTH, POSE, SCENE_IN, check_scene_dir, fingerprint_of, scene_of
from .nodes_links import linked_scene
from .nodes_pictures import shown


def scene_view() -> NodeSpec:
    """Scene View."""
    return NodeSpec(
        id="SceneView",
        display_name="Scene View",
        category=CATEGORY,
        description="The pictures of a scene.",
        search_aliases=("scene", "preview scene", "fbt_SceneView"),
        inputs=(
            SCENE_IN,
            DEPTH,
            POSE,
            InputSpec(id="mask_name", type=STRING, default="none", tooltip="Which of the scene's masks, or none."),
        ),
        outputs=(
            OutputSpec(id="depth_image", type=IMAGE, tooltip="The depth picture, as large as the base picture."),
            OutputSpec(id="pose_image", type=IMAGE, tooltip="The pose picture."),
            OutputSpec(id="mask_image", type=IMAGE, tooltip="The picture of the mask."),
            OutputSpec(
                id="mask", type=MASK, tooltip="The mask: 1 where its picture is transparent, or has its colour."
            ),
            OutputSpec(id="scene_name", type=STRING, tooltip="The name of the scene."),
            OutputSpec(id="scene_dir", type=STRING, tooltip="Its folder."),
        ),
        run=view,
        fingerprint=fingerprint,
        is_output=True,
    )


def scene_save() -> NodeSpec:
    """Scene Save."""
    return NodeSpec(
        id="SceneSave",
        display_name="Scene Save",
        category=CATEGORY,
        description="Stores a scene in its folder: what a node changed in it, nothing else. Pictures that other ones "
        "take the place of go to the trash.",
        search_aliases=("scene", "store scene", "fbt_SceneSave"),
        inputs=(
            SCENE_IN,
            InputSpec(
                id="scene_dir",
                type=STRING,
                default="",
                optional=True,
                hidden=True,
                tooltip="Left empty: a scene is stored in the folder of its name.",
            ),
        ),
        run=save,
        fingerprint=fingerprint,
        is_output=True,
    )


def view(
    call: NodeCall, *, scene_info: Any, depth_type: str = "depth", pose_type: str = "open", mask_name: str = "none"
) -> NodeResult:
    """The pictures of a scene. `NotFound` names a mask that it does not have."""
    info = scene_of(scene_info)
    pictures = shown(call.services, info, depth_type, pose_type, mask_name or "")
    values = (pictures.depth, pictures.pose, pictures.mask_image, pictures.mask, info.scene_name, info.scene_dir)
    return NodeResult(values=values, ui={"scene": [info.scene_name]})


def save(call: NodeCall, *, scene_info: Any, scene_dir: str = "") -> NodeResult:
    """Store a scene. Raises what the disk says, and `Invalid` for a folder that is not the scene's."""
    info = scene_of(scene_info)
    check_scene_dir(call.services, scene_dir or "", info.scene_name)
    saved = call.services.get(Scenes).save_info(info)
    return NodeResult(values=(), ui={"scene": [saved.name]})


def fingerprint(services: Services, call: NodeCall, **_inputs: Any) -> str:
    """The files of the linked scene; those of all scenes where only the run can tell which one that is."""
    return fingerprint_of(services, linked_scene(call.prompt, call.node_id))
