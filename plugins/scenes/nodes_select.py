"""Scene Select and Scene Load: a scene by its name."""

from pathlib import Path
from typing import Any

from ...core.contracts.model_files import ModelFiles
from ...core.contracts.prompts import Prompts
from ...core.contracts.scenes import (
    DEPTH_TYPES,
    DICT,
    LORA_STACK,
    POSE_TYPES,
    SCENE_INFO,
    Scenes,
)
from ...core.errors import PenstockError
from ...core.nodes import BOOLEAN, COMBO, IMAGE, MASK, STRING, InputSpec, NodeCall, NodeResult, NodeSpec, OutputSpec
from ...core.services import Services
from . import texts
from .loras import HIGH, LOW
from .nodes_inputs import (
    CATEGORY,
    PROMPT_NAME,
    SCENES_DIR,
    SEED,
    check_mask,
    check_scene,
    check_scenes_dir,
    fingerprint_of,
    said,
)
from .nodes_pictures import shown
from .wanvid import WANVIDLORA, stack_value, wanvid_value


def scene_select() -> NodeSpec:
    """Scene Select."""
    return NodeSpec(
        id="SceneSelect",
        display_name="Scene Select",
        category=CATEGORY,
        description="A saved scene: its pictures, masks, prompts and loras. What is not saved yet does not count.",
        search_aliases=("scene", "load scene", "fbt_SceneSelect"),
        inputs=(
            SCENES_DIR,
            InputSpec(id="selected_scene", type=STRING, default="", tooltip="The scene, by the name of its folder."),
            InputSpec(
                id="depth_image_type",
                type=COMBO,
                default="depth",
                options=DEPTH_TYPES,
                tooltip="Which of the scene's depth pictures.",
            ),
            InputSpec(
                id="pose_image_type",
                type=COMBO,
                default="open",
                options=POSE_TYPES,
                tooltip="Which of the scene's pose pictures.",
            ),
            InputSpec(id="mask_name", type=STRING, default="", tooltip="Which of the scene's masks; empty for none."),
            InputSpec(
                id="mask_background",
                type=BOOLEAN,
                default=True,
                tooltip="Off: the picture of the mask without its background, where there is one.",
            ),
            PROMPT_NAME,
            SEED,
        ),
        outputs=_select_outputs(),
        run=select,
        fingerprint=select_fingerprint,
        validate=select_validate,
        is_output=True,
    )


def scene_load() -> NodeSpec:
    """Scene Load."""
    return NodeSpec(
        id="SceneLoad",
        display_name="Scene Load",
        category=CATEGORY,
        description="A saved scene by its name.",
        search_aliases=("scene",),
        inputs=(InputSpec(id="scene_name", type=STRING, default="", tooltip="The scene, by the name of its folder."),),
        outputs=(
            OutputSpec(id="scene_info", type=SCENE_INFO, tooltip="The scene."),
            OutputSpec(id="scene_name_out", type=STRING, tooltip="Its name."),
            OutputSpec(id="scene_dir", type=STRING, tooltip="Its folder."),
        ),
        run=load,
        fingerprint=load_fingerprint,
        validate=load_validate,
    )


def _select_outputs() -> tuple[OutputSpec, ...]:
    return (
        OutputSpec(id="scene_info", type=SCENE_INFO, tooltip="The scene."),
        OutputSpec(id="prompt_dict", type=DICT, tooltip="The text of every prompt by its name."),
        OutputSpec(id="comp_dict", type=DICT, tooltip="The text of every composition by its name."),
        OutputSpec(id="scene_name", type=STRING, tooltip="The name of the scene."),
        OutputSpec(id="scene_dir", type=STRING, tooltip="Its folder."),
        OutputSpec(id="input_img_glob", type=STRING, tooltip="The pictures in its folder input, as a pattern."),
        OutputSpec(id="output_image_prefix", type=STRING, tooltip="A file name prefix for pictures of the scene."),
        OutputSpec(id="output_video_prefix", type=STRING, tooltip="A file name prefix for videos of the scene."),
        OutputSpec(id="base_image", type=IMAGE, tooltip="The base picture."),
        OutputSpec(id="depth_image", type=IMAGE, tooltip="The depth picture, as large as the base picture."),
        OutputSpec(id="mask_image", type=IMAGE, tooltip="The picture of the mask."),
        OutputSpec(id="mask", type=MASK, tooltip="The mask: 1 where its picture is transparent, or has its colour."),
        OutputSpec(id="canny_image", type=IMAGE, tooltip="The edges."),
        OutputSpec(id="pose_image", type=IMAGE, tooltip="The pose picture."),
        OutputSpec(id="upscale_image", type=IMAGE, tooltip="The upscaled picture, as large as the base picture."),
        OutputSpec(id="lora_stack_data", type=LORA_STACK, tooltip="All loras of the scene."),
        OutputSpec(id="loras_high_out", type=WANVIDLORA, display_name="loras_high", tooltip="Loras of the first pass."),
        OutputSpec(id="loras_low_out", type=WANVIDLORA, display_name="loras_low", tooltip="Loras of the second pass."),
        OutputSpec(id="prompt", type=STRING, tooltip="The text of the chosen prompt."),
    )


def select(
    call: NodeCall,
    *,
    scenes_dir: str = "",
    selected_scene: str = "",
    depth_image_type: str = "depth",
    pose_image_type: str = "open",
    mask_name: str = "",
    mask_background: bool = True,
    prompt_name: str = "",
    seed: int = 0,
) -> NodeResult:
    """The scene and what of it was chosen. Raises what is not there, by its name."""
    services = call.services
    check_scenes_dir(services, scenes_dir or "")
    check_scene(services, selected_scene, "selected_scene")
    info, prompts = services.get(Scenes).info(selected_scene), services.get(Prompts)
    text = texts.chosen_text(prompts, info.prompts, prompt_name or "", seed, selected_scene)
    pictures = shown(services, info, depth_image_type, pose_image_type, mask_name or "", mask_background)
    loras, files = info.document.loras, services.find(ModelFiles)
    values = (
        info,
        texts.prompt_texts(prompts, info.prompts, seed),
        texts.composition_texts(prompts, info.prompts, seed),
        info.scene_name,
        info.scene_dir,
        f"{Path(info.scene_dir) / 'input'}/*.png",
        f"scenes/{info.scene_name}/input/img",
        f"scenes/{info.scene_name}/output/vid_",
        pictures.base,
        pictures.depth,
        pictures.mask_image,
        pictures.mask,
        pictures.canny,
        pictures.pose,
        pictures.upscale,
        stack_value(loras),
        wanvid_value(loras, HIGH, files),
        wanvid_value(loras, LOW, files),
        text,
    )
    return NodeResult(values=values, ui={"scene": [info.scene_name]})


def select_validate(
    services: Services,
    *,
    scenes_dir: str | None = None,
    selected_scene: str | None = None,
    mask_name: str | None = None,
    mask_background: bool | None = None,
    prompt_name: str | None = None,
) -> bool | str:
    """True, or what is not there; what is linked is known in the run only."""
    try:
        check_scenes_dir(services, scenes_dir or "")
        if selected_scene is None:
            return True
        check_scene(services, selected_scene, "selected_scene")
        texts.check_chosen(services, selected_scene, prompt_name or "")
        if mask_name and mask_background is not None:
            check_mask(services.get(Scenes).info(selected_scene), mask_name, mask_background)
    except PenstockError as error:
        return said(error)
    return True


def select_fingerprint(services: Services, *, selected_scene: str | None = None, **_inputs: Any) -> str:
    """The files of the scene, and the libbers that its prompts are filled from."""
    return fingerprint_of(services, selected_scene)


def load(call: NodeCall, *, scene_name: str = "") -> tuple[Any, ...]:
    """The scene, its name, its folder. Raises where there is none."""
    check_scene(call.services, scene_name, "scene_name")
    info = call.services.get(Scenes).info(scene_name)
    return info, info.scene_name, info.scene_dir


def load_validate(services: Services, *, scene_name: str | None = None) -> bool | str:
    """True, or that there is no such scene."""
    try:
        if scene_name is not None:
            check_scene(services, scene_name, "scene_name")
    except PenstockError as error:
        return said(error)
    return True


def load_fingerprint(services: Services, *, scene_name: str | None = None, **_inputs: Any) -> str:
    """The files of the scene."""
    return fingerprint_of(services, scene_name)
