"""What stands in for the scene nodes of ComfyUI-FBTools in saved workflows. Folders and models are not taken over."""

from collections.abc import Iterable, Mapping
from typing import Final

from ...core.node_replacements import NodeReplacement

_CREATE_WIDGETS: Final = (
    "scenes_dir",
    "scene_name",
    "resolution",
    "upscale_method",
    "upscale_factor",
    "densepose_model",
    "densepose_cmap",
    "depth_any_ckpt",
    "depth_any_v2_ckpt",
    "midas_a",
    "midas_bg_thresh",
    "zoe_environment",
    "canny_low_threshold",
    "canny_high_threshold",
    "generate_nlf_pose",
    "nlf_model",
    "nlf_draw_face",
    "nlf_draw_hands",
    "nlf_render_device",
    "nlf_scale_hands",
    "nlf_render_backend",
)
_UPDATE_WIDGETS: Final = (
    "update_base",
    "update_zoe",
    "update_depth",
    "update_densepose",
    "update_openpose",
    "update_midas",
    "update_canny",
    "update_upscale",
    "update_pose_json",
    "update_facepose",
    "update_editpose",
    "update_dwpose",
    "update_nlf_pose",
    "nlf_draw_face",
    "nlf_draw_hands",
    "nlf_render_device",
    "nlf_scale_hands",
    "nlf_render_backend",
    "nlf_model",
    "update_loras",
    "pose_json",
    "resolution",
    "upscale_method",
    "upscale_factor",
    "densepose_model",
    "densepose_cmap",
    "depth_any_ckpt",
    "depth_any_v2_ckpt",
    "midas_a",
    "midas_bg_thresh",
    "zoe_environment",
    "canny_low_threshold",
    "canny_high_threshold",
)
_MAKING: Final = (
    "resolution",
    "upscale_method",
    "upscale_factor",
    "canny_low_threshold",
    "canny_high_threshold",
    "base_image",
    "lora_stack_data",
)
_UPDATING: Final = ("update_base", "update_upscale", "update_pose_json", "update_loras", "pose_json")
_CHOOSING: Final = ("selected_scene", "depth_image_type", "pose_image_type", "mask_name", "mask_background")


def _same(names: Iterable[str]) -> Mapping[str, str]:
    return {name: name for name in names}


REPLACEMENTS: Final = (
    NodeReplacement(
        old_id="fbt_SceneSelect",
        new_id="SceneSelect",
        old_widgets=("scenes_dir", *_CHOOSING),
        inputs=_same(_CHOOSING),
        outputs={slot: slot for slot in range(18)},
    ),
    NodeReplacement(
        old_id="fbt_SceneCreate",
        new_id="SceneCreate",
        old_widgets=_CREATE_WIDGETS,
        inputs=_same(("scene_name", *_MAKING)),
        outputs={0: 0, 1: 1},
    ),
    NodeReplacement(
        old_id="fbt_SceneUpdate",
        new_id="SceneUpdate",
        old_widgets=_UPDATE_WIDGETS,
        inputs=_same(("scene_info_in", *_UPDATING, *_MAKING)),
        outputs={0: 0},
    ),
    NodeReplacement(
        old_id="fbt_SceneView",
        new_id="SceneView",
        old_widgets=("depth_type", "pose_type", "mask_name"),
        inputs=_same(("scene_info", "depth_type", "pose_type", "mask_name")),
        outputs={slot: slot for slot in range(6)},
    ),
    NodeReplacement(
        old_id="fbt_SceneSave",
        new_id="SceneSave",
        old_widgets=("scene_dir",),
        inputs=_same(("scene_info",)),
    ),
    NodeReplacement(
        old_id="fbt_ScenePromptManager",
        new_id="SceneSelect",
        old_widgets=("scenes_dir", "scene_name", "collection_json"),
        inputs={"selected_scene": "scene_name"},
        outputs={0: 1, 1: 2, 2: 3, 3: 4},
    ),
)
