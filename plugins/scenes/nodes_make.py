"""Scene Create: a new scene of a base picture and what belongs to it."""

from typing import Any, Final

from ...core.contracts.pictures import Pictures
from ...core.contracts.scenes import HIGHEST_RESOLUTION, PICTURES, SCENE_INFO, SceneDocument, Scenes
from ...core.errors import PenstockError
from ...core.names import check_path_name
from ...core.nodes import IMAGE, INT, STRING, InputSpec, NodeCall, NodeResult, NodeSpec, OutputSpec
from ...core.services import Services
from . import giving
from .deriving import derived
from .merging import info_of
from .nodes_inputs import (
    CANNY,
    CATEGORY,
    LORAS,
    PROMPT_NAME,
    PROMPTS_JSON,
    SCENES_DIR,
    SEED,
    UPSCALING,
    check_scenes_dir,
    given_inputs,
    said,
)
from .service import SceneService
from .storing_given import stored

POSE_JSON: Final = InputSpec(
    id="pose_json",
    type=STRING,
    default="",
    optional=True,
    multiline=True,
    tooltip="The pose as JSON (OpenPose key points); empty for none.",
)


def scene_create() -> NodeSpec:
    """Scene Create."""
    return NodeSpec(
        id="SceneCreate",
        display_name="Scene Create",
        category=CATEGORY,
        description="Makes a scene of a base picture and stores it. Where there is one of that name, it gets what is "
        "given here and keeps the rest; pictures that other ones take the place of go to the trash. What was edited "
        "since the node gave it stays, as long as the node gives the same.",
        search_aliases=("scene", "new scene", "fbt_SceneCreate"),
        inputs=(
            SCENES_DIR,
            InputSpec(
                id="scene_name",
                type=STRING,
                default="my_scene",
                tooltip="The name of the scene and of its folder: letters A to Z, digits, spaces, _ . and -",
            ),
            InputSpec(
                id="resolution",
                type=INT,
                default=512,
                minimum=0,
                maximum=HIGHEST_RESOLUTION,
                tooltip="The longer side in pixels that derived pictures should have; 0 for that of the base picture.",
            ),
            *UPSCALING,
            *CANNY,
            InputSpec(id="base_image", type=IMAGE, tooltip="The base picture; of a batch the first."),
            LORAS,
            *given_inputs(),
            POSE_JSON,
            PROMPTS_JSON,
            PROMPT_NAME,
            SEED,
        ),
        outputs=(
            OutputSpec(id="scene_info", type=SCENE_INFO, tooltip="The scene."),
            OutputSpec(id="scene_name_out", type=STRING, display_name="scene_name", tooltip="Its name."),
            OutputSpec(id="prompt", type=STRING, tooltip="The text of the chosen prompt."),
        ),
        run=create,
        fingerprint=fingerprint,
        validate=validate,
    )


def create(
    call: NodeCall,
    *,
    scenes_dir: str = "",
    scene_name: str = "",
    resolution: int = 512,
    upscale_method: str = "nearest-exact",
    upscale_factor: float = 1.0,
    canny_low_threshold: int = 100,
    canny_high_threshold: int = 200,
    base_image: Any = None,
    lora_stack_data: Any = None,
    mask: Any = None,
    mask_name: str = "",
    pose_json: str = "",
    prompt_collection_json: str = "",
    prompt_name: str = "",
    seed: int = 0,
    **pictures: Any,
) -> NodeResult:
    """Store the scene. Raises what is wrong with an input, and what the disk says; nothing is stored then."""
    services = call.services
    check_scenes_dir(services, scenes_dir or "")
    name = check_path_name(scene_name, "scene_name")
    base = giving.first(base_image, "base_image")
    images = {"base": base, **giving.pictures_of(pictures)}
    if upscale_factor != 1.0:
        images["upscale"] = upscaled(services, base, upscale_method, upscale_factor)
    settings = {
        "resolution": resolution,
        "canny_low_threshold": canny_low_threshold,
        "canny_high_threshold": canny_high_threshold,
    }
    prompts = giving.prompts_of(services, prompt_collection_json or "")
    images |= derived(services, name, base, [one for one in DERIVED if one not in images], settings)
    document = SceneDocument(name=name, resolution=giving.resolution_of(resolution))
    info = info_of(document, str(services.get(Scenes).folder(name)), prompts, None)
    info = giving.with_given(info, images, lora_stack_data, mask, mask_name or "", pose_json or "")
    return stored(call, info, prompts, prompt_name or "", seed)


DERIVED: Final = tuple(name for name in PICTURES if name not in ("base", "upscale"))
"""The pictures that follow from a base picture."""


def upscaled(services: Services, base: Any, method: str, factor: float) -> Any:
    """The base picture at another size."""
    height, width = int(base.shape[1]), int(base.shape[2])
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    return services.get(Pictures).resized(base, *size, method)


def validate(
    services: Services,
    *,
    scenes_dir: str | None = None,
    scene_name: str | None = None,
    pose_json: str | None = None,
    prompt_collection_json: str | None = None,
) -> bool | str:
    """True, or what is wrong with a name or with JSON."""
    try:
        check_scenes_dir(services, scenes_dir or "")
        if scene_name is not None:
            check_path_name(scene_name, "scene_name")
        giving.check_texts(services, pose_json or "", prompt_collection_json or "")
    except PenstockError as error:
        return said(error)
    return True


def fingerprint(services: Services, *, scene_name: str | None = None, **_inputs: Any) -> str:
    """How often the scene went: one that somebody deleted is made again, one that somebody changed is left alone."""
    return str(services.get(SceneService).turns.times_gone(scene_name))
