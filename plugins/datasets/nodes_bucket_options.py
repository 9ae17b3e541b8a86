"""The inputs of nodes that speak of buckets."""

from typing import Final

from ...core.contracts.datasets import BucketOptions
from ...core.errors import Invalid
from ...core.nodes import FLOAT, INT, InputSpec

BUCKET_INPUTS: Final = (
    InputSpec(
        id="resolution",
        type=INT,
        default=1280,
        minimum=64,
        maximum=8192,
        tooltip="A bucket has at most this many pixels, squared: 1280 allows 1280 x 1280 and 1792 x 896.",
    ),
    InputSpec(
        id="divisible",
        type=INT,
        default=64,
        minimum=8,
        maximum=256,
        tooltip="The sides of a bucket are multiples of this many pixels.",
    ),
    InputSpec(
        id="max_upscale",
        type=FLOAT,
        default=1.5,
        minimum=1.0,
        maximum=8.0,
        step=0.1,
        tooltip="You are told of a picture that is enlarged more than this many times; it is enlarged all the same.",
    ),
)
"""`resolution`, `divisible` and `max_upscale`, in the order that workflows save them."""


def bucket_options(resolution: int, divisible: int, max_upscale: float) -> BucketOptions:
    """The options that the inputs say. `Invalid` out of range: hosts do not check what is linked."""
    for spec, value in zip(BUCKET_INPUTS, (resolution, divisible, max_upscale), strict=True):
        if spec.minimum is None or spec.maximum is None or not spec.minimum <= value <= spec.maximum:
            told = f"{spec.id} is {spec.minimum:g} to {spec.maximum:g}, not {value:g}."
            raise Invalid(told, hint="Change what is linked to it.", field=spec.id)
    return BucketOptions(resolution=resolution, divisible=divisible, max_upscale=max_upscale)
