"""ImageBatch ("Batch Images"), as in ComfyUI."""

from typing import Any

import numpy as np

from ....core.nodes import IMAGE, InputSpec, NodeCall, NodeSpec, OutputSpec
from .catalog import BuiltinNode
from .node_scale import middle
from .resampling import resized


def image_batch() -> BuiltinNode:
    """Two batches as one: the second gets the size of the first, what would be squeezed is cut off."""
    spec = NodeSpec(
        id="ImageBatch",
        display_name="Batch Images",
        category="image/batch",
        search_aliases=("combine images", "merge images", "stack images"),
        inputs=(InputSpec(id="image1", type=IMAGE), InputSpec(id="image2", type=IMAGE)),
        outputs=(OutputSpec(id="IMAGE", type=IMAGE),),
        run=_batched,
    )
    return BuiltinNode(spec=spec)


def _batched(_call: NodeCall, *, image1: Any, image2: Any) -> tuple[Any]:
    channels = max(image1.shape[3], image2.shape[3])
    first, second = _with_channels(image1, channels), _with_channels(image2, channels)
    height, width = first.shape[1:3]
    if second.shape[1:3] != (height, width):
        second = resized(middle(second, width / height), width, height, "bilinear")
    return (np.concatenate((first, second)),)


def _with_channels(images: Any, channels: int) -> Any:
    """With opaque alpha, where the other batch has one."""
    missing = channels - images.shape[3]
    if missing == 0:
        return images
    return np.concatenate((images, np.ones((*images.shape[:3], missing), np.float32)), axis=3)
