"""The inputs of nodes that speak of buckets."""

from math import isfinite, nan
from numbers import Real
from typing import Any, Final

from ...core.contracts.datasets import BucketOptions
from ...core.errors import Invalid
from ...core.nodes import FLOAT, INT, InputSpec

_LINKED: Final = "Change what is linked to it."

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


def bucket_options(resolution: Any, divisible: Any, max_upscale: Any) -> BucketOptions:
    """The options that the inputs say. `Invalid` for no numbers, or out of range: hosts do not check what is linked."""
    values: dict[str, Any] = {}
    for spec, value in zip(BUCKET_INPUTS, (resolution, divisible, max_upscale), strict=True):
        number = values[spec.id] = number_of(spec.id, value, whole=spec.type == INT)
        if spec.minimum is None or spec.maximum is None or not spec.minimum <= number <= spec.maximum:
            told = f"{spec.id} is {spec.minimum:g} to {spec.maximum:g}, not {number:g}."
            raise Invalid(told, hint=_LINKED, field=spec.id)
    return BucketOptions(**values)


def number_of(name: str, value: Any, *, whole: bool) -> Any:
    """An int, or a float that is not `whole`; `Invalid` for anything else. 64.0 is whole."""
    try:
        number = float(value) if isinstance(value, Real) else nan
    except OverflowError:
        number = nan
    if not isfinite(number) or (whole and not number.is_integer()):
        raise Invalid(f"{name} is a {'whole ' * whole}number, not {repr(value)[:40]}.", hint=_LINKED, field=name)
    return int(number) if whole else number
