"""ImageScale ("Upscale Image"), as in ComfyUI."""

from typing import Any, Final

import numpy as np
from PIL import Image

from ....core.nodes import COMBO, IMAGE, INT, InputSpec, NodeCall, NodeSpec, OutputSpec
from .catalog import BuiltinNode
from .node_images import MAX_SIDE
from .resampling import resized

_METHODS: Final = ("nearest-exact", "bilinear", "area", "bicubic", "lanczos")


def image_scale() -> BuiltinNode:
    """A side of 0 follows from the other one; `center` cuts off what would be squeezed."""
    spec = NodeSpec(
        id="ImageScale",
        display_name="Upscale Image",
        category="image/upscaling",
        search_aliases=("resize", "zoom", "change size"),
        inputs=(
            InputSpec(id="image", type=IMAGE),
            InputSpec(id="upscale_method", type=COMBO, options=_METHODS),
            InputSpec(id="width", type=INT, default=512, minimum=0, maximum=MAX_SIDE, step=1),
            InputSpec(id="height", type=INT, default=512, minimum=0, maximum=MAX_SIDE, step=1),
            InputSpec(id="crop", type=COMBO, options=("disabled", "center")),
        ),
        outputs=(OutputSpec(id="IMAGE", type=IMAGE),),
        run=_scaled,
    )
    return BuiltinNode(spec=spec, essentials_category="Image Tools")


def _scaled(_call: NodeCall, *, image: Any, upscale_method: str, width: int, height: int, crop: str) -> tuple[Any]:
    if width == 0 and height == 0:
        return (image,)
    old_height, old_width = image.shape[1:3]
    width = width or max(1, round(old_width * height / old_height))
    height = height or max(1, round(old_height * width / old_width))
    if crop == "center":
        image = middle(image, width / height)
    if upscale_method == "lanczos":
        return (_lanczos(image, width, height),)
    return (resized(image, width, height, upscale_method),)


def middle(image: Any, aspect: float) -> Any:
    """The largest middle part of that aspect."""
    height, width = image.shape[1:3]
    old_aspect = width / height
    left = round((width - width * (aspect / old_aspect)) / 2) if old_aspect > aspect else 0
    top = round((height - height * (old_aspect / aspect)) / 2) if old_aspect < aspect else 0
    return image[:, top : height - top, left : width - left]


def _lanczos(images: Any, width: int, height: int) -> Any:
    """By Pillow, in 8 bits, as ComfyUI does it."""
    result = np.empty((len(images), height, width, images.shape[3]), np.float32)
    for index, image in enumerate(images):
        pixels = np.clip(255.0 * image, 0, 255).astype(np.uint8)
        picture = Image.fromarray(pixels[..., 0] if pixels.shape[-1] == 1 else pixels)
        scaled = np.asarray(picture.resize((width, height), Image.Resampling.LANCZOS), np.float32)
        result[index] = scaled.reshape(height, width, -1) / np.float32(255)
    return result
