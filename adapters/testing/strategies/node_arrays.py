"""IMAGEs and MASKs as nodes get them. Numpy is imported when one is drawn."""

from typing import Any

from hypothesis import strategies as st


def images(*, batch: int = 2, side: int = 4) -> st.SearchStrategy[Any]:
    """IMAGEs: float32 `[B,H,W,3]` from 0 to 1, at most `batch` pictures of at most `side` pixels a side."""
    shapes = st.tuples(st.integers(1, batch), st.integers(1, side), st.integers(1, side), st.just(3))
    return shapes.flatmap(_floats)


def masks(*, batch: int = 2, side: int = 4) -> st.SearchStrategy[Any]:
    """MASKs: float32 `[B,H,W]` from 0 to 1, white (painted) is 1."""
    return st.tuples(st.integers(1, batch), st.integers(1, side), st.integers(1, side)).flatmap(_floats)


def _floats(shape: tuple[int, ...]) -> st.SearchStrategy[Any]:
    size = 1
    for length in shape:
        size *= length
    return st.binary(min_size=size, max_size=size).map(lambda data: _array(data, shape))


def _array(data: bytes, shape: tuple[int, ...]) -> Any:
    import numpy as np

    return (np.frombuffer(data, np.uint8).astype(np.float32) / 255).reshape(shape)
