"""What the nodes of scenes share: inputs, and what of them must hold before a run."""

import hashlib
import secrets
from pathlib import Path
from typing import Any, Final

from ...core.contracts.prompts import Prompts
from ...core.contracts.scenes import DEPTH_TYPES, LORA_STACK, PICTURES, POSE_TYPES, SCENE_INFO, SceneInfo, Scenes
from ...core.errors import BadName, Invalid, NotFound, PenstockError
from ...core.nodes import COMBO, FLOAT, IMAGE, INT, MASK, STRING, InputSpec
from ...core.services import Services
from .masks import found, is_nobody
from .scene_files import not_found
from .service import SceneService
from .texts import all_libbers, libber_signatures

CATEGORY: Final = "Penstock/Stories"
MOST_SEED: Final = 2**64 - 1
METHODS: Final = ("lanczos", "nearest-exact", "bilinear", "area", "bicubic")
GIVEN_PICTURES: Final = tuple(f"{name}_image" for name in PICTURES if name not in ("base", "upscale"))
"""The inputs of pictures that other nodes make: the name of the picture and `_image`."""

SCENE_IN: Final = InputSpec(id="scene_info", type=SCENE_INFO, tooltip="The scene.")
SCENES_DIR: Final = InputSpec(
    id="scenes_dir", type=STRING, default="", hidden=True, tooltip="Left empty: scenes live below the output folder."
)
DEPTH: Final = InputSpec(
    id="depth_type", type=COMBO, default="depth", options=DEPTH_TYPES, tooltip="Which of the scene's depth pictures."
)
POSE: Final = InputSpec(
    id="pose_type", type=COMBO, default="open", options=POSE_TYPES, tooltip="Which of the scene's pose pictures."
)
PROMPT_NAME: Final = InputSpec(
    id="prompt_name",
    type=STRING,
    default="",
    optional=True,
    tooltip="The prompt or composition of the scene that comes out as text; empty for none.",
)
SEED: Final = InputSpec(
    id="seed",
    type=INT,
    default=0,
    minimum=0,
    maximum=MOST_SEED,
    optional=True,
    control_after_generate="fixed",
    tooltip="Draws random snippets (%*%) of libbers: the same seed gives the same text.",
)
LORAS: Final = InputSpec(id="lora_stack_data", type=LORA_STACK, optional=True, tooltip="The loras of the scene.")
UPSCALING: Final = (
    InputSpec(id="upscale_method", type=COMBO, default="nearest-exact", options=METHODS, tooltip="How it is enlarged."),
    InputSpec(
        id="upscale_factor",
        type=FLOAT,
        default=1.0,
        minimum=0.1,
        maximum=10.0,
        step=0.1,
        tooltip="How much larger the upscaled picture is than the base picture; with 1 there is none of its own.",
    ),
)
CANNY: Final = (
    InputSpec(
        id="canny_low_threshold",
        type=INT,
        default=100,
        minimum=0,
        maximum=255,
        tooltip="For a plugin that derives edges: below it there is none.",
    ),
    InputSpec(
        id="canny_high_threshold",
        type=INT,
        default=200,
        minimum=0,
        maximum=255,
        tooltip="For a plugin that derives edges: above it there is one.",
    ),
)


def given_inputs() -> tuple[InputSpec, ...]:
    """Pictures, a mask, a pose, prompts: what else a scene may be given."""
    pictures = (
        InputSpec(id=name, type=IMAGE, optional=True, tooltip="The scene's picture of that name.")
        for name in GIVEN_PICTURES
    )
    return (
        *pictures,
        InputSpec(id="mask", type=MASK, optional=True, tooltip="A mask for the scene; it needs a name."),
        InputSpec(id="mask_name", type=STRING, default="", optional=True, tooltip="The name of that mask."),
    )


PROMPTS_JSON: Final = InputSpec(
    id="prompt_collection_json",
    type=STRING,
    default="",
    optional=True,
    multiline=True,
    tooltip="Prompts as JSON, of version 1 or 2: they take the place of those of the same names, the others stay.",
)


def check_scenes_dir(services: Services, given: str) -> None:
    """`Invalid` where a graph says that scenes live anywhere else than they do."""
    root = services.get(Scenes).folder("x").parent
    if given.strip() and not _is_same(given.strip(), root):
        raise Invalid(
            "Scenes are kept below the output folder, in scenes.",
            hint=f"Leave scenes_dir empty, and move the folders of the scenes to {root}.",
            field="scenes_dir",
        )


def check_scene_dir(services: Services, given: str, scene: str) -> None:
    """`Invalid` where a graph says that a scene lives anywhere else than it does."""
    folder = services.get(Scenes).folder(scene)
    if given.strip() and not _is_same(given.strip(), folder):
        raise Invalid(f"The scene {scene} is kept in {folder}.", hint="Leave scene_dir empty.", field="scene_dir")


def check_scene(services: Services, scene: str, field: str) -> None:
    """`NotFound` where there is no scene of that name, `BadName` where there cannot be."""
    if not scene:
        raise BadName("No scene is chosen.", hint="Choose one, or make one first.", field=field)
    if not services.get(Scenes).signature(scene):
        raise not_found(scene)


def check_mask(info: SceneInfo, name: str, background: bool) -> None:
    """`NotFound` where a scene has no mask of a name that was chosen."""
    if is_nobody(name) or name in info.mask_images or found(info.document.masks, name, background):
        return
    known = ", ".join(one.name for one in info.document.masks) or "no masks at all"
    raise NotFound(
        f"The scene {info.scene_name!r} has no mask {name[:80]!r}.", hint=f"It has {known}.", field="mask_name"
    )


def scene_of(value: Any, field: str = "scene_info") -> SceneInfo:
    """`value` if it is a scene; `Invalid` otherwise."""
    if isinstance(value, SceneInfo):
        return value
    raise Invalid(
        "This is no scene of Penstock.",
        hint="Link Scene Select, Scene Load or Scene Create; nodes of another pack have scenes of their own.",
        field=field,
    )


def said(error: PenstockError) -> str:
    """An error as a node's validation tells it."""
    return f"{error.message} {error.hint}".strip()


def fingerprint_of(services: Services, scene: str | None) -> str:
    """Changes whenever a scene does, or a libber that its prompts are filled from; None: any scene."""
    try:
        if scene is None:
            made = (services.get(SceneService).signature_of_all(), all_libbers(services))
        else:
            collection = services.get(Prompts).read(scene).collection
            made = (services.get(Scenes).signature(scene), libber_signatures(services, collection))
    except PenstockError:
        return never_again()
    return hashlib.sha256("\n".join(made).encode("utf-8", "surrogatepass")).hexdigest()


def never_again() -> str:
    """A fingerprint for what cannot be told: the run says what is wrong, or succeeds by then."""
    return secrets.token_hex(16)


def _is_same(given: str, folder: Path) -> bool:
    try:
        return Path(given).is_absolute() and Path(given).resolve() == folder.resolve()
    except (OSError, RuntimeError, ValueError):
        return False
