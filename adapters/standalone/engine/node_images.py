"""EmptyImage, ImageInvert and MaskToImage, as in ComfyUI."""

from typing import Any, Final

import numpy as np

from ....core.nodes import IMAGE, INT, MASK, InputSpec, NodeCall, NodeSpec, OutputSpec
from .catalog import BuiltinNode

MAX_SIDE: Final = 16_384
"""The longest side of an image, in pixels."""


def empty_image() -> BuiltinNode:
    """One colour."""
    spec = NodeSpec(
        id="EmptyImage",
        display_name="Empty Image",
        category="image",
        inputs=(
            InputSpec(id="width", type=INT, default=512, minimum=1, maximum=MAX_SIDE, step=1),
            InputSpec(id="height", type=INT, default=512, minimum=1, maximum=MAX_SIDE, step=1),
            InputSpec(id="batch_size", type=INT, default=1, minimum=1, maximum=4096),
            InputSpec(id="color", type=INT, default=0, minimum=0, maximum=0xFFFFFF, step=1),
        ),
        outputs=(OutputSpec(id="IMAGE", type=IMAGE),),
        run=_empty,
    )
    return BuiltinNode(spec=spec, widget_options={"color": {"display": "color"}})


def _empty(_call: NodeCall, *, width: int, height: int, batch_size: int, color: int) -> tuple[Any]:
    colour = np.array([color >> 16 & 0xFF, color >> 8 & 0xFF, color & 0xFF], np.float32) / np.float32(255)
    return (np.full((batch_size, height, width, 3), colour, np.float32),)


def image_invert() -> BuiltinNode:
    """Black for white."""
    spec = NodeSpec(
        id="ImageInvert",
        display_name="Invert Image Colors",
        category="image/color",
        search_aliases=("reverse colors",),
        inputs=(InputSpec(id="image", type=IMAGE),),
        outputs=(OutputSpec(id="IMAGE", type=IMAGE),),
        run=_inverted,
    )
    return BuiltinNode(spec=spec, essentials_category="Image Tools")


def _inverted(_call: NodeCall, *, image: Any) -> tuple[Any]:
    return (np.float32(1) - image,)


def mask_to_image() -> BuiltinNode:
    """A mask as three equal channels."""
    spec = NodeSpec(
        id="MaskToImage",
        display_name="Convert Mask to Image",
        category="image/mask",
        search_aliases=("convert mask",),
        inputs=(InputSpec(id="mask", type=MASK),),
        outputs=(OutputSpec(id="IMAGE", type=IMAGE),),
        run=_mask_image,
    )
    return BuiltinNode(spec=spec, python_module="comfy_extras.nodes_mask", classic=False)


def _mask_image(_call: NodeCall, *, mask: Any) -> tuple[Any]:
    height, width = mask.shape[-2:]
    return (np.repeat(mask.reshape(-1, height, width, 1), 3, axis=3),)
