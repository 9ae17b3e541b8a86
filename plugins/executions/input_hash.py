"""The hash of an execution's source image: the same in every host, whatever made the array."""

import hashlib
import struct
from typing import Any, Final

from ...core.arrays import as_numpy
from ...core.errors import Invalid

DIGITS: Final = 12
_CHANNELS: Final = (1, 3, 4)


def checked_image(image: Any) -> Any:
    """`image` as float32 `[B,H,W,C]` numpy; `Invalid` for what is no IMAGE."""
    shape = getattr(image, "shape", None)
    if shape is None or len(shape) != 4 or 0 in tuple(shape) or shape[3] not in _CHANNELS:
        raise Invalid(
            "An execution needs an IMAGE: pictures of one size, with 1, 3 or 4 channels.",
            hint="Link the picture that the story begins with.",
            field="image",
        )
    return as_numpy(image)


def input_hash(image: Any) -> str:
    """The first 12 hex digits of SHA-256 over the shape (8-byte little-endian each) and the values.

    Those are float32, little-endian, in C order, held to 0..1; what is no number is 0, and there is no -0.
    """
    import numpy

    array = checked_image(image)
    digest = hashlib.sha256(struct.pack("<4q", *array.shape))
    for one in array:
        held = numpy.clip(numpy.nan_to_num(one, nan=0.0, posinf=1.0, neginf=0.0), 0.0, 1.0) + numpy.float32(0.0)
        digest.update(numpy.ascontiguousarray(held, dtype="<f4").tobytes())
    return digest.hexdigest()[:DIGITS]
