"""The node `BucketResize`: images and their masks, fitted into the bucket that is nearest to their shape."""

from typing import Any

from ...core.contracts.datasets import BucketOptions, Fit
from ...core.errors import Invalid
from ...core.nodes import IMAGE, INT, MASK, STRING, InputSpec, Interrupted, NodeCall, NodeResult, NodeSpec, OutputSpec
from .cropping import fit_image, fit_mask
from .fitting import fit
from .nodes_bucket_masks import mask_for
from .nodes_bucket_options import BUCKET_INPUTS, bucket_options


def bucket_resize() -> NodeSpec:
    """Bucket Resize."""
    return NodeSpec(
        id="BucketResize",
        display_name="Bucket Resize",
        category="Penstock/Datasets",
        description="Fits pictures into the sizes that training takes: as large as an area allows, in the shape that "
        "is nearest to the picture's own. The picture covers that size, its middle is kept.",
        search_aliases=("bucket", "training size", "crop", "aspect ratio", "resolution", "klein"),
        inputs=(
            InputSpec(id="image", type=IMAGE, tooltip="One picture or a batch; 1, 3 or 4 channels."),
            *BUCKET_INPUTS,
            InputSpec(id="mask", type=MASK, optional=True, tooltip="Goes the same way; one counts for a whole batch."),
        ),
        outputs=(
            OutputSpec(id="image", type=IMAGE, tooltip="The pictures in the size of their bucket."),
            OutputSpec(id="mask", type=MASK, tooltip="The mask in that size; zeros where none is linked."),
            OutputSpec(id="width", type=INT, tooltip="Of the bucket, in pixels."),
            OutputSpec(id="height", type=INT, tooltip="Of the bucket, in pixels."),
            OutputSpec(id="label", type=STRING, tooltip="Both, as in 1792x896."),
        ),
        run=run,
    )


def run(
    call: NodeCall,
    *,
    image: Any,
    resolution: int = 1280,
    divisible: int = 64,
    max_upscale: float = 1.5,
    mask: Any = None,
) -> NodeResult:
    """Image, mask, width, height and label. `Invalid` for what is no image, a mask of another count, no bucket."""
    options = bucket_options(resolution, divisible, max_upscale)
    shape = tuple(int(side) for side in getattr(image, "shape", ()))
    if len(shape) != 4 or not all(shape):
        raise Invalid(f"An IMAGE has the shape [B,H,W,C], not {list(shape)}.", field="image")
    count, height, width, _ = shape
    fitted = fit(width, height, options)
    masks = None if mask is None else mask_for(mask, count, width, height)
    values = (_fitted_images(call, image, fitted), _fitted_masks(masks, count, fitted), fitted.width, fitted.height)
    return NodeResult(values=(*values, f"{fitted.width}x{fitted.height}"), ui=_shown(fitted, width, height, options))


def _fitted_images(call: NodeCall, batch: Any, fitted: Fit) -> Any:
    """One by one, so that it can be stopped and its progress shows."""
    import numpy as np

    count, channels = len(batch), int(batch.shape[3])
    made = np.empty((count, fitted.height, fitted.width, channels), np.float32)
    for number in range(count):
        if call.interrupted():
            raise Interrupted
        made[number] = fit_image(batch[number : number + 1], fitted)[0]
        call.progress(number + 1, count)
    return made


def _fitted_masks(masks: Any, count: int, fitted: Fit) -> Any:
    import numpy as np

    if masks is None:
        return np.zeros((count, fitted.height, fitted.width), np.float32)
    made = fit_mask(masks, fitted)
    return made if len(made) == count else np.repeat(made, count, axis=0)


def _shown(fitted: Fit, width: int, height: int, options: BucketOptions) -> dict[str, list[Any]]:
    """A line to read, and what a page needs to draw what is kept of a picture of `width` x `height` pixels."""
    too_much = fitted.scale > options.max_upscale
    more = f", more than {options.max_upscale:g}x" if too_much else ""
    line = f"{fitted.width} x {fitted.height}, {_scaled(fitted.scale)}{more}, {_cut_off(fitted.cropped)}"
    fact = {
        "width": fitted.width,
        "height": fitted.height,
        "scale": fitted.scale,
        "box": list(fitted.box),
        "cropped": fitted.cropped,
        "of": [width, height],
        "enlarged": too_much,
        "max_upscale": options.max_upscale,
    }
    return {"text": [line], "fit": [fact]}


def _scaled(scale: float) -> str:
    times = f"{round(scale, 2):g}"
    if times == "1":
        return "not enlarged"
    return f"enlarged {times}x" if scale > 1 else f"reduced to {round(scale * 100, 1):g} %"


def _cut_off(cropped: float) -> str:
    if cropped <= 0:
        return "nothing cut off"
    return "less than 1 % cut off" if cropped < 0.01 else f"{cropped:.0%} cut off".replace("%", " %")
