"""Scene Update: another base picture, other pictures, loras, a pose, prompts for a scene."""

from typing import Any

from ...core.contracts.scenes import HIGHEST_RESOLUTION, SCENE_INFO, Scenes
from ...core.errors import NotFound, PenstockError
from ...core.nodes import BOOLEAN, IMAGE, INT, STRING, InputSpec, NodeCall, NodeResult, NodeSpec, OutputSpec
from ...core.services import Services
from . import giving
from .deriving import derived
from .merging import with_document
from .nodes_inputs import (
    CANNY,
    CATEGORY,
    LORAS,
    PROMPT_NAME,
    PROMPTS_JSON,
    SEED,
    UPSCALING,
    given_inputs,
    said,
    scene_of,
)
from .nodes_make import DERIVED, upscaled
from .service import SceneService
from .storing_given import stored


def scene_update() -> NodeSpec:
    """Scene Update."""
    return NodeSpec(
        id="SceneUpdate",
        display_name="Scene Update",
        category=CATEGORY,
        description="Changes a scene and stores it: a linked picture takes the place of the one of its name, which "
        "goes to the trash; everything else stays as it is, also what was edited since the node gave it, as long as "
        "the node gives the same.",
        search_aliases=("scene", "change scene", "fbt_SceneUpdate"),
        inputs=(
            InputSpec(id="scene_info_in", type=SCENE_INFO, tooltip="The scene; it is not changed itself."),
            InputSpec(id="base_image", type=IMAGE, optional=True, tooltip="Another base picture, with update_base."),
            *_switches(),
            InputSpec(
                id="pose_json", type=STRING, default="", multiline=True, tooltip="The pose, with update_pose_json."
            ),
            InputSpec(
                id="resolution",
                type=INT,
                default=0,
                minimum=0,
                maximum=HIGHEST_RESOLUTION,
                tooltip="The longer side in pixels that derived pictures should have; 0 leaves it as it is.",
            ),
            *UPSCALING,
            *CANNY,
            LORAS,
            *given_inputs(),
            PROMPTS_JSON,
            PROMPT_NAME,
            SEED,
        ),
        outputs=(
            OutputSpec(id="scene_info_out", type=SCENE_INFO, display_name="scene_info", tooltip="The changed scene."),
            OutputSpec(id="prompt", type=STRING, tooltip="The text of the chosen prompt."),
        ),
        run=update,
        fingerprint=fingerprint,
        validate=validate,
    )


def _switches() -> tuple[InputSpec, ...]:
    told = {
        "update_base": "Take base_image, and have plugins derive the other pictures anew.",
        "update_upscale": "Make the upscaled picture anew from the base picture.",
        "update_pose_json": "Take pose_json.",
        "update_loras": "Take lora_stack_data; without one the scene has no loras then.",
    }
    return tuple(InputSpec(id=name, type=BOOLEAN, default=False, tooltip=text) for name, text in told.items())


def update(
    call: NodeCall,
    *,
    scene_info_in: Any,
    base_image: Any = None,
    update_base: bool = False,
    update_upscale: bool = False,
    update_pose_json: bool = False,
    update_loras: bool = False,
    pose_json: str = "",
    resolution: int = 0,
    upscale_method: str = "nearest-exact",
    upscale_factor: float = 1.0,
    canny_low_threshold: int = 100,
    canny_high_threshold: int = 200,
    lora_stack_data: Any = None,
    mask: Any = None,
    mask_name: str = "",
    prompt_collection_json: str = "",
    prompt_name: str = "",
    seed: int = 0,
    **pictures: Any,
) -> NodeResult:
    """Store what is other now. Raises what is wrong with an input, and what the disk says; nothing is stored then."""
    services, info = call.services, scene_of(scene_info_in, "scene_info_in")
    prompts = giving.prompts_of(services, prompt_collection_json or "")
    images = giving.pictures_of(pictures)
    if update_base and base_image is not None:
        images["base"] = giving.first(base_image, "base_image")
    base = images.get("base")
    if update_base or update_upscale:
        base = _base(services, info, base)
    if update_upscale:
        images["upscale"] = upscaled(services, base, upscale_method, upscale_factor)
    if update_base:
        settings = {
            "resolution": resolution or info.resolution,
            "canny_low_threshold": canny_low_threshold,
            "canny_high_threshold": canny_high_threshold,
        }
        wanted = [one for one in DERIVED if one not in images]
        images |= derived(services, info.scene_name, base, wanted, settings)
    if resolution:
        info = with_document(info, resolution=giving.resolution_of(resolution))
    loras = (() if lora_stack_data is None else lora_stack_data) if update_loras else None
    pose = (pose_json or "") if update_pose_json else ""
    made = giving.with_given(info, images, loras, mask, mask_name or "", pose)
    found = stored(call, made, prompts, prompt_name or "", seed)
    return NodeResult(values=(found.values[0], found.values[2]), ui=found.ui)


def _base(services: Services, info: Any, given: Any) -> Any:
    base = given if given is not None else services.get(Scenes).image(info, "base")
    if base is None:
        raise NotFound(
            f"The scene {info.scene_name!r} has no base picture.", hint="Link one to base_image.", field="base_image"
        )
    return giving.first(base, "base_image")


def validate(
    services: Services, *, pose_json: str | None = None, prompt_collection_json: str | None = None
) -> bool | str:
    """True, or what is wrong with JSON."""
    try:
        giving.check_texts(services, pose_json or "", prompt_collection_json or "")
    except PenstockError as error:
        return said(error)
    return True


def fingerprint(services: Services, **_inputs: Any) -> str:
    """How often scenes went: one that somebody deleted is made again, one that somebody changed is left alone."""
    return str(services.get(SceneService).turns.times_gone())
