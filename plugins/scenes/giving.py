"""What nodes are given for a scene: pictures, loras, a mask, a pose, prompts; checked before anything is stored."""

from collections.abc import Mapping
from typing import Any

from attrs import evolve

from ...core.contracts.prompts import PromptCollection, Prompts
from ...core.contracts.scenes import SceneInfo
from ...core.errors import Invalid
from ...core.services import Services
from . import texts
from .loras import checked_stack
from .masks import check_name
from .merging import with_document, with_mask
from .metadata import checked
from .nodes_inputs import GIVEN_PICTURES
from .scene_json import Damaged, parsed


def first(image: Any, field: str) -> Any:
    """The first picture of an IMAGE, as an IMAGE; `Invalid` where there is none."""
    shape: Any = getattr(image, "shape", ())
    if len(shape) != 4 or 0 in tuple(shape):
        raise Invalid("There is no picture.", hint=f"Link one to {field}.", field=field)
    return image[:1]


def pictures_of(given: Mapping[str, Any]) -> dict[str, Any]:
    """The pictures by name, of the inputs that have one."""
    linked = {name: given.get(name) for name in GIVEN_PICTURES}
    return {name.removesuffix("_image"): first(one, name) for name, one in linked.items() if one is not None}


def resolution_of(value: int) -> int:
    """A number of pixels, 0 for none; `Invalid` where it cannot be one."""
    return int(checked("resolution", value))


def pose_of(text: str) -> Any | None:
    """The pose that JSON text holds; None for an empty one; `Invalid`."""
    if not text.strip():
        return None
    try:
        return parsed(text.encode("utf-8", "surrogatepass"))
    except Damaged as error:
        raise Invalid(
            f"pose_json is no JSON: {error}.", hint="Mend it, or leave it empty.", field="pose_json"
        ) from error


def prompts_of(services: Services, text: str) -> PromptCollection:
    """The prompts that JSON text holds, none for an empty one; `Invalid`, `TooLarge`."""
    return services.get(Prompts).parse(text).collection if text.strip() else PromptCollection()


def check_texts(services: Services, pose_json: str, prompts_json: str) -> None:
    """`Invalid` where one of them is no JSON."""
    pose_of(pose_json)
    prompts_of(services, prompts_json)


def with_given(
    info: SceneInfo, images: Mapping[str, Any], loras: Any, mask: Any, mask_name: str, pose_json: str
) -> SceneInfo:
    """A value with these pictures, loras, mask and pose; what is None or empty stays as it was."""
    made = evolve(info, images={**info.images, **images})
    if loras is not None:
        made = with_document(made, loras=checked_stack(loras, "lora_stack_data"))
    if (pose := pose_of(pose_json)) is not None:
        made = with_document(made, pose=pose)
    if mask is None:
        return made
    if not mask_name.strip():
        raise Invalid("The mask needs a name.", hint="Give it one in mask_name.", field="mask_name")
    name = check_name(mask_name)
    return evolve(made, document=with_mask(made.document, name), mask_images={**made.mask_images, name: mask})


def check_prompt(services: Services, scene: str, given: PromptCollection, name: str) -> None:
    """`NotFound` where neither the scene nor what it is given has a prompt of that name."""
    if name and name not in given.prompts and name not in given.compositions:
        texts.check_chosen(services, scene, name)


def save_prompts(services: Services, scene: str, given: PromptCollection) -> None:
    """Put prompts into a scene: they take the place of those of the same names, the others stay."""
    if not given.prompts and not given.compositions:
        return
    prompts = services.get(Prompts)
    now = prompts.read(scene)
    wanted = evolve(
        now.collection,
        prompts={**now.collection.prompts, **given.prompts},
        compositions={**now.collection.compositions, **given.compositions},
    )
    if now.revision is None:
        wanted = given
    if wanted != now.collection or now.revision is None:
        prompts.save(scene, wanted, now.revision)


def text_of(services: Services, info: SceneInfo, name: str, seed: int) -> str:
    """The text of the chosen prompt of a scene."""
    return texts.chosen_text(services.get(Prompts), info.prompts, name, seed, info.scene_name)
