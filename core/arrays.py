"""The host's own arrays as numpy arrays: torch tensors in ComfyUI, numpy arrays standalone. Neither is imported."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy import float32
    from numpy.typing import NDArray


def as_numpy(array: Any) -> "NDArray[float32]":
    """`array` (an IMAGE, a MASK) as float32 in main memory, same shape and values.

    What is float32 in main memory already is not copied: never write into the result. numpy is imported by the first
    call, torch never: a tensor is known by its `detach`.
    """
    import numpy

    if hasattr(array, "detach"):
        array = array.detach().cpu().float().numpy()
    made: NDArray[float32] = numpy.asarray(array, dtype=numpy.float32)
    return made
