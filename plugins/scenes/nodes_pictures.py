"""The pictures that nodes give out: all as large as the base picture."""

from typing import Any

from attrs import field

from ...core.contracts.pictures import Pictures
from ...core.contracts.scenes import DEPTH_IMAGES, POSE_IMAGES, SceneInfo, Scenes
from ...core.services import Services
from ...core.values import frozen
from .images import sized, sized_mask
from .masks import is_nobody
from .nodes_inputs import check_mask

SIDE = 512
"""Pixels of a side where a scene has no picture at all."""


@frozen(kw_only=True)
class Shown:
    """IMAGEs `[1,H,W,3]` and a MASK `[1,H,W]` of one size; black, and zeros, where the scene has none."""

    base: Any = field(repr=False)
    upscale: Any = field(repr=False)
    depth: Any = field(repr=False)
    pose: Any = field(repr=False)
    canny: Any = field(repr=False)
    mask_image: Any = field(repr=False)
    mask: Any = field(repr=False)


def shown(
    services: Services, info: SceneInfo, depth_type: str, pose_type: str, mask_name: str, background: bool = True
) -> Shown:
    """The pictures of a scene for these choices. `NotFound` names a mask that it does not have."""
    scenes, pictures = services.get(Scenes), services.get(Pictures)
    base = scenes.image(info, "base")
    depth = scenes.image(info, DEPTH_IMAGES.get(depth_type, depth_type))
    pose = scenes.image(info, POSE_IMAGES.get(pose_type, pose_type))
    size = _size((base, depth, pose))
    check_mask(info, mask_name, background)
    mask_image, mask = None, None
    if not is_nobody(mask_name) and (found := scenes.mask(info, mask_name, background)) is not None:
        mask_image, mask = found
    upscale = scenes.image(info, "upscale")
    return Shown(
        base=sized(pictures, base, size),
        upscale=sized(pictures, base if upscale is None else upscale, size),
        depth=sized(pictures, depth, size),
        pose=sized(pictures, pose, size),
        canny=sized(pictures, scenes.image(info, "canny"), size),
        mask_image=sized(pictures, mask_image, size),
        mask=sized_mask(pictures, mask, size),
    )


def _size(images: tuple[Any, ...]) -> tuple[int, int]:
    """Width and height of the first that is there."""
    for image in images:
        if image is not None:
            return int(image.shape[2]), int(image.shape[1])
    return SIDE, SIDE
