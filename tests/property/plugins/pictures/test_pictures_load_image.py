"""For any picture: what the service reads is what the standalone host's Load Image reads, which is ComfyUI's."""

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from penstock.adapters.standalone.engine.node_load_image import decoded
from penstock.core.files import Files
from penstock.plugins.pictures.service import PictureService

KINDS = {
    "png": ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"),
    "jpeg": ("L", "RGB", "CMYK"),
    "webp": ("RGB", "RGBA"),
    "tiff": ("1", "L", "P", "RGB", "RGBA", "CMYK", "I;16"),
    "bmp": ("1", "L", "P", "RGB"),
    "gif": ("L", "P", "RGB"),
}
MOVING = ("png", "webp", "tiff", "gif")
DEPTHS = {
    "I;16": (np.uint16, 1),
    "LA": (np.uint8, 2),
    "RGBA": (np.uint8, 4),
    "CMYK": (np.uint8, 4),
    "RGB": (np.uint8, 3),
}

kinds = st.sampled_from([(kind, mode) for kind, modes in KINDS.items() for mode in modes])


def drawn(mode: str, size: tuple[int, int], seed: int) -> Image.Image:
    """Noise of a mode."""
    kind, bands = DEPTHS.get(mode, (np.uint8, 1))
    levels = np.random.default_rng(seed).integers(0, np.iinfo(kind).max, (size[1], size[0], bands), kind, endpoint=True)
    if mode in ("1", "P"):
        return Image.fromarray(levels[:, :, 0]).convert(mode)
    return Image.frombytes(mode, size, levels.tobytes())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One for all of them."""
    return tmp_path_factory.mktemp("pictures")


@given(
    kind=kinds,
    size=st.tuples(st.integers(1, 9), st.integers(1, 9)),
    frames=st.integers(1, 3),
    orientation=st.integers(1, 8),
    transparent=st.booleans(),
    seed=st.integers(0, 99),
)
def test_pictures_are_read_as_load_image_reads_them(
    folder: Path,
    kind: tuple[str, str],
    size: tuple[int, int],
    frames: int,
    orientation: int,
    transparent: bool,
    seed: int,
) -> None:
    """Every level of every frame, upright; the same mask, zeros of the picture's size where Load Image has none."""
    name, mode = kind
    several = [drawn(mode, size, seed + number) for number in range(frames if name in MOVING else 1)]
    options: dict[str, Any] = {"lossless": True, "exact": True} if name == "webp" else {}
    if name in MOVING and len(several) > 1:
        options |= {"save_all": True, "append_images": several[1:]}
    if transparent and mode == "P" and name in ("png", "gif"):
        options["transparency"] = 3
    if name in ("png", "jpeg", "webp"):
        exif = Image.Exif()
        exif[0x0112] = orientation
        options["exif"] = exif
    data = io.BytesIO()
    several[0].save(data, name, **options)
    path = folder / "picture"
    path.write_bytes(data.getvalue())

    found = PictureService(folder / "kept", Files()).frames(path)
    image, mask = decoded(path)
    assert found.image.shape == image.shape
    assert np.array_equal(found.image, image)
    assert found.mask.shape == image.shape[:3]
    if mask.shape == found.mask.shape:
        assert np.array_equal(found.mask, mask)
    else:
        assert not mask.any()
        assert not found.mask.any()
